import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import type { CommandIO } from "../../src/cli/command_io.ts";
import { startProgress } from "../../src/cli/progress.ts";
import { VERSION } from "../../src/cli/version.ts";
import { quietIO, type Ran, runOver } from "../support/run_command.ts";

/** Runs the command line over files that exist only here. */
function run(args: string[], files: Record<string, string> = {}): Promise<Ran> {
  return runOver(args, (path) => {
    if (Object.hasOwn(files, path)) return files[path]!;
    if (path === "-") return "";
    throw Object.assign(new Error(`no ${path}`), { code: "ENOENT" });
  });
}

interface JSONEstimate {
  name: string;
  kind: string;
  value: number;
  standardError?: number;
}

interface JSONEnd {
  value: number;
  estimator?: string;
  from?: string;
}

interface JSONReport {
  source: string;
  family: string;
  k: number;
  d: number;
  rows: number;
  rowsDropped: number;
  kernel: { rule: string; factor: number; covariance: number[][] };
  unit: string;
  value: number;
  error: number;
  lower: number;
  upper: number;
  estimates: JSONEstimate[];
  bracket: { lower: JSONEnd | null; upper: JSONEnd | null };
  group: {
    column: string;
    labelEntropy: number;
    estimates: {
      name: string;
      entropy: number;
      conditional: number;
      information: number;
      standardError?: number;
    }[];
    bracket: { lower: JSONEnd; upper: JSONEnd };
    groups: { label: string; rows: number; weight: number; estimates: JSONEstimate[] }[];
  };
}

async function report(args: string[], files: Record<string, string>): Promise<JSONReport> {
  const { code, out, err } = await run([...args, "--json"], files);
  assertEquals(code, 0, err);
  return JSON.parse(out);
}

/** Bad input: exit code 1, nothing on the standard output, one sentence without a stack trace on the standard error. */
function assertBadInput({ code, out, err }: Ran, part: string): void {
  assertEquals(code, 1, err);
  assertEquals(out, "");
  assertMatch(err, /^mixtropy: [^\n]*[^.\n]\n$/);
  assertStringIncludes(err, part);
}

/** Wrong usage: exit code 2, and where to find help. */
function assertUsage({ code, out, err }: Ran, part: string): void {
  assertEquals(code, 2, err);
  assertEquals(out, "");
  assertMatch(err, /^mixtropy: [^\n]*[^.\n]\nTry mixtropy (entropy )?--help\n$/);
  assertStringIncludes(err, part);
}

/** "uniform-nested-k4-d2" of the reference values, which were computed with 50 digits outside this project. */
const NESTED = JSON.stringify({
  name: "uniform-nested-k4-d2",
  family: "uniform",
  weights: [0.5243758645798339, 0.023807928534591634, 0.3143889548293913, 0.1374272520561832],
  centers: [[0, 0], [0, 0], [0, 0], [0, 0]],
  widths: [[1, 1], [2, 2], [3, 4], [8, 8]],
});
const NESTED_VALUES: Record<string, number> = {
  "conditional": 1.3857758753219693,
  "joint": 2.4498062380262353,
  "kl": 2.3501203555911117,
  "bhattacharyya": 1.9732926926112913,
  "chernoff:0.3": 1.919183816961739,
  "elk": 1.7381213803251478,
  "kde": 0.5821887537117654,
};

