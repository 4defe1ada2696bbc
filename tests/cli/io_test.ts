import {
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { DomainError, evaluate, jointEntropy, pairwiseEntropy, ShapeError } from "../../mod.ts";
import { bandwidthFactor, kernel, sampleCovariance } from "../../src/io/bandwidth.ts";
import { parseCSV, parseNames } from "../../src/io/csv.ts";
import { mixtureFromJSON, parseMixture } from "../../src/io/json.ts";
import { findJSONMistake } from "../../src/io/json_syntax.ts";
import { scalar } from "../support/results.ts";

/** A sentence as it goes to a person: it begins with a capital or a quoted name, has no final period and no line break. */
function assertSentence(message: string): void {
  assertMatch(message, /^[A-Z"].*[^.\s]$/);
}

function sentenceOf(
  run: () => unknown,
  type: typeof DomainError | typeof ShapeError = DomainError,
): string {
  const { message } = assertThrows(run, type);
  assertSentence(message);
  return message;
}

Deno.test("CSV: chosen columns come in the order asked for, whatever their order in the file", () => {
  const table = parseCSV("a,b,c\n1,2,3\n4,5,6\n", { columns: ["c", "a"] });
  assertEquals(table.columns, ["c", "a"]);
  assertEquals([...table.values], [3, 1, 6, 4]);
  assertEquals(table.rows, 2);
  assertEquals(table.labels, undefined);
});

Deno.test("CSV: without a choice, every column but the label's is read", () => {
  const table = parseCSV("kind,x,y\nu,1,2\nv,3,4\n", { label: "kind" });
  assertEquals(table.columns, ["x", "y"]);
  assertEquals(table.labels, ["u", "v"]);
});

Deno.test("CSV: a row with a gap in a chosen column is dropped and counted, other columns are not looked at", () => {
  const text = [
    "x,y,kind",
    "1,,a",
    "2,NA,a",
    "3,nan,a",
    "4,null,a",
    "5,.,a",
    "6,,a",
    '"  7 ",8,a',
    "8,9,",
    "NA,9,a",
  ].join("\n");
  const onlyX = parseCSV(text, { columns: ["x"] });
  assertEquals([...onlyX.values], [1, 2, 3, 4, 5, 6, 7, 8]);
  assertEquals(onlyX.dropped, 1);
  const both = parseCSV(text, { columns: ["x", "y"], label: "kind" });
  assertEquals([...both.values], [7, 8]);
  assertEquals(both.labels, ["a"]);
  assertEquals(both.dropped, 8);
});

Deno.test("CSV: quotes, commas inside them, CRLF, a byte order mark and blank lines are understood", () => {
  const table = parseCSV('\ufeff"a ""x"", mm",b\r\n"1",2\r\n\r\n3,4e-1\r\n', {
    columns: ['a "x", mm', "b"],
  });
  assertEquals([...table.values], [1, 2, 3, 0.4]);
});

Deno.test("CSV: a value that is not a finite number is named with row, line, column and text", () => {
  const read = (value: string) => () => parseCSV(`x,y\n1,2\n3,${value}\n`);
  assertEquals(
    sentenceOf(read("abc")),
    'Expected a finite number in row 2 (line 3), column "y", got "abc"',
  );
  for (const value of ["0x10", "1e999", "Infinity", "1 2", '"1,5"', "--1", "1e", "½"]) {
    assertStringIncludes(sentenceOf(read(value)), 'column "y"', value);
  }
});

Deno.test("CSV: an unknown column is answered with the nearest one", () => {
  assertEquals(
    sentenceOf(() => parseCSV("bill_length,mass\n1,2\n", { columns: ["bill_lenght"] })),
    'Unknown column "bill_lenght"; did you mean "bill_length"? Valid are "bill_length", "mass"',
  );
  assertStringIncludes(
    sentenceOf(() => parseCSV("x,kind\n1,a\n", { label: "knd" })),
    'did you mean "kind"?',
  );
});

Deno.test("CSV: an empty file, a ragged row, a name twice and an open quote are sentences", () => {
  assertStringIncludes(sentenceOf(() => parseCSV(""), ShapeError), "an empty file");
  assertEquals(
    sentenceOf(() => parseCSV("x,y\n1,2\n3\n"), ShapeError),
    "Expected 2 fields in row 2 (line 3), one for each column of the header, got 1",
  );
  assertStringIncludes(sentenceOf(() => parseCSV("x,x\n1,2\n")), '"x" twice');
  assertStringIncludes(sentenceOf(() => parseCSV('x,y\n1,"2\n')), "not CSV");
});

Deno.test("CSV: a list of names may quote a name with a comma", () => {
  assertEquals(parseNames('a, "b, mm",c'), ["a", "b, mm", "c"]);
});

Deno.test("bandwidth: Scott, Silverman and a number give the factor of scipy.stats.gaussian_kde", () => {
  // By hand: 5^(-1/5), and (3·4/4)^(-1/6) for 3 rows in 2 columns.
  assertAlmostEquals(bandwidthFactor("scott", 5, 1), 0.7247796636776955, 1e-15);
  assertAlmostEquals(bandwidthFactor("silverman", 3, 2), 0.8326831776556043, 1e-15);
  assertEquals(bandwidthFactor(0.25, 5, 1), 0.25);
  assertStringIncludes(sentenceOf(() => bandwidthFactor(0, 5, 1)), "got 0");
});

Deno.test("bandwidth: the kernel is factor² × the covariance with n − 1", () => {
  // By hand: 1…5 has variance 2.5.
  const line = parseCSV("x\n1\n2\n3\n4\n5\n");
  assertAlmostEquals(kernel(line, "scott").covariance[0]!, 1.3132639022018835, 1e-14);
  // By hand: (1,2), (3,5), (5,4) have variances 4 and 7/3 and covariance 2.
  const plane = parseCSV("x,y\n1,2\n3,5\n5,4\n");
  const expected = [4, 2, 2, 7 / 3];
  for (const [i, entry] of kernel(plane, 1).covariance.entries()) {
    assertAlmostEquals(entry, expected[i]!, 1e-14);
  }
  for (const [i, entry] of kernel(plane, 0.5).covariance.entries()) {
    assertAlmostEquals(entry, expected[i]! / 4, 1e-14);
  }
});

Deno.test("bandwidth: a large offset of the data does not change the covariance", () => {
  const offset = 2 ** 30;
  const near = sampleCovariance(Float64Array.of(1, 2, 3, 5, 5, 4), 3, 2);
  const far = sampleCovariance(Float64Array.of(1, 2, 3, 5, 5, 4).map((x) => x + offset), 3, 2);
  for (const [i, entry] of far.entries()) assertAlmostEquals(entry, near[i]!, 1e-6);
});

Deno.test("bandwidth: a kernel without volume is refused, naming the column", () => {
  assertEquals(
    sentenceOf(() => kernel(parseCSV("x,y\n1,7\n2,7\n3,7\n"), "scott")),
    'Expected a column that varies, got column "y" with 7 in all 3 rows',
  );
  assertStringIncludes(
    sentenceOf(() => kernel(parseCSV("x,y,z\n1,2,3\n2,1,3\n3,5,8\n4,1,5\n"), "scott")),
    'got column "z", a linear combination of "x", "y"',
  );
  assertStringIncludes(
    sentenceOf(() => kernel(parseCSV("x\n1e-200\n2e-200\n"), "scott")),
    'column "x"',
  );
  assertStringIncludes(
    sentenceOf(() => kernel(parseCSV("x\n1\n"), "scott"), ShapeError),
    "at least 2 rows for a bandwidth, got 1",
  );
  assertStringIncludes(
    sentenceOf(() => kernel(parseCSV("x,y\n1,2\n3,5\n"), "scott"), ShapeError),
    "at least 3 rows",
  );
});

// The two unit Gaussians at distance 10 of the mathematics: far enough for every bound to be h + ln 2.
const FAR = { family: "gaussian", means: [[0], [100]], variance: 1 };
const FAR_ENTROPY = 0.5 * Math.log(2 * Math.PI * Math.E) + Math.LN2;

Deno.test("JSON: every form of the covariance gives the same mixture", async () => {
  const forms = [
    { variance: 1 },
    { variances: [1, 1] },
    { variances: [[1], [1]] },
    { covariance: [[1]] },
    { covariances: [[[1]], [[1]]] },
  ];
  for (const form of forms) {
    const p = mixtureFromJSON({ family: "gaussian", means: [[0], [100]], ...form });
    assertEquals([p.family, p.components, p.dimension], ["gaussian", 2, 1]);
    const value = await evaluate(pairwiseEntropy(p, { distance: "kl" }));
    assertAlmostEquals(scalar(value), FAR_ENTROPY, 1e-12, JSON.stringify(form));
  }
});

Deno.test("JSON: boxes, weights and notes are read, and the keys tell the family", async () => {
  const p = mixtureFromJSON({
    name: "two boxes",
    description: "apart",
    expect: {},
    weights: [0.5, 0.5],
    centers: [[0, 0], [9, 9]],
    widths: [[1, 1], [1, 1]],
  });
  assertEquals([p.family, p.components, p.dimension], ["uniform", 2, 2]);
  // Two boxes of volume 1 that do not touch: ln 2.
  assertAlmostEquals(scalar(await evaluate(jointEntropy(p))), Math.LN2, 1e-14);
});

Deno.test("JSON: what is missing, misspelt, of the other family or not a number is a sentence", () => {
  const read = (value: unknown) => sentenceOf(() => mixtureFromJSON(value), DomainError);
  assertStringIncludes(read([1]), "got an array");
  assertStringIncludes(read(null), "got null");
  assertStringIncludes(read({ family: "gausian" }), 'did you mean "gaussian"?');
  assertStringIncludes(read({ ...FAR, weigths: [1] }), 'did you mean "weights"?');
  assertStringIncludes(read({ ...FAR, widths: 1 }), 'in a gaussian mixture, got "widths"');
  assertStringIncludes(read({ family: "gaussian", variance: 1 }), 'Expected the key "means"');
  assertStringIncludes(read({ family: "gaussian", means: [[0]] }), "got none");
  assertStringIncludes(read({ ...FAR, variances: [1, 1] }), 'got "variances", "variance"');
  assertStringIncludes(
    read({ family: "gaussian", means: [[0], ["1"]], variance: 1 }),
    'Expected numbers in "means[1][0]", got the text "1"',
  );
  assertStringIncludes(read({ ...FAR, weights: [null, 1] }), '"weights[0]", got null');
  assertStringIncludes(read({ family: "uniform", centers: [[0]] }), 'Expected the key "widths"');
});

Deno.test("JSON: a mistake in the text is named with line and column, in every engine alike", () => {
  assertEquals(
    sentenceOf(() => parseMixture('{\n  "family": "gaussian",\n  "means": [[0], [1]\n}\n')),
    'Expected "," or "]" in JSON at line 4, column 1, got "}"',
  );
  const cases: [string, number, number, string, string][] = [
    ["", 1, 1, "a value", "the end of the text"],
    ["{a: 1}", 1, 2, "a key in double quotes", '"a"'],
    ['{"a" 1}', 1, 6, '":"', '"1"'],
    ["[1, NaN]", 1, 5, "a value", '"NaN"'],
    ["[1,]", 1, 4, "a value", '"]"'],
    ["[1] 2", 1, 5, "the end of the text", '"2"'],
    ['["a\nb"]', 1, 2, "a value", '"\\""'],
    ["[01]", 1, 3, '"," or "]"', '"1"'],
  ];
  for (const [text, line, column, expected, found] of cases) {
    assertEquals(findJSONMistake(text), { line, column, expected, found }, text);
  }
});

Deno.test("JSON: a text has a mistake exactly where JSON.parse refuses it", () => {
  const parses = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const piece = fc.constantFrom(
    ...[
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"\\u00e9"',
      '"',
      "0",
      "-1.5e3",
      "-",
      "true",
      "nul",
      " ",
      "\n",
    ],
  );
  fc.assert(fc.property(fc.json(), (text) => findJSONMistake(text) === undefined));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join("");
      assertEquals(findJSONMistake(text) === undefined, parses(text), text);
    }),
    { numRuns: 2000 },
  );
});
