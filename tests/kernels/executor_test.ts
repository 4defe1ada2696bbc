/** The typed-array executor around the edges of blocks of lanes, against plain loops written here. */
import {
  evaluate,
  gaussianMixture,
  gradient,
  input,
  kdeEntropy,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";
import { mul, square, sub } from "../../ops.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { assertRelative } from "../support/comparison.ts";

const random = randomNumbers(3);

const sizes = [1, 2, 255, 256, 257, 511, 512, 513, 1025];

Deno.test("around the edges of blocks pairwise sums and their gradients equal a plain double loop", async () => {
  for (const k of sizes) {
    const means = times(k, () => 6 * random()), variances = times(k, () => 0.2 + random());
    const p = gaussianMixture({ means: means.map((m) => [m]), variances });
    const kde = kdeEntropy(p), kl = pairwiseEntropy(p, { distance: "kl" });
    const actual = await evaluate({ kde, kl, slope: gradient(kde, p).means });
    let surprise = 0, divergence = 0;
    const density = new Float64Array(k), slopes = new Float64Array(k);
    const q = (i: number, j: number) =>
      Math.exp(-((means[i]! - means[j]!) ** 2) / (2 * variances[j]!)) /
      (k * Math.sqrt(2 * Math.PI * variances[j]!));
    for (let i = 0; i < k; i++) {
      let close = 0;
      for (let j = 0; j < k; j++) {
        density[i]! += q(i, j);
        const ratio = variances[i]! / variances[j]!, delta = means[i]! - means[j]!;
        const d = 0.5 * (ratio - 1 - Math.log(ratio) + delta ** 2 / variances[j]!);
        close += Math.exp(-d) / k;
      }
      surprise -= Math.log(density[i]!) / k;
      divergence += (0.5 * Math.log(2 * Math.PI * Math.E * variances[i]!) - Math.log(close)) / k;
    }
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        const pull = q(i, j) * (means[i]! - means[j]!) / variances[j]! / (k * density[i]!);
        slopes[i]! += pull;
        slopes[j]! -= pull;
      }
    }
    assertRelative(actual.kde, surprise, 1e-13, `KDE, k = ${k}`);
    assertRelative(actual.kl, divergence, 1e-13, `KL, k = ${k}`);
    slopes.forEach((x, i) => assertAlmostEquals(actual.slope.data[i]!, x, 1e-14, `k = ${k}`));
  }
});

Deno.test("around the edges of blocks every element of a computed array is right, with short axes and in batches", async () => {
  for (const n of sizes) {
    const data = times(2, () => times(n, () => times(3, () => random() - 0.5)));
    const x = input(data, { name: "x" });
    const { data: found, shape } = await evaluate(sub(square(x), mul(3, x)));
    assertEquals(shape, [2, n, 3]);
    assertEquals([...found], data.flat(2).map((v) => v * v - 3 * v));
  }
});

Deno.test("draws are the same in whatever block they fall", async () => {
  const p = gaussianMixture({ weights: [0.3, 0.7], means: [[0, 1], [2, 0]], variances: [1, 0.4] });
  // evaluated with more, a block has fewer lanes
  for (const samples of sizes) {
    const one = await evaluate(monteCarloEntropy(p, { samples, seed: 5 }));
    const again = await evaluate([monteCarloEntropy(p, { samples, seed: 5 }), kdeEntropy(p)]);
    assertEquals(again[0], one);
  }
});