/** "zero-weight-k6-d2", from the same source. */
const ZERO_WEIGHT = JSON.stringify({
  family: "gaussian",
  structure: "full",
  weights: [
    0.1261843486421187,
    0.19562254660985276,
    0,
    0.5053745348891014,
    0.14853117304255892,
    0.024287396816368136,
  ],
  means: [
    [0.1402240885720049, -1.7206378051017865],
    [1.9547222491641005, 0.8235259082400219],
    [-1.0167879706317327, -0.33283223807289414],
    [-0.8446631162117341, 0.04352106354270752],
    [0.3681820725680471, 0.22240206240364427],
    [-0.5587480175521116, -0.7473434153099087],
  ],
  covariances: [
    [[0.5331505431444296, 0.568122513901331], [0.568122513901331, 1.8289366304965153]],
    [[0.4180467509125184, 0.41583003474738905], [0.41583003474738905, 2.9084427449544257]],
    [[2.52365732918403, -0.8819699942731191], [-0.8819699942731191, 1.440208409684928]],
    [[0.39042933819740827, 0.17912547584045302], [0.17912547584045302, 0.8849794734849035]],
    [[0.4308489170723176, 0.024512930242446097], [0.024512930242446097, 0.5979044489849089]],
    [[1.0555018947509864, -0.009528617551397296], [-0.009528617551397296, 0.8202625867967493]],
  ],
});
const ZERO_WEIGHT_VALUES: Record<string, number> = {
  "conditional": 2.4192271169331807,
  "joint": 3.7180360028466004,
  "kl": 3.523554191115158,
  "bhattacharyya": 2.9911895214951145,
  "chernoff:0.3": 2.9312110643947213,
  "elk": 2.9186042277795505,
  "kde": 2.482594601497385,
};

for (
  const [name, text, expected, bracket] of [
    ["boxes", NESTED, NESTED_VALUES, ["bhattacharyya", "kl"]],
    ["Gaussians", ZERO_WEIGHT, ZERO_WEIGHT_VALUES, ["bhattacharyya", "kl"]],
  ] as const
) {
  Deno.test(`a mixture of ${name} in JSON gives the reference values and their bracket`, async () => {
    const names = [...Object.keys(expected), "monte-carlo"].join(",");
    const result = await report(["entropy", "p.json", "--estimators", names], {
      "p.json": text,
    });
    assertEquals(result.unit, "nats");
    for (const [estimator, value] of Object.entries(expected)) {
      const found = result.estimates.find(({ name }) => name === estimator);
      assert(found !== undefined, estimator);
      assertAlmostEquals(found.value, value, 1e-11 * Math.abs(value), estimator);
    }
    const { lower, upper } = result.bracket;
    assertEquals([lower?.estimator, upper?.estimator], [...bracket]);
    assertAlmostEquals(lower?.value ?? NaN, expected[bracket[0]]!, 1e-11);
    assertAlmostEquals(upper?.value ?? NaN, expected[bracket[1]]!, 1e-11);
    const drawn = result.estimates.find(({ name }) => name === "monte-carlo");
    assert(drawn?.standardError !== undefined && drawn.standardError > 0);
    assert(drawn.value > expected[bracket[0]]! - 4 * drawn.standardError);
    assert(drawn.value < expected[bracket[1]]! + 4 * drawn.standardError);
  });
}

Deno.test("bits are nats divided by ln 2, standard errors too", async () => {
  const files = { "p.json": NESTED };
  const nats = await report(["entropy", "p.json", "--all"], files);
  const bits = await report(["entropy", "p.json", "--all", "--unit", "bits"], files);
  assertEquals(bits.unit, "bits");
  assertAlmostEquals(bits.value, nats.value / Math.LN2, 1e-12);
  assertAlmostEquals(bits.lower, nats.lower / Math.LN2, 1e-12);
  assertAlmostEquals(bits.upper, nats.upper / Math.LN2, 1e-12);
  assertAlmostEquals(bits.error, nats.error / Math.LN2, 1e-18);
  for (const [i, { value, standardError }] of nats.estimates.entries()) {
    const inBits = bits.estimates[i]!;
    assertAlmostEquals(inBits.value, value / Math.LN2, 1e-12);
    if (standardError === undefined) continue;
    assertAlmostEquals(inBits.standardError ?? NaN, standardError / Math.LN2, 1e-12);
  }
});

Deno.test("the table names every estimator, what it is, the bracket and the unit", async () => {
  const names = [...Object.keys(NESTED_VALUES), "monte-carlo"].join(",");
  const { code, out, err } = await run(["entropy", "p.json", "--estimators", names], {
    "p.json": NESTED,
  });
  assertEquals([code, err], [0, ""]);
  const lines = out.split("\n");
  assertEquals(lines[3], "Entropy of a uniform mixture, k = 4, d = 2, from p.json");
  assertMatch(out, /^ {2}conditional +1\.3857 +lower bound$/m);
  assertMatch(out, /^ {2}bhattacharyya +1\.9732 +lower bound, the tightest$/m);
  assertMatch(out, /^ {2}kl +2\.3502 +upper bound, the tightest$/m);
  assertMatch(out, /^ {2}monte-carlo +\d\.\d{4} +± 0\.0\d{3} +estimate$/m);
  assertStringIncludes(out, "H(X) in nats");
  assertStringIncludes(out, "H(X) lies in [1.9732, 2.3502] nats, by bhattacharyya and kl");
  assertStringIncludes(out, "10,000 draws with seed 0");
});

