/** Files as people have them: each shape of fixtures/rows works, or a sentence names file, place and remedy. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { DomainError } from "../../mod.ts";
import { checkArrow } from "../../src/io/tables/arrow_check.ts";
import { installed } from "../../src/io/tables/legible.ts";
import { refuses } from "../support/sentences.ts";
import { encodings } from "../support/encodings.ts";
import { assertDocumented } from "../support/harmless.ts";
import { bytesOf, type JSONReport, reportOn, runOver } from "../support/run_command.ts";

function fixture(name: string): Uint8Array {
  return Deno.readFileSync(new URL(`../fixtures/rows/${name}.csv`, import.meta.url));
}

/** The report on a fixture. */
function report(name: string, ...args: string[]): Promise<JSONReport> {
  return reportOn(fixture(name), `${name}.csv`, "--samples", "100", ...args);
}

/** Fails unless the file is refused with one sentence that has all parts. */
async function refused(contents: string | Uint8Array, args: string[], ...parts: string[]) {
  const { code, out, err } = await runOver(["entropy", "d.csv", ...args], () => contents);
  assertEquals([code, out], [1, ""], err);
  for (const part of ["mixtropy: d.csv: ", ...parts]) assertStringIncludes(err, part);
}

/** The bound by KL of rows under one kernel of variance s², and d = 1, by its definition. */
function klOf(xs: readonly number[], variance: number): number {
  const rows = xs.map((x) =>
    Math.log(xs.reduce((sum, y) => sum + Math.exp(-((x - y) ** 2) / 2 / variance), 0) / xs.length)
  );
  return 0.5 * Math.log(2 * Math.PI * Math.E * variance) -
    rows.reduce((sum, row) => sum + row, 0) / xs.length;
}

Deno.test("3000 rows beside 1e15 have the entropy of the same rows without it, which is that of quadrature", async () => {
  const steps = Array.from({ length: 3000 }, (_, r) => (r * 7919) % 10);
  const bounds = async (offset: number) => {
    const text = `x\n${steps.map((s) => offset + s).join("\n")}\n`;
    const { bracket } = await reportOn(text, "d.csv", "--estimators", "kl,elk,joint");
    return [bracket.lower!.value, bracket.upper!.value];
  };
  const [lower, upper] = await bounds(0), far = await bounds(1e15);
  assertAlmostEquals(far[0]!, lower!, 1e-12);
  assertAlmostEquals(far[1]!, upper!, 1e-12);
  // by numerical integration in SciPy (scipy.stats.gaussian_kde and integrate.quad)
  assert(lower! < 2.3934 && 2.3934 < upper!);
});

Deno.test("labels in Latin-1 are refused with the byte, and read with --encoding as they are in UTF-8", async () => {
  const args = ["--group", "Strasse", "--estimators", "kl"];
  await refused(
    fixture("latin1_labels"),
    args,
    "not UTF-8 at byte 10 (0xe4, line 2)",
    "looks like Latin-1: use --encoding latin1",
  );
  const utf8 = await report("utf8_labels", ...args);
  assertEquals(utf8.group?.groups.map(({ label }) => label), ["ä", "ö", "ü"]);
  for (const encoding of ["latin1", "windows-1252", "ISO-8859-1"]) {
    const latin1 = await report("latin1_labels", ...args, "--encoding", encoding);
    assertEquals(latin1.group, utf8.group);
  }
});

