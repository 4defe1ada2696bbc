/** Distances between components that users write: any D ≥ 0 gives an estimate between the conditional and the joint entropy. */
import {
  bhattacharyyaDistance,
  type Component,
  elkDistance,
  evaluate,
  gaussianMixture,
  gradient,
  input,
  klDivergence,
  type Operand,
  pairwiseEntropy,
} from "../../mod.ts";
import { abs, add, mul, square, sub, sumOverCoordinates } from "../../ops.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { toMixture } from "../support/entries.ts";
import { middleOf } from "../support/component_values.ts";
import { draw, holdsFor, recipes } from "../support/random_mixtures.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { assertAscending } from "../support/comparison.ts";

/** Distances that a user could write. */
const own: { readonly [name: string]: (p: Component, q: Component) => ReturnType<typeof add> } = {
  "the mean of both KL divergences": (p, q) =>
    mul(0.5, add(klDivergence(p, q), klDivergence(q, p))),
  "a mean of distances": (p, q) => mul(0.5, add(bhattacharyyaDistance(p, q), elkDistance(p, q))),
  "the distance of the middles, coordinate by coordinate": (p, q) => {
    return sumOverCoordinates(abs(sub(middleOf(p), middleOf(q))));
  },
};

for (const [name, distance] of Object.entries(own)) {
  Deno.test(`any distance ≥ 0 gives a value between the conditional and the joint entropy: ${name}`, () =>
    holdsFor(recipes(), async (recipe) => {
      const p = toMixture(draw(recipe));
      const { conditional, joint } = estimatorsOf(p);
      const h = await evaluate({ conditional, joint, own: pairwiseEntropy(p, { distance }) });
      assertAscending([h.conditional, h.own, h.joint], name);
    }));
}

Deno.test("a leaf or an array of shape [d] weighs the coordinates in a distance of one's own", async () => {
  const p = gaussianMixture({ means: [[0, 0], [2, 1], [1, 3]], variance: 1 });
  const metric = input([0.5, 0.5], { name: "metric" });
  const weighed = (weights: Operand) =>
    pairwiseEntropy(p, {
      distance: (i, j) => {
        if (i.family !== "gaussian" || j.family !== "gaussian") throw new TypeError("Gaussians");
        return sumOverCoordinates(mul(weights, square(sub(i.mean, j.mean))));
      },
    });
  // ½‖μᵢ − μⱼ‖² is the KL divergence of unit Gaussians
  const { leaf, array, kl, slope } = await evaluate({
    leaf: weighed(metric),
    array: weighed([0.5, 0.5]),
    kl: pairwiseEntropy(p, { distance: "kl" }),
    slope: gradient(weighed(metric), metric),
  });
  assertAlmostEquals(leaf, kl, 1e-12);
  assertAlmostEquals(array, kl, 1e-12);
  assertEquals(slope.shape, [2]);
});