Deno.test("--estimators chooses; without a bound there is no bracket", async () => {
  const files = { "p.json": NESTED };
  const result = await report(
    ["entropy", "p.json", "--estimators", "kl, kde,kl,chernoff:0.30"],
    files,
  );
  assertEquals(result.estimates.map(({ name }) => name), ["chernoff:0.3", "kde", "kl"]);
  const lone = await report(["entropy", "p.json", "--estimators", "kde"], files);
  assertEquals(lone.bracket, { lower: null, upper: null });
  const table = await run(["entropy", "p.json", "--estimators", "kde"], files);
  assertStringIncludes(table.out, "H(X) is not bracketed");
  const half = await run(["entropy", "p.json", "--estimators", "kl"], files);
  assertStringIncludes(half.out, "H(X) lies in (-∞, 2.3502] nats, by kl");
});

Deno.test("the same seed gives the same digits, another seed others, more draws a smaller error", async () => {
  const drawn = async (...args: string[]) =>
    (await report(["entropy", "p.json", "--estimators", "monte-carlo", ...args], {
      "p.json": ZERO_WEIGHT,
    })).estimates[0]!;
  const first = await drawn("--samples", "400", "--seed", "7");
  assertEquals(await drawn("--samples", "400", "--seed", "7"), first);
  assert((await drawn("--samples", "400", "--seed", "8")).value !== first.value);
  const more = await drawn("--samples", "6400", "--seed", "7");
  assert((more.standardError ?? NaN) < (first.standardError ?? NaN) / 2);
});

/** Five rows of two kinds, one with a gap in x and one without a kind. */
const ROWS = "kind,x,note\na,0,-\na,1,-\na,1.5,-\nb,4,-\nb,6,-\nb,NA,-\n,7,-\n";

/**
 * The entropies of ROWS under Scott's rule, from a few lines of Python written for this test: the formulas of a shared
 * variance, KL = δ²/2σ² and B = δ²/8σ², with plain loops.
 */
const WHOLE = {
  kl: 2.7069415071995717,
  bhattacharyya: 2.2973818590638064,
  elk: 2.3352654469820457,
  // −∫ p ln p with 40 digits by mpmath
  true: 2.4373019213774291,
};
const GIVEN = { kl: 2.169054178018881, bhattacharyya: 2.0415896778240965, elk: 1.9336928950102583 };
/** The true information, by numerical integration with 200,000 steps in the same place. */
const TRUTH = 0.3545011066992707;
const LABEL_ENTROPY = 0.6730116670092565;

