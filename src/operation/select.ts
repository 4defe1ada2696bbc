import { sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { AnyMixture, MixtureWith } from "../mixture/component_types.ts";
import { checkMixture } from "../mixture/components.ts";
import { familyOf } from "../mixture/families/family_of.ts";
import { chosenIndices } from "./chosen_components.ts";
import { distinctIndices } from "./given_values.ts";
import { madeAs } from "./made_as.ts";
import { componentAxis, countedParts, firstsOf, mixtureOfParts } from "./made_mixture.ts";

/**
 * The mixture of some of the components, in the order in which they are given, with their weights divided by the sum of these; part
 * by part, where there are several. Lazy; values and gradients cost k.
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
export function select<M extends AnyMixture>(
  p: M,
  components: Iterable<number>,
): MixtureWith<M["parameters"], M["batch"]> {
  checkMixture(p);
  const { components: k, dimension: d, batch } = p;
  const indices = distinctIndices(components, { name: "components", one: "component", count: k });
  const firsts = firstsOf(p);
  const parts = countedParts(p).map(({ p: own, count }, t) => {
    const [first, end] = firsts[t]!;
    const inside = indices.filter((index) => index >= first && index < end);
    return { own, chosen: chosenIndices(inside.map((index) => index - first), count) };
  });
  // the places are read for the sum of the weights, so a run with another number of components is refused
  const total = parts.map(({ own: { component, weight }, chosen }) => {
    const isChosen = nodes.lessEqual(constant(0), chosen.place(component));
    return sumOver(component, nodes.select(isChosen, weight, constant(0)));
  }).reduce((sum, one) => nodes.add(sum, one));
  const made = parts.filter(({ chosen }) => chosen.count > 0).map(({ own, chosen }) => {
    const component = componentAxis(chosen.count);
    const at = (value: Node) => chosen.at(value, own.component, component);
    const weight = nodes.ratio(at(own.weight), total);
    return { p: { ...familyOf(own).changed(own, at), component, weight }, count: chosen.count };
  });
  return madeAs(mixtureOfParts(made, { d, batch, weights: "shares" }));
}