Deno.test("every encoding with a mark is read by it, and those without are guessed or named", async () => {
  const text = "größe,x\nä,1\nö,2\nä,4\nü,3\n", args = ["--group", "größe", "--estimators", "kl"];
  const expected = (await reportOn(text, "d.csv", ...args)).group;
  for (
    const marked of [
      encodings.utf8(`\ufeff${text}`),
      encodings.utf16le(`\ufeff${text}`),
      encodings.utf16be(`\ufeff${text}`),
    ]
  ) {
    assertEquals((await reportOn(marked, "d.csv", ...args)).group, expected);
    // a mark is surer than what somebody says
    assertEquals(
      (await reportOn(marked, "d.csv", ...args, "--encoding", "latin1")).group,
      expected,
    );
  }
  const little = encodings.utf16le(text), big = encodings.utf16be(text);
  await refused(little, args, "zeros at every other byte", "use --encoding utf-16le");
  await refused(big, args, "zeros at every other byte", "use --encoding utf-16be");
  assertEquals(
    (await reportOn(little, "d.csv", ...args, "--encoding", "utf-16le")).group,
    expected,
  );
  assertEquals((await reportOn(big, "d.csv", ...args, "--encoding", "utf-16be")).group, expected);
  // 0x80 is the euro in windows-1252, and Russian letters stand side by side
  await refused(Uint8Array.of(...bytesOf("x\n1\n2"), 0x80), [], "use --encoding windows-1252");
  const russian = Uint8Array.of(...bytesOf("x,"), 0xe3, 0xee, 0xf0, 0xee, 0xe4, 10);
  await refused(russian, [], "another alphabet", "windows-1251");
  await refused(
    Uint8Array.of(...bytesOf("x\n1\nä").slice(0, -1)),
    [],
    "ends within a character (line 3)",
  );
  await refused(Uint8Array.of(0xff, 0xfe, 0, 0, 65, 0, 0, 0), [], "UTF-32");
  await refused(
    Uint8Array.of(0x81),
    ["--encoding", "shift_jis"],
    '"shift_jis"',
    "bytes that are none",
  );
  const json = encodings.utf16le('\ufeff{"means": [[0], [1]], "variance": 1}');
  const kl = await reportOn(json, "p.json", "--estimators", "kl");
  assertAlmostEquals(kl.estimates[0]!.value, klOf([0, 1], 1), 1e-11);
});

Deno.test("UTF-8 is checked to the letter: no overlong forms, no surrogates, nothing beyond U+10FFFF", async () => {
  const wrong = [
    [0x80],
    [0xc0, 0x80],
    [0xc1, 0xbf],
    [0xe0, 0x80, 0x80],
    [0xed, 0xa0, 0x80],
    [
      0xf0,
      0x80,
      0x80,
      0x80,
    ],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xff],
    [0xc3, 0x28],
    [0xe2, 0x82, 0x28],
  ];
  for (const bytes of wrong) {
    await refused(Uint8Array.of(120, 10, 49, ...bytes, 10), [], "not UTF-8 at byte 3");
  }
});

Deno.test("what is no header, no table or no text is refused with a remedy", async () => {
  await refused(fixture("no_header"), [], "line 1", "got the number 5.1", "--no-header");
  await refused(
    fixture("duplicate_unused_header"),
    [],
    '"a" twice',
    "columns 1 and 2",
    "--exclude",
  );
  const strangers: [number[] | string, string][] = [
    [[0x1f, 0x8b, 8, 0], "compressed by gzip"],
    ["\x89HDF\r\n\x1a\n", "HDF5"],
    [[0x80, 4, 0x95, 1, 2], "Python pickle"],
    [[0xd0, 0xcf, 0x11, 0xe0, 0xa1], "Excel"],
  ];
  for (const [start, part] of strangers) {
    const bytes = typeof start === "string"
      ? Uint8Array.from(start, (c) => c.charCodeAt(0))
      : Uint8Array.from(start);
    await refused(bytes, [], part);
  }
});

Deno.test("the shapes of real files work", async () => {
  const columns = async (name: string, ...args: string[]) => {
    const { columns, rows, notes } = await report(name, ...args);
    return [columns.join(), rows, notes.length];
  };
  assertEquals(await columns("no_header", "--no-header"), ["1,2", 4, 0]);
  assertEquals(await columns("no_header", "--no-header", "--columns", "2"), ["2", 4, 0]);
  assertEquals(await columns("pandas_index"), ["a,b", 5, 1]);
  assertEquals(await columns("trailing_comma"), ["a,b", 3, 0]);
  assertEquals(await columns("trailing_empty_columns"), ["a,b", 3, 0]);
  assertEquals(await columns("duplicate_unused_header", "--columns", "b"), ["b", 3, 0]);
  assertEquals(await columns("duplicate_unused_header", "--exclude", "a"), ["b", 3, 0]);
  assertEquals(await columns("quote_in_unused_column", "--columns", "x"), ["x", 3, 0]);
  assertEquals(await columns("quote_in_unused_column", "--exclude", "note"), ["x", 3, 0]);
  // a of 1, 2, 3, 4 may be an index
  assertEquals(await columns("mixed_line_ends"), ["a,b", 4, 1]);
  assertEquals(await columns("na_markers"), ["a,b", 3, 0]);
  // decimal commas are told
  assertEquals(await columns("semicolons"), ["A,B", 3, 1]);
  assertEquals(await columns("utf16"), ["x,y", 4, 0]);
});