Deno.test("data rows: a kernel by Scott's rule, and the information between label and data", async () => {
  const args = ["entropy", "d.csv", "--columns", "x", "--kde", "scott", "--group", "kind"];
  const files = { "d.csv": ROWS };
  const result = await report(args, files);
  assertEquals([result.family, result.k, result.d], ["gaussian", 5, 1]);
  assertEquals([result.rows, result.rowsDropped], [5, 2]);
  assertEquals(result.kernel.rule, "scott");
  assertAlmostEquals(result.kernel.factor, 0.7247796636776955, 1e-14);
  assertAlmostEquals(result.kernel.covariance[0]![0]!, 3.1518333652845207, 1e-13);

  const { group } = result;
  assertEquals(group.column, "kind");
  assertAlmostEquals(group.labelEntropy, LABEL_ENTROPY, 1e-14);
  assertEquals(
    group.groups.map(({ label, rows, weight }) => [label, rows, weight]),
    [["a", 3, 0.6], ["b", 2, 0.4]],
  );
  for (const name of ["kl", "bhattacharyya", "elk"] as const) {
    const found = group.estimates.find((estimate) => estimate.name === name);
    assertAlmostEquals(found?.entropy ?? NaN, WHOLE[name], 1e-12, name);
    assertAlmostEquals(found?.conditional ?? NaN, GIVEN[name], 1e-12, name);
    assertAlmostEquals(found?.information ?? NaN, WHOLE[name] - GIVEN[name], 1e-12, name);
  }
  // H(X) itself is known, the best bounds for both kinds are Bhattacharyya and KL, and direct bounds are better
  const { lower, upper } = group.bracket;
  assert(lower.value > WHOLE.true - GIVEN.kl && upper.value < WHOLE.true - GIVEN.bhattacharyya);
  assertAlmostEquals(result.value, WHOLE.true, 1e-12);
  assertEquals([lower.from, upper.from], ["direct bounds", "direct bounds"]);
  assert(lower.value < TRUTH && TRUTH < upper.value && upper.value - lower.value < 1e-3);
  const drawn = group.estimates.find(({ name }) => name === "monte-carlo");
  const error = drawn?.standardError ?? NaN;
  assertAlmostEquals(drawn?.information ?? NaN, TRUTH, 4 * error);
  assert(error > 0 && error < 0.03, `${error}`);

  const table = await run(args, files);
  assertEquals(
    table.err,
    "mixtropy: dropped 2 of 7 rows, with a gap in x, kind\n",
  );
  assertStringIncludes(table.out, "5 rows (2 dropped for gaps) of x");
  assertStringIncludes(
    table.out,
    "I(X; kind) lies in [0.3544, 0.3546] nats, by bounds on the information itself\n  (H(kind) = 0.6730)",
  );
  assertMatch(table.out, /^ {2}a +3 +60\.0 % +\[2\.0232, 2\.1080\]$/m);
  assertMatch(table.out, /^ {2}b +2 +40\.0 % +\[2\.0691, 2\.2607\]$/m);
});

Deno.test("the information is in [0, H(label)], and the table says by what", async () => {
  const args = ["entropy", "d.csv", "--columns", "x", "--group", "kind", "--estimators"];
  // whatever estimators are asked for, the bracket is by the bounds on the information itself
  for (const estimators of ["conditional,joint", "kde"]) {
    const { bracket } = (await report([...args, estimators], { "d.csv": ROWS })).group;
    assertEquals([bracket.lower.from, bracket.upper.from], ["direct bounds", "direct bounds"]);
    assert(bracket.lower.value < TRUTH && TRUTH < bracket.upper.value);
  }
  // labels that tell all, and one label, which tells nothing
  const far = "x,kind,all\n0,a,c\n1,a,c\n9000,b,c\n9001,b,c\n";
  const kernel = ["--kde", "0.0001"];
  const { out } = await run([...args, "joint", ...kernel], { "d.csv": far });
  assertStringIncludes(out, "I(X; kind) lies in [0.6931, 0.6932] nats, below by");
  const all = ["entropy", "d.csv", "--columns", "x", "--group", "all", "--estimators", "joint"];
  const { group } = await report(all, { "d.csv": far });
  assertEquals(group.bracket.lower, { value: 0, from: "zero" });
  assertEquals(group.bracket.upper, { value: 0, from: "label entropy" });
});

Deno.test("one label tells nothing: the information is 0", async () => {
  const { group } = await report(["entropy", "d.csv", "--group", "kind"], {
    "d.csv": "x,kind\n1,a\n2,a\n4,a\n",
  });
  assertEquals(group.labelEntropy, 0);
  assertEquals(group.bracket.lower.value, 0);
  assertAlmostEquals(group.bracket.upper.value, 0, 1e-12);
  for (const { name, information } of group.estimates) {
    if (name !== "monte-carlo") assertAlmostEquals(information, 0, 1e-12, name);
  }
});

Deno.test("the standard input is read with --format, and --quiet leaves the standard error empty", async () => {
  const json = await run(["entropy", "-", "--format", "json"], { "-": NESTED });
  assertEquals([json.code, json.err], [0, ""]);
  assertStringIncludes(json.out, "from the standard input");
  const csv = await run(["entropy", "-", "--format=csv", "--columns=x", "--quiet"], { "-": ROWS });
  assertEquals([csv.code, csv.err], [0, ""]);
  assertStringIncludes(csv.out, "6 rows (1 dropped for gaps) of x");
});

