/** Where an evaluation runs, as its options say and as `explain` tells, through the public surface. */
import {
  compile,
  DeviceError,
  evaluate,
  type EvaluateOptions,
  explain,
  type Mixture,
} from "../../mod.ts";
import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { disagreement, mixtures, parameters } from "../support/webgpu_cases.ts";
import {
  far,
  large,
  numbersOf,
  outputsOf,
  small,
  warned,
  withGpu,
} from "../support/webgpu_support.ts";

/** The promise of single precision on a GPU. */
const tolerance = 2e-5;

withGpu('"webgpu" gives values and gradients within 2e−5 of double precision', async () => {
  for (const structure of ["full", "diagonal", "spherical", "batch, shared full"] as const) {
    const p = mixtures(60, 3)[structure]();
    const expected = await warned(p, { device: "cpu" });
    const actual = await warned(p, { device: "webgpu" });
    actual.results.forEach((data, t) =>
      assert(disagreement(data, expected.results[t]!) <= tolerance, `${structure}: output ${t}`)
    );
    assertEquals(actual.warnings, []);
  }
});

withGpu("a compiled plan runs on either device, with new numbers and sizes", async () => {
  const plan = compile(outputsOf(small), { inputs: small });
  for (const k of [60, 90]) {
    const { weights, means, diagonals } = parameters(k, 3, k);
    const values = { weights, means, variances: diagonals };
    const expected = numbersOf(await plan.run(values, { device: "cpu" }));
    const actual = numbersOf(await plan.run(values, { device: "webgpu", precision: "f32" }));
    actual.forEach((data, t) => assert(disagreement(data, expected[t]!) <= tolerance));
  }
});

withGpu('what does not suit single precision runs on the CPU, and "webgpu" says so', async () => {
  const { results, warnings } = await warned(far, { device: "webgpu" });
  const expected = await warned(far, { device: "cpu" });
  results.forEach((data, t) => assert(disagreement(data, expected.results[t]!) < 1e-12));
  assertEquals(warnings.length, 1);
  assertMatch(
    warnings[0]!,
    /^Means reach .*, more than the 2²⁰ .* can tell apart\. The CPU does the work instead$/,
  );
});

Deno.test('"webgpu" refuses double precision, in evaluate, run and explain', async () => {
  const options: EvaluateOptions = { device: "webgpu", precision: "f64" };
  const value = outputsOf(small);
  const sentence =
    'Device "webgpu" computes in single precision; use precision "f32", or device "cpu"';
  await assertRejects(() => evaluate(value, options), DeviceError, sentence);
  const plan = compile(value, { inputs: small });
  await assertRejects(() => plan.run({}, options), DeviceError, sentence);
  assertThrows(() => explain(value, options), DeviceError, sentence);
});

Deno.test("explain tells how each step runs on each device, and why auto takes no GPU", () => {
  const told = (p: Mixture, options: EvaluateOptions) =>
    explain(outputsOf(p), options).split("\nexecution on ")[1]!;
  const cpu = told(large, { device: "cpu" });
  assertMatch(cpu, /^cpu:\n {2}1\. /);
  assertMatch(cpu, /\d\. generated code, f64/);
  assert(!cpu.includes("GPU"));
  const gpu = told(large, { device: "webgpu" });
  assertMatch(gpu, /^webgpu:\n {2}1\. cpu: linear in the size of the input/);
  assertMatch(gpu, /\d\. gpu: over pairs, \d+ statements each/);
  assertMatch(told(far, { device: "webgpu" }), /\n {2}all on the CPU instead: Means reach .*$/);
  const auto = (p: Mixture, precision?: "f32") => told(p, { precision }).split("\n").at(-1);
  assertEquals(auto(large, "f32"), "  a GPU is taken if there is one");
  assertEquals(
    auto(large),
    '  no GPU: A GPU computes in single precision: ask for precision "f32"',
  );
  assertMatch(
    auto(small, "f32") ?? "",
    /^ {2}no GPU: The work is small \(.* over pairs\): the CPU/,
  );
  assertMatch(
    auto(far, "f32") ?? "",
    /^ {2}no GPU: Means reach .* single precision can tell apart$/,
  );
  const matrices = mixtures(300, 35).full();
  assertMatch(auto(matrices, "f32") ?? "", /leave a sweep over pairs to the CPU: it has more than/);
});
