/** How draws are allotted to components: laws for any weights and any numbers of draws and components. */
import { componentOf } from "../../src/mixture/components.ts";
import {
  DomainError,
  evaluate,
  gaussianMixture,
  input,
  monteCarloEntropy,
  uniformMixture,
} from "../../mod.ts";
import { mul } from "../../ops.ts";
import { axisOf, sharedIndexSet } from "../../src/expr/axes.ts";
import type { Node } from "../../src/expr/node.ts";
import { inputOver } from "../../src/expr/array.ts";
import { allocate } from "../../src/estimator/allocation.ts";
import { streamsOf } from "../../src/estimator/streams.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess, assertRejects } from "@std/assert";
import { nodeOf } from "../../src/expr/node_of.ts";
import fc from "fast-check";

const seedLeaf = (seed: number): Node =>
  inputOver({ data: Float64Array.of(seed), shape: [] }, "seed", [], "seed");

/** How many draws each component gets, and what the draws weigh. */
async function allotted(weights: readonly number[], samples: number, seed: number) {
  const p = gaussianMixture({ weights, means: weights.map((_, i) => [i]), variance: 1 });
  const sample = axisOf(sharedIndexSet("row", "s", samples));
  const { label, weight } = await evaluate(
    (({ label, weight }) => ({ label, weight }))(
      allocate(componentOf(p.at(0)), sample, { seed: seedLeaf(seed), streams: streamsOf(0) }),
    ),
  );
  const data = (x: number | { data: Float64Array }) => typeof x === "number" ? [x] : [...x.data];
  const labels = data(label), weightOf = data(weight);
  const count = weights.map((_, i) => labels.filter((x) => x === i).length);
  const shares = weights.map((_, i) =>
    weightOf.reduce((sum, w, s) => labels[s] === i ? sum + w : sum, 0)
  );
  return { labels, weightOf, count, shares };
}

const cases = fc.record({
  raw: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }),
  zero: fc.nat(12),
  samples: fc.integer({ min: 1, max: 200 }),
  seed: fc.nat(2 ** 30),
});

Deno.test("every draw has a component of positive weight; with eight draws a component, each has its share exactly", () =>
  fc.assert(
    fc.asyncProperty(cases, async ({ raw, zero, samples, seed }) => {
      const some = raw.map((x, i) => i === zero ? 0 : x + 1e-6);
      const total = some.reduce((a, b) => a + b, 0);
      if (total === 0) return;
      const weights = some.map((x) => x / total);
      const { count, shares, weightOf } = await allotted(weights, samples, seed);
      assertEquals(count.reduce((a, b) => a + b), samples);
      weights.forEach((w, i) => assert(w > 0 || count[i] === 0, `a draw of component ${i}`));
      assertAlmostEquals(weightOf.reduce((a, b) => a + b), 1, 1e-12);
      const drawn = weights.filter((w) => w > 0).length;
      if (samples < 8 * drawn) {
        weightOf.forEach((w) => assertAlmostEquals(w, 1 / samples, 1e-15));
        return;
      }
      weights.forEach((w, i) => {
        if (w === 0) return;
        assertAlmostEquals(shares[i]!, w, 1e-12, `the share of component ${i}`);
        const fair = 2 + (samples - 2 * drawn) * w;
        assert(count[i]! >= 2 && Math.abs(count[i]! - fair) <= 3, `${count[i]} draws for ${fair}`);
      });
    }),
    { numRuns: 150, seed: 20261127 },
  ));

Deno.test("with few draws a component gets cⱼn of them on average", async () => {
  const weights = [0.5, 0.3, 0.15, 0.05], samples = 9, runs = 400;
  const counts = weights.map(() => 0);
  for (let seed = 0; seed < runs; seed++) {
    (await allotted(weights, samples, seed)).count.forEach((n, i) => counts[i]! += n);
  }
  weights.forEach((w, i) => {
    const expected = w * samples * runs;
    // less than the variance of independent draws, for they are spread over strata
    assertLess(
      Math.abs(counts[i]! - expected),
      4 * Math.sqrt(expected * (1 - w)),
      `component ${i}`,
    );
  });
});

Deno.test("rows in which every second is the same: the value and its error are those of the rows in any order", async () => {
  // bandwidth 0.01 of the standard deviation; the truth by quadrature
  const truth = 5.421437;
  const rows = Array.from({ length: 20_000 }, (_, i) => [i % 2 === 1 ? i / 20 : 0]);
  const deviation = 322.757;
  const sorted = rows.toSorted((x, y) => x[0]! - y[0]!);
  for (const means of [rows, sorted]) {
    const p = gaussianMixture({ means, variance: (0.01 * deviation) ** 2 });
    for (const seed of [0, 1]) {
      const { value, standardError } = await evaluate(
        monteCarloEntropy(p, { samples: 2000, seed }),
      );
      assertLess(Math.abs(value - truth), 4 * standardError);
      assert(standardError > 0.04 && standardError < 0.06, `a standard error of ${standardError}`);
    }
  }
});

Deno.test("a Monte Carlo value that cannot be is reported: draws that miss a narrow box", async () => {
  const p = uniformMixture({ weights: [0.99, 0.01], centers: [[0], [5]], widths: [[1], [1e-300]] });
  const heard: string[] = [];
  const onWarning = (message: string) => heard.push(message);
  // the truth is Σ cᵢ (ln wᵢ − ln cᵢ)
  const truth = 0.01 * Math.log(1e-300) - 0.99 * Math.log(0.99) - 0.01 * Math.log(0.01);
  const missed = await evaluate(monteCarloEntropy(p, { samples: 10, seed: 1, form: "plain" }), {
    onWarning,
  });
  assert(missed.value > 0);
  assertEquals(heard.length, 1);
  assert(/^The Monte Carlo value 0\.01\d* ± 0 lies outside of \[-6\.9/.test(heard[0]!), heard[0]);
  const { value } = await evaluate(monteCarloEntropy(p, { samples: 16 }), { onWarning });
  assertAlmostEquals(value, truth, 1e-12);
  assertEquals(heard.length, 1);
});

Deno.test("a seed that is computed must be an integer ≥ 0, too", async () => {
  const p = gaussianMixture({ means: [[0], [1]], variance: 1 });
  for (const seed of [-1, 1.5, 1e300]) {
    const computed = mul(input(seed / 2, { name: "x" }), 2);
    await assertRejects(
      () => evaluate(monteCarloEntropy(p, { samples: 4, seed: computed }).value),
      DomainError,
      "Expected seed to be an integer ≥ 0",
    );
  }
  const seed = mul(input(3), 2);
  const [computed, given] = await evaluate([
    monteCarloEntropy(p, { samples: 4, seed }).value,
    monteCarloEntropy(p, { samples: 4, seed: 6 }).value,
  ]);
  assertEquals(computed, given);
});

Deno.test("estimates that differ by their seed share a plan", async () => {
  const { planned } = await import("../../src/run/face/cache.ts");
  const p = gaussianMixture({ means: [[0], [1]], variance: 1 });
  const plans = [1, 2].map((seed) =>
    planned([nodeOf(monteCarloEntropy(p, { samples: 50, seed }).value)]).plan
  );
  assertEquals(plans[0] === plans[1], true);
});