Deno.test("a number for --kde is the factor itself", async () => {
  const { kernel } = await report(["entropy", "d.csv", "--columns", "x", "--kde", "0.5"], {
    "d.csv": "x\n1\n2\n3\n4\n5\n",
  });
  // 0.5² × 2.5, the variance of 1…5.
  assertEquals(kernel.rule, "factor");
  assertAlmostEquals(kernel.covariance[0]![0]!, 0.625, 1e-15);
});

Deno.test("bad input is exit code 1 and one sentence with the name of the file", async () => {
  const read = (text: string, ...args: string[]) =>
    run(["entropy", args.length > 0 ? "d.csv" : "p.json", ...args], {
      "d.csv": text,
      "p.json": text,
    });
  assertBadInput(await run(["entropy", "none.json"]), 'There is no file "none.json"');
  assertBadInput(await read('{"means": [0,}'), "p.json: Expected a value in JSON at line 1");
  assertBadInput(await read('{"family": "gausian"}'), 'did you mean "gaussian"?');
  assertBadInput(
    await read('{"family": "gaussian", "weights": [1], "means": [[0], [1]], "variance": 1}'),
    "p.json: ",
  );
  assertBadInput(
    await read('{"family": "gaussian", "means": [[0], [1]], "variance": -1}'),
    "-1",
  );
  assertBadInput(
    await read('{"covariance": [[1, 2], [2, 1]], "means": [[0, 0], [1, 1]]}'),
    "p.json: ",
  );
  assertBadInput(await read("x\n1\nabc\n", "--columns", "x"), "row 2 (line 3)");
  assertBadInput(await read("mass\n1\n2\n", "--columns", "mas"), 'did you mean "mass"?');
  assertBadInput(await read("x\nNA\n", "--columns", "x"), "none without a gap of 1");
  assertBadInput(await read("x\n", "--columns", "x"), "got none");
  assertBadInput(await read("x\n3\n3\n", "--columns", "x"), '"x" with 3 in all 2 rows');
  assertBadInput(await read("x\n3\n", "--columns", "x"), "at least 2 rows");
});

Deno.test("wrong usage is exit code 2, a sentence and where help is", async () => {
  const files = { "p.json": NESTED, "d.csv": ROWS };
  const usage = async (part: string, ...args: string[]) =>
    assertUsage(await run(args, files), part);
  await usage("Expected a command");
  await usage('did you mean "entropy"?', "entropie", "p.json");
  await usage("Expected a FILE", "entropy");
  await usage('got "d.csv" after "p.json"', "entropy", "p.json", "d.csv");
  await usage('did you mean "--unit"?', "entropy", "p.json", "--units", "bits");
  await usage('did you mean "bits"?', "entropy", "p.json", "--unit", "bit");
  await usage("--unit needs a value", "entropy", "p.json", "--unit");
  await usage("--unit needs a value", "entropy", "p.json", "--unit", "--json");
  await usage('--json takes no value, got "1"', "entropy", "p.json", "--json=1");
  await usage('did you mean "kl"?', "entropy", "p.json", "--estimators", "kll");
  await usage('got "chernoff:1"', "entropy", "p.json", "--estimators", "chernoff:1");
  await usage('got "chernoff"', "entropy", "p.json", "--estimators", "chernoff");
  await usage('for --samples, got "0"', "entropy", "p.json", "--samples", "0");
  await usage('for --samples, got "1.5"', "entropy", "p.json", "--samples", "1.5");
  await usage('for --seed, got "-1"', "entropy", "p.json", "--seed", "-1");
  await usage('for --kde, got "scot"', "entropy", "d.csv", "--kde", "scot");
  await usage('for --kde, got "0"', "entropy", "d.csv", "--kde", "0");
  await usage('"x" is named twice', "entropy", "d.csv", "--columns", "x,x");
  await usage("for --columns", "entropy", "d.csv", "--columns", "x,");
  await usage("--group is for rows of data", "entropy", "p.json", "--group", "kind");
  await usage("--columns is for rows of data", "entropy", "p.json", "--columns", "x");
  await usage("--unit is given twice", "entropy", "p.json", "--unit", "bits", "--unit=nats");
  await usage("--json is given twice", "entropy", "p.json", "--json", "--json");
  await usage("--columns", "entropy", "d.csv", "--columns", "x", "--exclude", "kind");
  await usage("for --exclude", "entropy", "d.csv", "--exclude", "");
  await usage("for --na", "entropy", "d.csv", "--na", ",");
  await usage("--no-header is for rows of data", "entropy", "p.json", "--no-header");
  await usage("utf-8, latin1", "entropy", "d.csv", "--encoding", "utf8mb4");
  await usage('"semicolon"', "entropy", "d.csv", "--separator", "colon");
  await usage("for both", "entropy", "d.csv", "--separator", "comma", "--decimal", ",");
  await usage(
    "leave-one-out, which is for rows",
    "entropy",
    "p.json",
    "--estimators",
    "leave-one-out",
  );
});