Deno.test("tabs, by their name, by the ending of the file or by looking", async () => {
  const text = "x\ty\n1\t5\n2\t3\n4\t1\n", expected = await reportOn(text, "d.csv");
  for (
    const args of [["d.tsv"], ["d.txt"], ["-"], ["d", "--format", "tsv"], [
      "d.csv",
      "--separator",
      "tab",
    ]]
  ) {
    assertEquals((await reportOn(text, ...args)).bracket, expected.bracket, args.join(" "));
  }
  // an ending in .tsv does not make commas decimal marks
  assertEquals((await reportOn("a,b\n1,5\n2,3\n4,1\n", "d.tsv")).columns, ["a", "b"]);
});

Deno.test("the standard input and files of any name are JSON where they begin with a brace", async () => {
  const json = ' \n{"means": [[0], [1]], "variance": 1}', csv = "x\n0\n1\n3\n";
  for (const file of ["-", "mixture", "mixture.txt"]) {
    assertEquals((await reportOn(json, file)).k, 2);
    assertEquals((await reportOn(csv, file)).k, 3);
  }
  const { code, err } = await runOver(["entropy", "-", "--group", "x"], () => json);
  assertEquals(code, 2);
  assertStringIncludes(err, "--group is for rows of data, not for a mixture in JSON");
});

Deno.test("a label NA is a label, until --na says that it is none", async () => {
  const text = "country,x\nNA,1\nNA,2\nDE,3\nDE,5\n,7\n",
    args = ["--group", "country", "--estimators", "kl"];
  const named = await reportOn(text, "d.csv", ...args);
  assertEquals(named.group?.groups.map(({ label }) => label), ["NA", "DE"]);
  const none = await reportOn(text, "d.csv", ...args, "--na", "NA");
  assertEquals(none.group?.groups.map(({ label }) => label), ["DE"]);
  assertEquals([named.rowsDropped, none.rowsDropped], [1, 3]);
});

Deno.test("constant and dependent columns are all named, and --exclude is offered with them", async () => {
  const text =
    "x,one,y,sum,two,z\n1,7,2,3,8,1\n2,7,5,7,8,0\n4,7,1,5,8,5\n5,7,3,8,8,2\n3,7,3,6,8,9\n7,7,0,7,8,2\n8,7,1,9,8,4\n";
  await refused(
    text,
    [],
    'column "one" with 7 in all 7 rows',
    'column "two" with 8 in all 7 rows',
    'column "sum", a linear combination of column "x", column "y"',
    "by --exclude one,sum,two",
  );
  const { columns } = await reportOn(text, "d.csv", "--exclude", "one,sum,two");
  assertEquals(columns, ["x", "y", "z"]);
});

Deno.test("rules have their names in any letters, and a factor that leaves nothing names --kde", async () => {
  const text = "x\n1\n2\n4\n8\n";
  for (const rule of ["Silverman", "SILVERMAN", "silverman"]) {
    assertEquals((await reportOn(text, "d.csv", "--kde", rule)).kernel.rule, "silverman");
  }
  await refused(text, ["--kde", "1e-200"], "--kde factor", 'column "x"', "got 1e-200", "into 0");
  await refused(text, ["--kde", "1e200"], "--kde factor", "got 1e+200", "into Infinity");
  const { kernel } = await reportOn(text, "d.csv", "--kde", "likelihood");
  // where the derivative of the leave-one-out likelihood is 0, by bisection in Python
  assertEquals(kernel.rule, "likelihood");
  assertAlmostEquals(kernel.factor, likelihoodFactor([1, 2, 4, 8]), 1e-5);
  await refused("x\n1\n1\n2\n2\n", ["--kde", "likelihood"], "points repeat");
});

