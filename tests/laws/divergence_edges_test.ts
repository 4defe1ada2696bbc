/** Monte Carlo divergences at their edges: supports that differ, mixtures that are equal, far from the origin, in batches. */
import {
  evaluate,
  explain,
  gaussianMixture,
  gradient,
  monteCarloCrossEntropy,
  monteCarloDivergences,
  monteCarloJensenShannon,
  monteCarloKl,
  monteCarloSymmetricKl,
  uniformMixture,
  UnknownNameError,
} from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { drawnQuantities } from "../support/drawn_quantities.ts";
import { numbersOf } from "../support/results.ts";

const all = { kl: 0, symmetric: 0, jensenShannon: 0, crossEntropy: 0 };
const options = { samples: 64, seed: 5 };

Deno.test("boxes that leave those of q are at a divergence of +∞, for sure; the slopes are numbers", async () => {
  const p = uniformMixture({ centers: [[0], [1]], widths: 2 });
  const q = uniformMixture({ centers: [[0.5]], widths: 2 });
  for (const sequence of ["random", "sobol"] as const) {
    const asked = drawnQuantities(all, [p, q], { ...options, sequence });
    for (const name of ["kl", "symmetric", "crossEntropy"] as const) {
      const estimate = asked[name]!;
      const { value, standardError, slopes } = await evaluate({
        ...estimate,
        slopes: [gradient(estimate.value, p), gradient(estimate.value, q)],
      });
      assertEquals([value, standardError], [Infinity, 0], name);
      for (const one of slopes) {
        for (const x of Object.values(one)) assert(numbersOf(x).every(Number.isFinite), name);
      }
    }
  }
  // the other way round q lies within p
  const { value } = await evaluate(monteCarloKl(q, p, options));
  assert(Number.isFinite(value));
});

Deno.test("what is apart is at a Jensen–Shannon divergence of ln 2", async () => {
  const pairs = [
    [uniformMixture({ centers: [[0]], widths: 1 }), uniformMixture({ centers: [[2]], widths: 1 })],
    [
      gaussianMixture({ means: [[0, 0]], variance: 1 }),
      gaussianMixture({ means: [[1e200, 0]], variance: 1 }),
    ],
  ] as const;
  for (const [p, q] of pairs) {
    const { value, standardError } = await evaluate(monteCarloJensenShannon(p, q, options));
    assertAlmostEquals(numbersOf(value)[0]!, Math.LN2, 1e-15);
    assertEquals(numbersOf(standardError), [0]);
  }
});

Deno.test("nothing is between a mixture and itself", async () => {
  const p = gaussianMixture({ weights: [0.2, 0.8], means: [[0, 3], [1, 1]], variances: [1, 4] });
  const found = await evaluate([
    monteCarloKl(p, p, options),
    monteCarloSymmetricKl(p, p, options),
    monteCarloJensenShannon(p, p, options),
  ]);
  for (const { value, standardError } of found) assertEquals([value, standardError], [0, 0]);
});

for (const e of [1e-3, 1e-10]) {
  Deno.test(`nearly nothing keeps its digits: a shift by ${e}`, async () => {
    // I e²/8 and I e²/2 to first order, with Fisher's information I = 1, and each draw tells x² of that, more or less
    const p = gaussianMixture({ means: [[0]], variance: 1 });
    const q = gaussianMixture({ means: [[e]], variance: 1 });
    const how = { samples: 4096, sequence: "sobol" } as const;
    const found = await evaluate({
      js: monteCarloJensenShannon(p, q, how).value,
      kl: monteCarloKl(p, q, how).value,
    });
    assertLess(Math.abs(found.js / (e * e / 8) - 1), 0.02);
    assertLess(Math.abs(found.kl / (e * e / 2) - 1), 0.02);
  });
}

Deno.test("draws keep their digits far from the origin, in both mixtures", async () => {
  // numbers that a shift by 2⁴⁰ rounds by nothing
  const at = (shift: number) => ({
    p: gaussianMixture({ means: [[shift], [shift + 0.5]], variances: [2 ** -8, 2 ** -9] }),
    q: gaussianMixture({ means: [[shift + 0.25]], variances: [2 ** -6] }),
  });
  const [near, far] = await evaluate([0, 2 ** 40].map((shift) => {
    const { p, q } = at(shift);
    return drawnQuantities(all, [p, q], options);
  }));
  assertEquals(far, near);
});

Deno.test("draws of q are not those of p, and one seed gives the same numbers again", async () => {
  // if they were, the two terms of a shift would cancel in every pair, and its error be 0
  const p = gaussianMixture({ means: [[0]], variance: 1 });
  const q = gaussianMixture({ means: [[1]], variance: 1 });
  for (const sequence of ["random", "sobol"] as const) {
    const how = { ...options, sequence };
    const { js, back, again } = await evaluate({
      js: monteCarloJensenShannon(p, q, how),
      back: monteCarloJensenShannon(q, p, how),
      again: monteCarloJensenShannon(p, q, how),
    });
    assertEquals(js, again);
    assert(js.value !== back.value);
  }
});