Deno.test("--help and --version print and do nothing else", async () => {
  const overview = await run(["--help"]);
  assertEquals([overview.code, overview.err], [0, ""]);
  assertStringIncludes(overview.out, "mixtropy entropy");
  const help = await run(["entropy", "--help"]);
  assertEquals([help.code, help.err], [0, ""]);
  const options = [
    ...["--columns", "--kde", "--group", "--estimators", "--samples", "--seed", "--unit"],
    ...["--exclude", "--weights", "--na", "--no-header", "--separator", "--decimal", "--encoding"],
    ...["--json", "--quiet", "--format"],
  ];
  for (const option of options) assertStringIncludes(help.out, option);
  for (const option of ["--help", "--version"]) assertStringIncludes(overview.out, option);
  const lines = `${overview.out}${help.out}`.split("\n");
  assert(lines.every((line) => line.length <= 80), "lines of at most 80 columns");
  assertEquals((await run(["entropy", "-h"])).out, help.out);
  assertEquals((await run(["--version"])).out, `mixtropy ${VERSION}\n`);
});

Deno.test("the version is the package's", async () => {
  const url = new URL("../../deno.json", import.meta.url);
  assertEquals(JSON.parse(await Deno.readTextFile(url)).version, VERSION);
});

Deno.test("progress is silent for a second, then one line that is written over; nothing where nobody sees it", () => {
  const told = (stderrIsTerminal: boolean) => {
    let now = 0, err = "";
    const stderr = (text: string) => err += text;
    const io: CommandIO = { ...quietIO, stderr, stderrIsTerminal, now: () => now };
    const progress = startProgress(io);
    for (; now <= 10_000; now += 500) progress.report(now / 20_000);
    progress.end();
    return err;
  };
  assertEquals(told(false), "");
  const terminal = told(true);
  const bar = `█▎${"░".repeat(22)}`;
  assert(
    terminal.startsWith(`\r${bar}   5 %, about 19 s left\x1b[K\r█▊${"░".repeat(22)}   7 %`),
    JSON.stringify(terminal.slice(0, 200)),
  );
  assert(terminal.endsWith("\r\x1b[K"));
  assert(!terminal.includes("\n"));
});

/** The program itself, as a process. */
async function spawn(...args: string[]): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-read", "cli.ts", ...args],
    cwd: new URL("../../", import.meta.url),
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("the program reads the penguins with read permission only", async () => {
  const { code, out, err } = await spawn(
    ...["entropy", "examples/penguins.csv", "--columns", "body_mass_g,flipper_length_mm"],
    ...["--kde", "scott", "--group", "species", "--samples", "100"],
  );
  assertEquals(code, 0, err);
  // 344 birds, two of them without measurements.
  assertMatch(err, /^mixtropy: dropped 2 of 344 rows/);
  assertMatch(out, /k = 342, d = 2, from examples\/penguins\.csv$/m);
  for (const species of ["Adelie", "Chinstrap", "Gentoo"]) assertStringIncludes(out, species);
});

Deno.test("the program's exit codes reach the shell", async () => {
  assertBadInput(await spawn("entropy", "no-such-file.json"), "There is no file");
  assertUsage(await spawn("entropy", "examples/penguins.csv", "--unit", "bans"), "Unknown unit");
});
