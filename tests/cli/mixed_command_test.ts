/** The command line over mixtures of several families: values by quadrature, pictures, and what it says of what it cannot do. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import { divergenceSchema, reportSchema } from "../../tasks/report_schema.ts";
import type { DivergenceJSON } from "../../src/cli/divergence_json_types.ts";
import type { ReportJSON } from "../../src/cli/report_json.ts";
import { entryOf, type MixedComponent } from "../support/mixed_entries.ts";
import { integral, logDensityOf, mixedEntropy } from "../support/mixed_truth.ts";
import { runOver } from "../support/run_command.ts";

const p: readonly MixedComponent[] = [
  { family: "gaussian", place: 0, scale: 1 },
  { family: "laplace", place: 3, scale: 0.5 },
  { family: "studentT", place: -4, scale: 0.5, nu: 3 },
  { family: "uniform", place: 6, scale: 2 },
  { family: "logistic", place: 1, scale: 0.3 },
];
const q: readonly MixedComponent[] = [
  { family: "logistic", place: 1, scale: 2 },
  { family: "gaussian", place: 0, scale: 2 },
];
const ofP = [0.4, 0.2, 0.1, 0.1, 0.2], ofQ = [0.5, 0.5];

function textOf(components: readonly MixedComponent[], weights: readonly number[]): string {
  return JSON.stringify({ components: components.map((c, t) => entryOf(c, weights[t]!)) });
}

function densityOf(components: readonly MixedComponent[], weights: readonly number[]) {
  const logs = components.map(logDensityOf);
  return (x: number) => logs.reduce((sum, log, t) => sum + weights[t]! * Math.exp(log(x)), 0);
}

const plane = JSON.stringify({
  components: [
    { weight: 0.4, gaussian: { mean: [0, 0], covariance: [[1, 0.5], [0.5, 1]] } },
    { weight: 0.2, laplace: { location: [3, 0], scale: 0.5 } },
    { weight: 0.2, studentT: { location: [-4, 3], scale: 1e-4, degreesOfFreedom: 1 } },
    { weight: 0.1, uniform: { center: [6, 4], width: [2, 1] } },
    { weight: 0.1, logistic: { location: [0, 5], scale: 0.2 } },
  ],
});
const laplace = { locations: [[0], [2]], scales: [[1], [0.5]] };
const files: { readonly [name: string]: string } = {
  "p.json": textOf(p, ofP),
  "q.json": textOf(q, ofQ),
  "plane.json": plane,
  "laplace.json": JSON.stringify({ family: "laplace", ...laplace }),
  "normal.json": '{"means":[[0]],"variance":1}',
  "box.json": '{"centers":[[0]],"widths":2}',
  "batch.json": JSON.stringify({
    components: [
      { weight: 0.5, gaussian: { mean: 0, variance: 1 } },
      { weight: 0.5, laplace: { location: [[0], [1]], scale: 1 } },
    ],
  }),
  "points.csv": "x\n-4\n0.5\n3\n6.5\n20\n",
};

const run = (...args: string[]) => runOver(args, (path) => files[path]!);

async function outOf(...args: string[]) {
  const ran = await run(...args);
  assertEquals(ran.code, 0, ran.err);
  return ran;
}

const isReport = new Ajv2020({ strict: true }).compile(reportSchema());
const isDivergence = new Ajv2020({ strict: true }).compile(divergenceSchema());

async function report(...args: string[]): Promise<ReportJSON> {
  const { out } = await outOf("entropy", ...args, "--json");
  const read: ReportJSON = JSON.parse(out);
  assert(isReport(read as unknown), JSON.stringify(isReport.errors));
  return read;
}

async function divergence(...args: string[]): Promise<DivergenceJSON> {
  const { out } = await outOf("divergence", ...args, "--json");
  const read: DivergenceJSON = JSON.parse(out);
  assert(isDivergence(read as unknown), JSON.stringify(isDivergence.errors));
  return read;
}

Deno.test("entropy of several families: by quadrature, within the bounds and the error", async () => {
  const { value, error, lower, upper, family, k, estimates } = await report(
    ...["p.json", "--all", "--error", "0.004", "--confidence", "0.9999"],
  );
  const truth = mixedEntropy(p, ofP);
  assertEquals([family, k], ["mixed", 5]);
  assert(Number(lower) <= truth && truth <= Number(upper), `${lower} ${truth} ${upper}`);
  assert(Math.abs(Number(value) - truth) <= Number(error) && Number(error) <= 0.004);
  assert(estimates.length >= 8);
  for (const { name, kind, value } of estimates) {
    if (kind === "lower bound") assert(Number(value) <= truth, name);
    if (kind === "upper bound") assert(Number(value) >= truth, name);
  }
});

Deno.test("the headline of one family, whose components are its own", async () => {
  const { family, value, error } = await report("laplace.json", "--confidence", "0.9999");
  const truth = mixedEntropy([
    { family: "laplace", place: 0, scale: 1 },
    { family: "laplace", place: 2, scale: 0.5 },
  ], [0.5, 0.5]);
  assertEquals(family, "laplace");
  assert(Math.abs(Number(value) - truth) <= Number(error));
  const { out } = await outOf("entropy", "laplace.json");
  assertStringIncludes(out, "Entropy of a Laplace mixture, k = 2, d = 1");
});

Deno.test("a table says nothing of an order that does not hold, and fits a terminal", async () => {
  const { out } = await outOf("entropy", "p.json", "--all");
  const words = out.replaceAll(/\s+/g, " ");
  assertStringIncludes(words, "Gaussian, Laplace, Student, uniform and logistic components, k = 5");
  assert(!out.includes("between bhattacharyya and kl"), out);
  assert(out.split("\n").every((line) => [...line].length <= 80), out);
  const { out: ofOne } = await outOf("entropy", "normal.json", "--all");
  assertStringIncludes(ofOne, "between bhattacharyya and kl");
});

Deno.test("pictures of several families on the line and in the plane", async () => {
  for (const name of ["p.json", "plane.json", "laplace.json"]) {
    const { written } = await outOf("entropy", name, "--samples", "64", "--plot", "out.svg");
    const svg = new TextDecoder().decode(written.get("out.svg"));
    for (const wrong of ["NaN", "Infinity", "undefined", "null"]) assert(!svg.includes(wrong));
    if (name !== "plane.json") continue;
    // the box of its component, and ellipses of the other four
    assertEquals(svg.match(/<ellipse rx="[\d.]+" ry="[\d.]+" transform/g)?.length, 4);
    for (const words of ["a component's box", "68 % of one, by axis", "drawn as wide as it can"]) {
      assertStringIncludes(svg, words);
    }
  }
  // squares of these scales are no numbers
  const far = JSON.stringify({
    components: [
      { weight: 0.5, laplace: { location: [0, 0], scale: 1e160 } },
      { weight: 0.5, studentT: { location: [1e160, 0], scale: 1e160, degreesOfFreedom: 3 } },
    ],
  });
  const { code, err, written } = await runOver(
    ["entropy", "f", "--samples", "64", "--plot", "out.svg"],
    () => far,
  );
  assertEquals(code, 0, err);
  assert(!/NaN|Infinity/.test(new TextDecoder().decode(written.get("out.svg"))));
  const { out } = await runOver(["entropy", "f"], () => files["p.json"]!, {
    stdoutIsTerminal: true,
  });
  assertStringIncludes(out, "the density");
});

Deno.test("what convert writes has the entropy of what it read", async () => {
  const { out } = await outOf("convert", "p.json");
  const own = await report("p.json", "--samples", "256");
  const { out: ofOther } = await runOver(
    ["entropy", "-", "--samples", "256", "--json"],
    () => out,
  );
  const { source: _, ...rest } = JSON.parse(ofOther), { source: __, ...expected } = own;
  assertEquals(rest, expected);
  const { bytes } = await outOf("convert", "p.json", "--to", "npz");
  const { out: again } = await runOver(["convert", "-"], () => bytes);
  assertEquals(again, out);
});

Deno.test("densities and responsibilities are those of the definitions, over all parts", async () => {
  const { out } = await outOf("density", "p.json", "points.csv", "--density");
  const density = densityOf(p, ofP);
  for (const line of out.trim().split("\n").slice(1)) {
    const [x, found] = line.split(",").map(Number) as [number, number];
    assertAlmostEquals(found / density(x), 1, 1e-12);
  }
  const shares = await outOf("density", "p.json", "points.csv", "--responsibilities");
  for (const line of shares.out.trim().split("\n").slice(1)) {
    const [x, ...found] = line.split(",").map(Number) as [number, ...number[]];
    assertEquals(found.length, 5);
    p.forEach((c, t) =>
      assertAlmostEquals(found[t]!, ofP[t]! * Math.exp(logDensityOf(c)(x)) / density(x), 1e-12)
    );
  }
});

Deno.test("labels of draws count over all parts, as often as the weights say", async () => {
  const { out } = await outOf("sample", "p.json", "-n", "4000", "--labels", "--seed", "5");
  const counts = new Array<number>(5).fill(0);
  for (const line of out.trim().split("\n").slice(1)) {
    const [x, label] = line.split(",").map(Number) as [number, number];
    counts[label]!++;
    // all draws of the box are in it
    if (label === 3) assert(x >= 5 && x <= 7);
  }
  // five standard deviations of a binomial distribution
  counts.forEach((count, t) => {
    assert(
      Math.abs(count - 4000 * ofP[t]!) < 5 * Math.sqrt(4000 * ofP[t]! * (1 - ofP[t]!)),
      `${t}`,
    );
  });
});

Deno.test("divergences of several families: by quadrature, without what has no closed form", async () => {
  const found = await divergence("q.json", "p.json", "--confidence", "0.9999");
  assertEquals([found.p.family, found.q.family, found.exact], ["mixed", "mixed", []]);
  const [a, b] = [densityOf(q, ofQ), densityOf(p, ofP)];
  const cross = integral([...p, ...q], (x) => a(x) === 0 ? 0 : -a(x) * Math.log(b(x)));
  const truth: Record<string, number> = { crossEntropy: cross, kl: cross - mixedEntropy(q, ofQ) };
  for (const { name, value, error, lower, upper } of found.estimates) {
    const expected = truth[name];
    if (expected === undefined) continue;
    assert(Number(lower) <= expected && expected <= Number(upper), name);
    assert(Math.abs(Number(value) - expected) <= Number(error), `${name} ${value} ${expected}`);
  }
  const { out } = await outOf("divergence", "p.json", "normal.json", "--samples", "64");
  assertStringIncludes(out, "Rényi-2 entropy −ln ∫ q²");
  assertStringIncludes(out, "where it is known exactly");
});

Deno.test("a divergence of Gaussians from boxes has the Rényi entropies of both, and no more", async () => {
  const { exact } = await divergence("normal.json", "box.json", "--samples", "64");
  assertEquals(exact.map(({ name }) => name), ["renyi2OfP", "renyi2OfQ"]);
  assertAlmostEquals(Number(exact[0]!.value), 0.5 * Math.log(4 * Math.PI), 1e-14);
  assertAlmostEquals(Number(exact[1]!.value), Math.LN2, 1e-14);
  const { exact: all } = await divergence("box.json", "box.json", "--samples", "64");
  assertEquals(all.length, 5);
});

Deno.test("what several families do not have is a sentence", async () => {
  const cases: [string[], number, string][] = [
    [["entropy", "p.json", "--estimators", "tilted"], 2, "uniform and logistic components"],
    [["entropy", "p.json", "--group", "x"], 2, "not for a mixture in JSON"],
    [["information", "p.json", "--group", "x"], 2, "not for a mixture in JSON"],
    [["entropy", "batch.json"], 1, "Expected one mixture, got a batch of 2"],
    [["divergence", "p.json", "plane.json"], 1, "of one dimension"],
    [["convert", "p.json", "--to", "csv"], 2, "json, npz or safetensors for a mixture"],
  ];
  for (const [args, code, sentence] of cases) {
    const { code: found, err } = await run(...args);
    assertEquals(found, code, err);
    assertStringIncludes(err, sentence);
  }
});
