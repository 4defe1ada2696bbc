/** A compiled plan gives what `evaluate` gives, for new numbers and sizes. */
import {
  compile,
  elkEntropy,
  evaluate,
  gaussianMixture,
  gradient,
  input,
  logDetEntropy,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { parametersOf, stacked, structures, toMixture } from "../support/entries.ts";
import { mixtureOf } from "../support/forms.ts";
import { draw, drawBatch } from "../support/random_mixtures.ts";
import { estimatorsOf } from "../support/estimators.ts";

/** All estimators of a mixture, a Monte Carlo estimate, and some gradients. */
function outputsOf(p: Mixture) {
  const estimators = estimatorsOf(p);
  return {
    estimators,
    slopes: [gradient(estimators.kl, p), gradient(estimators.elk, p)],
    monteCarlo: monteCarloEntropy(p, { samples: 30, seed: 1 }),
  };
}

for (const structure of structures) {
  Deno.test(`a compiled plan equals evaluate for new numbers and another k: ${structure}`, async () => {
    const p = toMixture(draw({ structure, k: 4, d: 3, seed: 1 }));
    const plan = compile(outputsOf(p), { inputs: p });
    assertEquals(await plan.run(), await evaluate(outputsOf(p)));
    // larger, smaller, one, as before
    for (const [t, k] of [9, 2, 1, 4, 9].entries()) {
      const m = draw({ structure, k, d: 3, seed: 10 + t });
      const expected = await evaluate(outputsOf(toMixture(m)));
      assertEquals(await plan.run(parametersOf(m)), expected);
      assertEquals(plan.runSync(parametersOf(m)), expected);
    }
  });

  Deno.test(`a compiled plan equals evaluate for a batch of another size: ${structure}`, async () => {
    const batchOf = (k: number, seed: number) => drawBatch({ structure, k, d: 2, seed });
    const first = batchOf(5, 1);
    const p = mixtureOf(stacked(first));
    const plan = compile(outputsOf(p), { inputs: p });
    for (const [k, b] of [[5, 3], [5, 2], [7, 1], [4, 3]] as const) {
      const m = stacked(batchOf(k, 7).slice(0, b));
      assertEquals(await plan.run(m), await evaluate(outputsOf(mixtureOf(m))));
    }
  });
}

Deno.test("LogDet: a compiled plan takes another number of rows", async () => {
  const rows = (n: number, t: number) =>
    Array.from({ length: n }, (_, s) => [Math.sin(s + t), Math.cos(3 * s - t)]);
  const x = input(rows(6, 0), { name: "x" });
  const value = logDetEntropy(x, { beta: 0.7 });
  const plan = compile({ value, slope: gradient(value, x) }, { inputs: { x } });
  for (const [n, t] of [[6, 1], [40, 2], [3, 3], [6, 0]] as const) {
    const other = input(rows(n, t), { name: "x" });
    const direct = logDetEntropy(other, { beta: 0.7 });
    const expected = await evaluate({ value: direct, slope: gradient(direct, other) });
    assertEquals(await plan.run({ x: rows(n, t) }), expected);
  }
});

Deno.test("inputs are a mixture, a record of leaves or an array of leaves; what is left out keeps its numbers", async () => {
  const means = input([[0], [2]], { name: "means" }), variance = input(1, { name: "variance" });
  const p = gaussianMixture({ means, variance });
  const value = pairwiseEntropy(p, { distance: "kl" });
  const expected = await evaluate(
    pairwiseEntropy(gaussianMixture({ means: [[0], [3]], variance: 1 }), { distance: "kl" }),
  );
  const byMixture = compile(value, { inputs: p });
  const byRecord = compile([value], { inputs: { centres: means, spread: variance } });
  const byArray = compile({ value }, { inputs: [variance, means] });
  assertEquals(await byMixture.run({ means: [[0], [3]] }), expected);
  assertEquals(await byRecord.run({ centres: [[0], [3]] }), [expected]);
  assertEquals(await byArray.run([1, [[0], [3]]]), { value: expected });
  assertEquals(await byMixture.run(), await evaluate(value));
});

Deno.test("weights that were left out are equal for any k", async () => {
  const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
  const plan = compile(elkEntropy(p), { inputs: p });
  const means = [[0], [1], [5]];
  const expected = await evaluate(elkEntropy(gaussianMixture({ means, variance: 1 })));
  assertEquals(await plan.run({ means }), expected);
});

Deno.test("explain of a compiled plan names its steps", () => {
  const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
  const text = compile(elkEntropy(p), { inputs: p }).explain();
  assert(text.includes("(pairs)") && text.includes("means[i,a]"), text);
});
