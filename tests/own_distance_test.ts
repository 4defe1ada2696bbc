/** Distances between components that users write: any D ≥ 0 gives an estimate between the conditional and the joint entropy. */
import {
  abs,
  add,
  bhattacharyyaDistance,
  type Component,
  elkDistance,
  evaluate,
  klDivergence,
  mul,
  pairwiseEntropy,
  sub,
  sumOverCoordinates,
} from "../mod.ts";
import { assert } from "@std/assert";
import { toMixture } from "./entries.ts";
import { draw, holdsFor, recipes } from "./random_mixtures.ts";
import { estimatorsOf } from "./support.ts";

/** Fails unless the values do not fall, up to rounding. */
function assertAscending(values: readonly number[], what: string): void {
  values.slice(1).forEach((value, t) => {
    const slack = 1e-11 * (1 + Math.abs(value));
    assert(values[t] <= value + slack, `Expected ${what} in order, got ${values.join(", ")}`);
  });
}

/** Distances that a user could write. */
const own: { readonly [name: string]: (p: Component, q: Component) => ReturnType<typeof add> } = {
  "the mean of both KL divergences": (p, q) =>
    mul(0.5, add(klDivergence(p, q), klDivergence(q, p))),
  "a mean of distances": (p, q) => mul(0.5, add(bhattacharyyaDistance(p, q), elkDistance(p, q))),
  "the distance of the middles, coordinate by coordinate": (p, q) => {
    const middle = (c: Component) => c.family === "gaussian" ? c.mean : c.center;
    return sumOverCoordinates(abs(sub(middle(p), middle(q))));
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