/** Where −Σ ln Σⱼ≠ᵢ N(xᵢ; xⱼ, h²s²) is smallest, by looking at ever finer steps. */
function likelihoodFactor(xs: readonly number[]): number {
  const n = xs.length, mean = xs.reduce((sum, x) => sum + x, 0) / n;
  const variance = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  const surprise = (h: number) =>
    xs.reduce((sum, x, i) => {
      const others = xs.reduce(
        (p, y, j) => j === i ? p : p + Math.exp(-((x - y) ** 2) / (2 * h * h * variance)),
        0,
      );
      return sum + Math.log(h) - Math.log(others);
    }, 0);
  let best = 1;
  for (let step = 0.5; step > 1e-9; step /= 2) {
    for (const h of [best * (1 - step / 2), best * (1 + step / 2)]) {
      if (surprise(h) < surprise(best)) best = h;
    }
  }
  return best;
}

Deno.test("weights count in the kernel, in the mixture and in the groups", async () => {
  // a row of weight 2 is a row that stands twice, but for the kernel, whose factor is given
  const weighed = "x,w,g\n0,2,a\n1,1,a\n3,3,b\n5,1,b\n9,0,b\n",
    repeated = "x,g\n0,a\n0,a\n1,a\n3,b\n3,b\n3,b\n5,b\n";
  const args = ["--group", "g", "--estimators", "kl,elk,conditional"];
  const first = await reportOn(weighed, "d.csv", "--kde", "0.5", "--weights", "w", ...args);
  assertEquals([first.k, first.columns, first.weights], [4, ["x"], "w"]);
  assertStringIncludes(first.notes.join(), "1 of 5 rows have a weight of 0");
  // numpy.cov of 0, 1, 3, 5 with aweights 2, 1, 3, 1
  const mean = 15 / 7,
    squares = (2 * mean ** 2 + (1 - mean) ** 2 + 3 * (3 - mean) ** 2 + (5 - mean) ** 2) / 7;
  const variance = squares / (1 - (4 + 1 + 9 + 1) / 49);
  assertAlmostEquals(first.kernel.covariance[0]![0]!, variance / 4, 1e-13);
  const plain = squares * 7 / 6, factor = 0.5 * Math.sqrt(variance / plain);
  const second = await reportOn(repeated, "d.csv", "--kde", String(factor), ...args);
  for (const [e, { value }] of first.estimates.entries()) {
    assertAlmostEquals(value, second.estimates[e]!.value, 1e-12);
  }
  assertAlmostEquals(first.group!.labelEntropy, second.group!.labelEntropy, 1e-13);
  for (const [e, { information }] of first.group!.estimates.entries()) {
    assertAlmostEquals(information, second.group!.estimates[e]!.information, 1e-12);
  }
  // Scott's factor goes by the effective number of rows, 49/15
  const scott = await reportOn(weighed, "d.csv", "--weights", "w", "--columns", "x");
  assertAlmostEquals(scott.kernel.factor, (49 / 15) ** (-1 / 5), 1e-14);
  assertEquals(scott.dataEstimates?.map(({ name }) => name), ["leave-one-out"]);
  await refused("x,w\n1,0\n2,0\n", ["--weights", "w"], "a weight above 0");
});

