/** `mixtropy divergence`: values that a person can work out, what is read, and what is refused. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import { divergenceSchema } from "../../tasks/report_schema.ts";
import type { DivergenceJSON } from "../../src/cli/divergence_json_types.ts";
import { runOver } from "../support/run_command.ts";

const files: { readonly [name: string]: string } = {
  "zero.json": JSON.stringify({ means: [[0]], variance: 1 }),
  "one.json": JSON.stringify({ means: [[1]], variance: 1 }),
  "plane.json": JSON.stringify({ means: [[0, 0]], variance: 1 }),
  "inner.json": JSON.stringify({ centers: [[0]], widths: 1 }),
  "outer.json": JSON.stringify({ centers: [[0]], widths: 4 }),
  "rows.csv": "x,y\n0,5\n1,7\n2,4\n3,9\n",
  "swapped.csv": "y,extra,x\n5,1,0\n7,2,1\n4,5,2\n9,1,3\n",
  "gap.csv": "x\n0\n\nNA\n2\n5\n",
};

const run = (...args: string[]) => runOver(["divergence", ...args], (path) => files[path]!);

async function report(...args: string[]): Promise<DivergenceJSON> {
  const { code, out, err } = await run(...args, "--json");
  assertEquals(code, 0, err);
  return JSON.parse(out);
}

function numbersIn({ estimates, exact }: DivergenceJSON): Record<string, number> {
  return Object.fromEntries([...estimates, ...exact].map(({ name, value }) => [name, +value]));
}

Deno.test("two Gaussians: by the closed forms, within the errors that are given", async () => {
  const found = await report("zero.json", "one.json", "--confidence", "0.999", "--samples", "4096");
  // KL = δ²/2, −∫ p ln q = ½ ln 2π + ½(1 + δ²), ln ∫ p q = −½ ln 4π − δ²/4
  const cross = 0.5 * Math.log(2 * Math.PI) + 1, own = 0.5 * Math.log(4 * Math.PI);
  const truth: Record<string, number> = {
    kl: 0.5,
    klReverse: 0.5,
    symmetricKl: 1,
    crossEntropy: cross,
    crossEntropyReverse: cross,
  };
  for (const { name, value, error, lower, upper } of found.estimates) {
    assert(Number(lower) <= Number(value) && Number(value) <= Number(upper));
    if (name === "jensenShannon") continue;
    assert(Math.abs(Number(value) - truth[name]!) <= Number(error), `${name}: ${value} ± ${error}`);
    assert(Number(error) >= 0 && Number(error) < 0.05);
  }
  const values = numbersIn(found);
  assertAlmostEquals(values.renyi2OfP!, own, 1e-14);
  assertAlmostEquals(values.logOverlap!, -own - 0.25, 1e-14);
  assertAlmostEquals(values.cauchySchwarz!, 0.25, 1e-14);
  assertAlmostEquals(values.squaredL2!, (1 - Math.exp(-0.25)) / Math.sqrt(Math.PI), 1e-14);
});

Deno.test("a value lies between its bounds, and is their middle where they are nearer than draws come", async () => {
  const p = JSON.stringify({ means: [[0], [3]], variances: [1, 0.5] });
  const q = JSON.stringify({ means: [[1], [2], [4]], variances: [1, 2, 3] });
  const { out } = await runOver(
    ["divergence", "p.json", "q.json", "--samples", "16", "--json"],
    (path) => path === "p.json" ? p : q,
  );
  const { estimates }: DivergenceJSON = JSON.parse(out);
  for (const { value, error, by, lower, upper } of estimates) {
    assert(Number(lower) <= Number(value) && Number(value) <= Number(upper));
    if (by === "bounds") {
      assertAlmostEquals(2 * Number(error), Number(upper) - Number(lower), 1e-12);
    }
  }
  assert(estimates.some(({ by }) => by === "bounds"));
});

Deno.test("bits are nats by ln 2, but for what is none; a seed gives other draws", async () => {
  const args = ["zero.json", "one.json", "--samples", "64"];
  const nats = await report(...args), bits = await report(...args, "--unit", "bits");
  const other = await report(...args, "--seed", "3");
  const [x, y, z] = [nats, bits, other].map(numbersIn) as [
    Record<string, number>,
    Record<string, number>,
    Record<string, number>,
  ];
  for (const [name, value] of Object.entries(x)) {
    assertAlmostEquals(y[name]!, name === "squaredL2" ? value : value / Math.LN2, 1e-12);
  }
  assert(Math.abs(x.jensenShannon! - z.jensenShannon!) < 0.2);
  const errors = [nats, other].map(({ estimates }) => estimates.map((one) => one.standardError));
  assert(errors[0]![0] !== errors[1]![0]);
});

Deno.test("boxes: infinite one way, exact the other", async () => {
  const { out, code } = await run("outer.json", "inner.json", "--samples", "64");
  assertEquals(code, 0);
  assert(/KL\(P‖Q\) +∞ /.test(out), out);
  assertStringIncludes(out, "∞: a draw of one lies where the other has no density");
  const found = numbersIn(await report("inner.json", "outer.json", "--samples", "4096"));
  assertEquals([found.klReverse, found.crossEntropyReverse], [Infinity, Infinity]);
  assertAlmostEquals(found.kl!, Math.log(4), 1e-9);
  assertAlmostEquals(found.crossEntropy!, Math.log(4), 1e-9);
});

Deno.test("rows of two tables: columns meet by their names, and a mixture stands beside rows", async () => {
  const own = await report("rows.csv", "swapped.csv", "--samples", "64");
  const { kl, squaredL2 } = numbersIn(own);
  assert(Math.abs(kl!) < 1e-9 && Math.abs(squaredL2!) < 1e-15);
  assertEquals([own.p.columns, own.q.columns, own.q.rows], [["x", "y"], ["x", "y"], 4]);
  const mixed = await report("plane.json", "swapped.csv", "--columns", "x,y", "--samples", "64");
  assertEquals([mixed.p.columns, mixed.q.columns], [undefined, ["x", "y"]]);
  const back = await report("rows.csv", "plane.json", "--kde", "0.5", "--samples", "64");
  assertEquals([back.p.kernel?.factor, back.q.source], [0.5, "plane.json"]);
});

Deno.test("gaps are said; what is printed fits a terminal and names both", async () => {
  const { out, err } = await run("zero.json", "gap.csv");
  assertStringIncludes(err, "dropped 1 of 4 rows");
  const lines = out.split("\n");
  assertStringIncludes(lines[0]!, "P is a Gaussian mixture, k = 1, d = 1, from zero.json");
  assertStringIncludes(out, "Q is a kernel density estimate, k = 3, d = 1, from gap.csv");
  assertStringIncludes(out, "± by draws holds with 95 % confidence, by bounds for sure; 65,536");
  assert(lines.every((line) => [...line].length <= 80));
});

Deno.test("the standard input is one of both", async () => {
  const { code, out } = await runOver(
    ["divergence", "-", "one.json"],
    (path) => path === "-" ? files["zero.json"]! : files[path]!,
  );
  assertEquals(code, 0);
  assertStringIncludes(out, "from the standard input");
});

Deno.test("what does not fit is a sentence", async () => {
  const says = async (code: number, part: string, ...args: string[]) => {
    const ran = await run(...args);
    assertEquals([ran.code, ran.out], [code, ""]);
    assertStringIncludes(ran.err, part);
  };
  await says(2, "got - for both", "-", "-");
  await says(2, "Expected a Q, as in mixtropy divergence P Q", "zero.json");
  await says(
    2,
    "Option --kde is for rows of data, not for two mixtures",
    "zero.json",
    "one.json",
    "--kde",
    "scott",
  );
  await says(2, "from 16 to", "zero.json", "one.json", "--samples", "3");
  await says(2, "between 0 and 1", "zero.json", "one.json", "--confidence", "95");
  await says(
    1,
    "got P with points of 1 and Q with points of 2 coordinates",
    "zero.json",
    "plane.json",
  );
  await says(1, "choose them by --columns", "zero.json", "rows.csv");
  await says(1, 'Unknown column "y"', "rows.csv", "gap.csv");
  await says(2, "Option --group is for mixtropy", "rows.csv", "rows.csv", "--group", "x");
});

Deno.test("the JSON keeps to its schema, which is made of the types", async () => {
  const written = JSON.parse(
    Deno.readTextFileSync(new URL("../../docs/divergence.schema.json", import.meta.url)),
  );
  assertEquals(written, divergenceSchema());
  const validate = new Ajv2020({ strict: true }).compile(written);
  for (
    const args of [["zero.json", "one.json"], ["outer.json", "inner.json"], [
      "rows.csv",
      "rows.csv",
    ]]
  ) {
    const found = await report(...args, "--samples", "64");
    assert(validate(found), JSON.stringify(validate.errors));
    assertEquals([found.$schema, found.kind, found.version], [written.$id, "divergence", 1]);
    assert(!validate({ ...found, estimates: [{ ...found.estimates[0], value: null }] }));
  }
});