Deno.test("a batch beside one mixture gives for each what it gives alone", async () => {
  const means = [[[0], [1]], [[2], [5]]], variance = 1.5;
  const q = gaussianMixture({ weights: [0.4, 0.6], means: [[0.5], [2]], variances: [1, 2] });
  const batch = gaussianMixture({ means, variance });
  for (const isFirst of [true, false]) {
    const asked = drawnQuantities(all, isFirst ? [batch, q] : [q, batch], options);
    const together = await evaluate({
      asked,
      slopes: gradient(asked.kl!.value, batch).means,
    });
    for (const [t, own] of means.entries()) {
      const p = gaussianMixture({ means: own, variance });
      const one = drawnQuantities(all, isFirst ? [p, q] : [q, p], options);
      const alone = await evaluate({ asked: one, slopes: gradient(one.kl!.value, p).means });
      for (const name of ["kl", "symmetric", "jensenShannon", "crossEntropy"] as const) {
        for (const part of ["value", "standardError", "degreesOfFreedom"] as const) {
          const x = numbersOf(together.asked[name]![part])[t]!;
          assertAlmostEquals(x, numbersOf(alone.asked[name]![part])[0]!, 1e-12 * Math.abs(x));
        }
      }
      numbersOf(alone.slopes).forEach((x, i) =>
        assertAlmostEquals(numbersOf(together.slopes)[2 * t + i]!, x, 1e-12)
      );
    }
  }
});

Deno.test("all divergences by the same draws are those that are asked one by one", async () => {
  const p = gaussianMixture({ weights: [0.2, 0.8], means: [[0], [1]], variances: [1, 4] });
  const q = gaussianMixture({ means: [[0.5]], variance: 1 });
  const { together, kl, crossEntropy } = await evaluate({
    together: monteCarloDivergences(p, q, options),
    kl: monteCarloKl(p, q, options),
    crossEntropy: monteCarloCrossEntropy(p, q, options),
  });
  assertEquals([together.kl, together.crossEntropy], [kl, crossEntropy]);
  // each draw of q tells both its −ln p and the KL divergence
  const { klReverse, crossEntropyReverse, symmetricKl } = together;
  assertAlmostEquals(symmetricKl.value, kl.value + klReverse.value, 1e-12);
  const back = await evaluate(monteCarloCrossEntropy(q, p, { ...options, samples: 2 ** 14 }));
  const error = 5 * (back.standardError + crossEntropyReverse.standardError);
  assertLess(Math.abs(back.value - crossEntropyReverse.value), error);
  const slopes = await evaluate({
    one: gradient(monteCarloDivergences(p, q, options).crossEntropyReverse.value, q).means,
    // ∂/∂m of −∫ q ln p is that of its paths
    other: gradient(monteCarloCrossEntropy(q, p, { ...options, samples: 2 ** 14 }).value, q).means,
  });
  assertAlmostEquals(slopes.one.data[0]!, slopes.other.data[0]!, 0.1);
});

Deno.test("one draw of each says nothing of its error", async () => {
  const p = gaussianMixture({ means: [[0]], variance: 1 });
  const q = gaussianMixture({ means: [[1]], variance: 1 });
  const { standardError, degreesOfFreedom } = await evaluate(monteCarloKl(p, q, { samples: 1 }));
  assertEquals([standardError, degreesOfFreedom], [Infinity, 0]);
});

Deno.test("the value of a cross entropy takes no draws of q", () => {
  const p = gaussianMixture({ means: [[0]], variance: 1 });
  const q = gaussianMixture({ means: [[1]], variance: 1 });
  const draws = (text: string) => text.match(/Φ⁻¹/g)?.length ?? 0;
  assertEquals(draws(explain(monteCarloKl(p, q, options).value)), 2);
  assertEquals(draws(explain(monteCarloCrossEntropy(p, q, options).value)), 1);
});

Deno.test("what does not fit is refused with a sentence", () => {
  const p = gaussianMixture({ means: [[0]], variance: 1 });
  const plane = gaussianMixture({ means: [[0, 0]], variance: 1 });
  const two = gaussianMixture({ means: [[[0]], [[1]]], variance: 1 });
  const three = gaussianMixture({ means: [[[0]], [[1]], [[2]]], variance: 1 });
  assertThrows(() => monteCarloKl(p, plane, options), RangeError, "p of dimension 1");
  assertThrows(() => monteCarloKl(two, three, options), RangeError, "a batch of 2 and q as one of");
  assertThrows(
    () => monteCarloKl(p, p, { samples: 10, form: "plain" } as never),
    UnknownNameError,
    '"form"',
  );
  assertThrows(() => monteCarloKl(p, p, { samples: 0 }), RangeError, "samples");
  assertThrows(
    () => monteCarloKl(p, 3 as never, options),
    TypeError,
    "Expected a mixture made by",
  );
  const { value } = monteCarloKl(p, p, options);
  assertThrows(
    () => gradient(gradient(value, p).weights, p),
    RangeError,
  );
});