Deno.test("beside the entropy of the estimate stand estimates of that of the data", async () => {
  const text = "x\n0\n1\n3\n7\n8\n12\n";
  const { dataEstimates, kernel } = await reportOn(text, "d.csv");
  const xs = [0, 1, 3, 7, 8, 12], n = xs.length, variance = kernel.covariance[0]![0]!;
  const leaveOneOut = xs.reduce((sum, x, i) => {
    const p = xs.reduce((p, y, j) => j === i ? p : p + Math.exp(-((x - y) ** 2) / 2 / variance), 0);
    return sum - Math.log(p / (n - 1) / Math.sqrt(2 * Math.PI * variance)) / n;
  }, 0);
  // ψ(6) − ψ(3) = 1/3 + 1/4 + 1/5, the ball is of length 2, and third neighbours are 7, 6, 4, 5, 5, 9 away
  const distances = xs.map((x) => xs.map((y) => Math.abs(x - y)).sort((a, b) => a - b)[3]!);
  const nearest = 1 / 3 + 1 / 4 + 1 / 5 + Math.LN2 +
    distances.reduce((sum, e) => sum + Math.log(e), 0) / n;
  assertEquals(dataEstimates?.map(({ name }) => name), ["leave-one-out", "nearest-neighbours"]);
  assertAlmostEquals(dataEstimates![0]!.value, leaveOneOut, 1e-12);
  assertAlmostEquals(dataEstimates![1]!.value, nearest, 1e-12);
  const bits = await reportOn(text, "d.csv", "--unit", "bits", "--estimators", "Leave-One-Out");
  assertEquals(bits.dataEstimates?.length, 1);
  assertAlmostEquals(bits.dataEstimates![0]!.value, leaveOneOut / Math.LN2, 1e-12);
  const { out } = await runOver(["entropy", "d.csv"], () => text);
  assertStringIncludes(
    out,
    "H(X) is the entropy of the estimate, which the bandwidth biases upwards",
  );
  const repeated = await runOver(["entropy", "d.csv"], () => "x\n0\n0\n0\n0\n1\n");
  assertStringIncludes(repeated.out, "-∞  nearest rows: some repeat, 0 apart");
});

/** A file of fixtures/formats. */
function saved(name: string): Uint8Array {
  return Deno.readFileSync(new URL(`../fixtures/formats/${name}`, import.meta.url));
}

Deno.test("Parquet and Arrow files, packed or not, are the rows that pandas saved", async () => {
  const text =
    "x,n,single,flag,label,w\n0.5,1,1,1,a,1\n1.5,-2,2,0,b,2\n4,3,4,1,ä,3\n2.25,5,8,1,a,1\n,4,16,0,b,1\n3.5,2,3,0,,1\n";
  const columns = ["--columns", "x,n,single,flag"], quick = ["--estimators", "kl"];
  const expected = await reportOn(text, "d.csv", ...columns, ...quick);
  const grouped = await reportOn(
    text,
    "d.csv",
    "--columns",
    "x",
    "--group",
    "label",
    "--weights",
    "w",
    ...quick,
  );
  for (
    const name of [
      "snappy.parquet",
      "zstd.parquet",
      "gzip.parquet",
      "rows.arrow",
      "rows.arrows",
      "plain.feather",
    ]
  ) {
    const found = await reportOn(saved(name), name, ...columns, ...quick);
    assertEquals([found.estimates, found.rowsDropped], [expected.estimates, 1], name);
    // a categorical column is text, too
    for (const label of ["label", "kind"]) {
      const { group, rowsDropped } = await reportOn(
        saved(name),
        name,
        "--columns",
        "x",
        "--group",
        label,
        "--weights",
        "w",
        ...quick,
      );
      assertEquals([{ ...group, column: "label" }, rowsDropped], [grouped.group, 2], name);
    }
  }
  const rows = saved("snappy.parquet");
  await refused(
    rows,
    [],
    'got text in "label", "day", "kind", such as',
    "--exclude label,day,kind",
  );
  await refused(rows, ["--columns", "y"], 'Unknown column "y"');
  await refused(rows, ["--columns", "day"], "2020-01-01T00:00:00.000Z");
  await refused(saved("lz4.feather"), ["--columns", "x"], "not compressed", "save it as Parquet");
  // the index that pandas saves has the name that it had
  assertEquals((await reportOn(saved("index.parquet"), "-", "--columns", "n,x", ...quick)).rows, 5);
});

Deno.test("Parquet and Arrow files in Node's buffers, which are parts of larger memory, are read as any", async () => {
  const args = ["--columns", "x,n", "--estimators", "kl"];
  for (const name of ["snappy.parquet", "rows.arrow"]) {
    const bytes = saved(name), larger = new Uint8Array(bytes.length + 50);
    larger.set(bytes, 8);
    const buffer = Buffer.from(larger.buffer, 8, bytes.length);
    const expected = await reportOn(bytes, name, ...args);
    assertEquals((await reportOn(buffer, name, ...args)).estimates, expected.estimates);
  }
});

