/** What the components of a mixture are to each other, against closed forms. */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { components, gaussianMixture, uniformMixture } from "@mixtropy/mixtropy";

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, x) => total + x, 0);

Deno.test("components that are apart count as many as they are by their weights", async () => {
  const weights = [0.5, 0.25, 0.25];
  const p = gaussianMixture({ weights, means: [[0], [100], [200]], variance: 1 });
  const { effective, separation, shares, overlaps } = await components(p);
  assertAlmostEquals(effective.value, Math.exp(1.5 * Math.LN2), 1e-9);
  assertAlmostEquals(separation.value, 0, 1e-9);
  // cᵢ KL(pᵢ‖p) = −cᵢ ln cᵢ
  weights.forEach((c, i) => assertAlmostEquals(shares[i]!, -c * Math.log(c), 1e-9));
  assertEquals(overlaps, []);
});

Deno.test("components that are the same count as one", async () => {
  const p = gaussianMixture({ weights: [0.3, 0.7], means: [[1, 2], [1, 2]], variances: [2, 2] });
  const { effective, separation, shares, overlaps } = await components(p);
  assertAlmostEquals(effective.value, 1, 1e-9);
  assertAlmostEquals(separation.value, -0.3 * Math.log(0.3) - 0.7 * Math.log(0.7), 1e-9);
  assertAlmostEquals(sum(shares), 0, 1e-9);
  assertEquals(overlaps, [{ first: 0, second: 1, affinity: 1 }]);
});

Deno.test("boxes that half overlap: half of each is known, the other half is not", async () => {
  const p = uniformMixture({ centers: [[0], [0.5]], widths: 1 });
  const { effective, separation, shares, shareError, overlaps } = await components(p);
  // I(X;C) = ½ ln 2, of which each component has half
  assertAlmostEquals(effective.value, Math.SQRT2, 1e-12);
  assertAlmostEquals(separation.value, 0.5 * Math.LN2, 1e-12);
  shares.forEach((share) => assertAlmostEquals(share, 0.25 * Math.LN2, 2 * shareError));
  assertAlmostEquals(overlaps![0]!.affinity, 0.5, 1e-12);
});

Deno.test("shares add up to the information, and what is enclosed holds the value", async () => {
  const means = [[0, 0], [0.1, 1], [9, 0], [2, 2]];
  const p = gaussianMixture({ weights: [0.1, 0.2, 0.3, 0.4], means, variances: [1, 2, 0.5, 1] });
  const { effective, separation, shares, shareError } = await components(p, { error: 1e-3 });
  assertAlmostEquals(sum(shares), Math.log(effective.value), 2 * shareError + 2e-3);
  for (const { value, lower, upper } of [effective, separation]) {
    assert(lower <= value && value <= upper);
  }
});

Deno.test("many components have no list of pairs, and options are checked", async () => {
  const means = Array.from({ length: 1001 }, (_, i) => [3 * i]);
  const { overlaps } = await components(gaussianMixture({ means, variance: 1 }));
  assertEquals(overlaps, undefined);
  const p = gaussianMixture({ means: [[0], [1]], variance: 1 });
  await assertRejects(() => components(p, { error: -1 }), RangeError, "Expected error");
});
