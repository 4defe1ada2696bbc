/** `entropy` takes components of the same parameters as one: the same distribution, by tighter bounds. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { entropy, gaussianMixture, uniformMixture } from "@mixtropy/mixtropy";
import { merged } from "../../src/answer/merged.ts";

const gaussian = Math.log(2 * Math.PI * Math.E) / 2;

Deno.test("many copies of one Gaussian are one, in any number of dimensions", async () => {
  const means = Array.from({ length: 40 }, () => [1, 2, 3, 4, 5, 6]);
  const p = gaussianMixture({ means, variances: means.map(() => 4) });
  const { value, certified, method } = await entropy(p);
  assertAlmostEquals(value, 6 * (gaussian + Math.log(2)), 1e-12);
  assertEquals([certified, method], [true, "closed form"]);
});

Deno.test("what differs in one number, or in the sign of nothing else, stays", async () => {
  const variances = [[1, 1], [1, 1], [1, 1 + 2 ** -52]];
  const p = gaussianMixture({ means: [[0, 0], [0, 0], [0, 0]], variances });
  assertEquals((await merged(p, {})).components, 2);
  const q = gaussianMixture({ means: [[0], [1], [2]], variance: 1 });
  assertEquals(await merged(q, {}), q);
});

Deno.test("components of weight 0 are left out, boxes are merged by centers and widths", async () => {
  const p = uniformMixture({
    weights: [0.25, 0.25, 0.5, 0],
    centers: [[0], [0], [7], [0.5]],
    widths: [[1], [1], [1], [1]],
  });
  const few = await merged(p, {});
  assertEquals(few.components, 2);
  assertAlmostEquals((await entropy(p)).value, Math.LN2, 1e-14);
});