Deno.test("a package that is not installed is named with what installs it", async () => {
  const load = () => Promise.reject(new TypeError("Cannot find package 'hyparquet'"));
  await refuses(
    () => installed("hyparquet", "Parquet", load),
    DomainError,
    "npm install hyparquet",
  );
});

Deno.test("Parquet and Arrow files that are cut off are sentences", async () => {
  const args = ["--columns", "x", "--estimators", "kl"];
  for (const name of ["snappy.parquet", "rows.arrow", "rows.arrows"]) {
    const whole = saved(name);
    for (const share of [0.02, 0.2, 0.5, 0.9, 0.999]) {
      const contents = whole.slice(0, Math.ceil(share * whole.length));
      await refused(contents, args, name.endsWith("parquet") ? "Parquet" : "Arrow");
    }
  }
});

Deno.test("Parquet and Arrow files with bytes changed anywhere are rows or a sentence", async () => {
  const files = ["snappy.parquet", "zstd.parquet", "rows.arrow", "rows.arrows", "plain.feather"]
    .map(saved);
  const change = fc.record({
    at: fc.nat(),
    bytes: fc.array(fc.constantFrom(0, 0x7f, 0xff, 1, 16, 200), { minLength: 1, maxLength: 8 }),
  });
  const property = fc.asyncProperty(
    fc.nat(files.length - 1),
    fc.array(change, { minLength: 1, maxLength: 3 }),
    async (f, changes) => {
      const contents = files[f]!.slice();
      for (const { at, bytes } of changes) {
        contents.set(bytes.slice(0, contents.length - at % contents.length), at % contents.length);
      }
      const args = ["entropy", "-", "--columns", "x,n,flag", "--group", "label"];
      assertDocumented(await runOver([...args, "--estimators", "kl"], () => contents));
    },
  );
  await fc.assert(property, { numRuns: 400 });
});

Deno.test("Arrow: counts in the metadata that no file can hold are refused before anything reads them", () => {
  for (const name of ["rows.arrow", "rows.arrows", "plain.feather"]) {
    const whole = saved(name);
    checkArrow(whole);
    let refusals = 0;
    for (let at = 8; at + 4 <= whole.length; at += 4) {
      const contents = whole.slice();
      contents.fill(0x7f, at, at + 4);
      try {
        checkArrow(contents);
      } catch (error) {
        assert(error instanceof DomainError, `${error}`);
        refusals++;
      }
    }
    assert(refusals > 50, `${refusals} refusals of ${name}`);
  }
});

Deno.test("NPY, NPZ and safetensors hold rows of data or a mixture", async () => {
  const args = ["--estimators", "kl"],
    rows = await reportOn(saved("rows.npy"), "rows.npy", ...args);
  assertEquals([rows.columns, rows.rows, rows.rowsDropped], [["1", "2"], 3, 1]);
  const csv = await reportOn("a,b\n1,2\n4,5\n0,7\n", "d.csv", ...args);
  assertEquals(rows.estimates, csv.estimates);
  const half = await reportOn(saved("rows.safetensors"), "-", "--columns", "2", ...args);
  assertEquals([half.columns, half.rows], [["2"], 3]);
  const mixture = await reportOn(saved("tied.npz"), "p.npz", ...args);
  assertEquals(mixture.k, 2);
  for (const name of ["tied_precisions.npz", "tied.skops"]) {
    const { estimates } = await reportOn(saved(name), name, ...args);
    assertAlmostEquals(estimates[0]!.value, mixture.estimates[0]!.value, 1e-12, name);
  }
  const usage = async (name: string, option: string, part: string) => {
    const { code, err } = await runOver(["entropy", name, ...option.split(" ")], () => saved(name));
    assertEquals(code, 2, err);
    assertStringIncludes(err, part);
  };
  await usage("tied.npz", "--group x", "--group is for rows of data, not for a mixture in");
  await usage("rows.npy", "--na x", "--na is for rows of text, not for NPY");
  await usage("snappy.parquet", "--no-header", "--no-header is for rows of text, not for Parquet");
  await refused(saved("kinds.npz"), [], 'one called "X" among others');
  await refused(saved("objects.npz"), [], "Python objects");
});
