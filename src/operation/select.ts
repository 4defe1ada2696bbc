import { source } from "../expr/array.ts";
import { inputAt, sumOver, take } from "../expr/build.ts";
import type { Source } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { distinctIndices } from "./given_values.ts";
import { madeAs } from "./made_as.ts";
import { axesFor, changed, mixtureOver } from "./made_mixture.ts";
import { componentOfOne } from "./parts.ts";

/**
 * The mixture of some of the components, in the order in which they are given, with their weights divided by the sum of these.
 * Lazy; values and gradients cost k.
 *
 * Throws `DomainError` for components that are out of range or come twice, and, when it is evaluated, where all chosen weights are 0;
 * `ShapeError` if there is none.
 *
 * @example
 * ```ts
 * import { gaussianMixture, meanOf, evaluate, select } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ weights: [0.2, 0.2, 0.6], means: [[0], [4], [9]], variance: 1 });
 * console.log((await evaluate(meanOf(select(p, [0, 1])))).data); // 2
 * ```
 */
export function select<P extends object, B extends number | undefined>(
  p: MixtureWith<P, B>,
  components: Iterable<number>,
): MixtureWith<P, B> {
  const own = componentOfOne(p, "select"), { components: k, dimension: d, batch } = p;
  const indices = distinctIndices(components, {
    name: "components",
    one: "component",
    count: k,
  });
  const sizes = { k: indices.length, d, batch };
  const axes = axesFor(sizes), places = placesOf(indices, k);
  // the places are read for the sum of the weights, so a run with another number of components is refused
  const isChosen = nodes.lessEqual(constant(0), inputAt(places, [own.component], "any"));
  const total = sumOver(own.component, nodes.select(isChosen, own.weight, constant(0)));
  const index = inputAt(places.inverse!, [axes.component], "any");
  const chosen = changed(own, axes.component, (value) => take(value, own.component, index));
  const weight = nodes.ratio(chosen.weight, total);
  return madeAs(
    mixtureOver(axes, { ...chosen, weight }, sizes, "shares"),
  );
}

/** The place of each of k components among the chosen ones, −1 for the others; its inverse are the chosen ones. */
function placesOf(indices: readonly number[], k: number): Source {
  const data = new Float64Array(k).fill(-1);
  indices.forEach((index, t) => data[index] = t);
  const places: { -readonly [K in keyof Source]: Source[K] } = source(
    { data, shape: [k] },
    "the choice of components",
  );
  places.inverse = {
    ...source(
      { data: Float64Array.from(indices), shape: [indices.length] },
      "the chosen components",
    ),
    inverse: places,
  };
  return places;
}
