/**
 * Files and command lines as nobody means them: names that steer a terminal, numbers at the ends of the range, tables that
 * are cut, doubled and spliced, JSON of the wrong shapes. Generators for property tests and for longer searches.
 */
import fc from "fast-check";

/** Pieces of text that programs trip over. */
const nasty: readonly string[] = [
  "\x1b]0;owned\x07",
  "\x1b[31m",
  "\x9b31m",
  "\x7f",
  "\x85",
  "\0",
  "\r",
  "\n",
  "\r\n",
  "\t",
  "\u202e",
  "\u2066",
  "\u2028",
  "\ufeff",
  "\u{e0041}",
  "\ud800",
  "\udfff",
  "👩‍👩‍👧",
  "e\u0301\u0302\u0303",
  "漢字",
  '"',
  '""',
  "'",
  ",",
  ";",
  "\\",
  "\\u001b",
  "${x}",
  "%s",
  "__proto__",
  "constructor",
  "toString",
  "-",
  "--",
  "=",
  "NA",
  "…",
];

/** Text of a few characters, some of them nasty; now and then long. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(fc.oneof(fc.constantFrom(...nasty), fc.string({ maxLength: 4 })), {
      maxLength: 4,
    }).map((parts) => parts.join("")),
  },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...nasty, "x"), fc.nat(3000)).map(([s, n]) => s.repeat(n)),
  },
);

/** A number as somebody might write it, or what somebody might write in its place. */
export const numberText: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: -50, max: 50 }).map((n) => String(n / 10)) },
  { weight: 3, arbitrary: fc.double({ noNaN: true }).map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "1e308",
      "-1e308",
      "1e-308",
      "5e-324",
      "1e155",
      "1e-170",
      "1e999",
      "0",
      "-0",
      "NaN",
      "Infinity",
      "0x10",
      "1_000",
      "1,5",
      "½",
      "1e",
      "",
      "NA",
      "null",
      ".",
    ),
  },
  { weight: 1, arbitrary: hostileText },
);

/** A text with pieces of it cut out, doubled or moved, and nasty ones put in. */
export function mutated(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.nat(3),
    fc.nat(),
    fc.nat(),
    fc.oneof(fc.constantFrom(...nasty), hostileText),
  );
  const changes = fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(change, { maxLength: 3 }) },
  );
  return fc.tuple(text, changes).map(([text, changes]) =>
    changes.reduce((now, [kind, from, length, piece]) => {
      const start = from % (now.length + 1), end = start + length % 12;
      const before = now.slice(0, start), within = now.slice(start, end), after = now.slice(end);
      switch (kind) {
        case 0:
          return before + after;
        case 1:
          return before + within + within + after;
        case 2:
          return before + piece + within + after;
        default:
          return after + before;
      }
    }, text)
  );
}

/** A field of CSV as it is written: quoted where it must be, and at times where it need not be. */
function field(text: string, quote: boolean): string {
  return quote || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table with a column of labels and columns of numbers, all under any name. */
export const csvTable: fc.Arbitrary<string> = fc.record({
  names: fc.uniqueArray(hostileText, { minLength: 3, maxLength: 4, selector: (s) => s.trim() }),
  isPlain: fc.boolean(),
  labels: fc.array(fc.oneof(fc.constantFrom("a", "b"), hostileText), {
    minLength: 1,
    maxLength: 9,
  }),
  // a table that can be used has numbers only; one odd entry spoils it
  numbers: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 7, maxLength: 29 }),
  odd: fc.option(fc.tuple(fc.nat(40), numberText)),
  end: fc.constantFrom("\n", "\r\n", "\r"),
  quote: fc.boolean(),
}).map(({ names, isPlain, labels, numbers, odd, end, quote }) => {
  const columns = isPlain ? ["kind", "x", "y"] : ["kind", ...names.slice(1)];
  const rows = labels.map((label, r) =>
    columns.map((_, c) => {
      const at = r * columns.length + c;
      if (c === 0) return label;
      return odd !== null && odd[0] === at ? odd[1] : String(numbers[at % numbers.length]! / 10);
    })
  );
  return [columns, ...rows].map((row) => row.map((text) => field(text, quote)).join(",")).join(end);
});

/** What may stand where a mixture has numbers. */
const jsonNumbers: fc.Arbitrary<unknown> = fc.oneof(
  fc.array(fc.array(fc.double(), { maxLength: 3 }), { maxLength: 3 }),
  fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 3 }),
  fc.constantFrom<unknown>(1, 0, -1, null, true, {}, [], [[]], [[0], [1]], [[[1]]], [[[[[1]]]]], [
    1,
    [2],
  ]),
  hostileText,
);

const jsonKey = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "weights",
      "means",
      "variance",
      "variances",
      "covariance",
      "covariances",
      "centers",
      "widths",
      "locations",
      "scales",
      "degreesOfFreedom",
      "components",
      "family",
      "name",
    ),
  },
  { weight: 1, arbitrary: hostileText },
);

/** A mixture of Gaussians or boxes whose numbers may be at the ends of the range. */
const usable = fc.record({
  weights: fc.constantFrom([0.5, 0.5], [1, 0], [0.3, 0.7], undefined),
  points: fc.constantFrom<number[][]>(
    [[0], [1]],
    [[0, 1], [2, 3]],
    [[-1e200], [1e200]],
    [[0], [0]],
    [[1e308], [
      -1e308,
    ]],
  ),
  isUniform: fc.boolean(),
  spread: fc.constantFrom(1, 1e-300, 1e300, 1e-9, 0),
  name: hostileText,
}).map(({ weights, points, isUniform, spread, name }) =>
  JSON.stringify(
    isUniform
      ? { name, weights, centers: points, widths: points.map((row) => row.map(() => spread)) }
      : { name, weights, means: points, variance: spread },
  )
);

/** One number, at times at the ends of the range or none. */
const jsonNumber: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(1, 0.5, 2, -3, 7) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(0, 1e-300, 1e200, 1e308, null, [], [[1]], "1") },
);

/** A component of any family, as an entry of `mixtureOf`, or nearly. */
const entry: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.nat(4), jsonNumber, jsonNumber, jsonNumber).map(([kind, m, s, nu]) =>
      [
        { gaussian: { mean: m, variance: s } },
        { uniform: { center: m, width: s } },
        { laplace: { location: m, scale: s } },
        { logistic: { locations: [[m], [nu]], scales: s } },
        { studentT: { location: m, scale: s, degreesOfFreedom: nu } },
      ][kind]
    ),
  },
  { weight: 1, arbitrary: fc.dictionary(jsonKey, jsonNumbers, { maxKeys: 2 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom("gaussian", "laplace", "studentT", "own", "weight", "weights"),
      fc.oneof(jsonNumbers, fc.dictionary(jsonKey, jsonNumbers, { maxKeys: 2 })),
    ).map(([key, value]) => ({ [key]: value })),
  },
);

/** A mixture of several families, or nearly. */
const mixed = fc.record({
  components: fc.oneof(
    { weight: 8, arbitrary: fc.array(entry, { maxLength: 4 }) },
    { weight: 1, arbitrary: jsonNumbers },
  ),
  name: hostileText,
}).map((value) => JSON.stringify(value));

/** JSON that is a mixture, or nearly. */
export const jsonMixture: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: usable },
  { weight: 3, arbitrary: mixed },
  {
    weight: 2,
    arbitrary: fc.dictionary(jsonKey, jsonNumbers, { maxKeys: 5 }).map((value) =>
      JSON.stringify(value)
    ),
  },
  { weight: 1, arbitrary: fc.json() },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom("[", '{"a":', '{"means":['), fc.nat(20_000))
      .map(([open, n]) => open.repeat(n)),
  },
);

/** Words of the other commands: options that they have, at times in the wrong place. */
const otherOption: fc.Arbitrary<string[]> = fc.constantFrom(
  ...["--with y", "--with kind", "--beta 2", "--beta x", "--threads 1", "--precision f32"],
  ...["--device cpu", "--to npz", "--to json", "--to tsv", "-o out.npy", "-o out.csv", "--force"],
  ...["--kde scott", "--", "-", "--man", "--help"],
).map((text) => text.split(" "));

const optionNames = [
  "columns",
  "exclude",
  "weights",
  "kde",
  "group",
  "na",
  "no-header",
  "separator",
  "decimal",
  "encoding",
  "format",
  "unit",
  "estimators",
  "samples",
  "seed",
  "json",
  "quiet",
];

/** Options of the command line, most of them with values that they can have. */
const option: fc.Arbitrary<string[]> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      "--json",
      "--quiet",
      "--unit bits",
      "--columns x",
      "--columns y,x",
      "--group kind",
      "--kde 0.5",
      "--kde Silverman",
      "--kde likelihood",
      "--exclude x",
      "--weights y",
      "--na a,-5",
      "--no-header",
      "--separator semicolon",
      "--decimal comma",
      "--encoding latin1",
      "--encoding utf-16",
      "--estimators kl,elk,chernoff:0.3",
      "--seed 7",
    ).map((text) => text.split(" ")),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...optionNames), hostileText)
      .map(([name, value]) => [`--${name}=${value}`]),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...optionNames), numberText)
      .map(([name, value]) => [`--${name}`, value]),
  },
  { weight: 1, arbitrary: hostileText.map((text) => [text]) },
  { weight: 1, arbitrary: hostileText.map((text) => [`--${text}`]) },
);

/** A run of the program: its arguments, and the text of whatever file it asks for. */
export interface HostileRun {
  readonly args: readonly string[];
  readonly text: string;
}

/** Runs over tables, mixtures and neither. Few draws, so that many runs can be made. */
export const hostileRun: fc.Arbitrary<HostileRun> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant("d.csv"), mutated(csvTable)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant("p.json"), mutated(jsonMixture)) },
  { weight: 1, arbitrary: fc.tuple(hostileText, fc.oneof(csvTable, jsonMixture)) },
).chain(([file, text]) =>
  fc.array(option, { maxLength: 2 }).map((options) => ({
    args: ["entropy", file, "--samples", "8", ...options.flat()],
    text,
  }))
);

/** Runs of the other commands, in the same way. */
export const hostileCommandRun: fc.Arbitrary<HostileRun> = fc.tuple(
  hostileRun,
  fc.constantFrom("information", "logdet", "density", "convert"),
  fc.array(fc.oneof(option, otherOption), { maxLength: 3 }),
).map(([{ args: [, file], text }, command, options]) => ({
  args: [
    command,
    file!,
    ...command === "density" ? [file!] : [],
    ...command === "information" ? ["--group", "kind", "--samples", "8"] : [],
    ...options.flat(),
  ],
  text,
}));
