import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { take } from "../expr/build.ts";
import { indicesOfPair } from "../expr/made_sets.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import type { AnyMixture, Component, MixtureWith } from "../mixture/component_types.ts";
import { checkMixture } from "../mixture/components.ts";
import { familyOf } from "../mixture/families/family_of.ts";
import { familyWords } from "../mixture/families/family_words.ts";
import type { AnyBatch } from "../mixture/parameter_types.ts";
import { commonBatch } from "./given_values.ts";
import { madeAs } from "./made_as.ts";
import {
  componentAxis,
  type Counted,
  countedParts,
  mixtureOfParts,
  renewed,
} from "./made_mixture.ts";
import type { Restructured } from "./operation_types.ts";
import { rowOf } from "./rows/row_table.ts";

/**
 * The distribution of (x, y) for independent x of p and y of q, of one family: k₁·k₂ components in d₁ + d₂ coordinates, component a of p and b
 * of q at a·k₂ + b, with weights c_a c_b. Entropies add up. Covariances are diagonal where both are, else blocks; where both are shared,
 * one matrix. Lazy; its parameters are k₁·k₂ times as many numbers as one component has, which gradients cost, too.
 *
 * Throws `TypeError` for mixtures of different families, `ShapeError` for batches of different sizes.
 *
 * @example
 * ```ts
 * import { entropy, gaussianMixture, product } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * const q = gaussianMixture({ means: [[0]], variance: 9 });
 * console.log(product(p, q).components, product(p, q).dimension); // 2 2
 * const sum = (await entropy(p)).value + (await entropy(q)).value;
 * console.log(Math.abs((await entropy(product(p, q))).value - sum) < 1e-9); // true
 * ```
 */
export function product<
  P extends AnyMixture,
  Q extends AnyMixture,
>(
  p: P,
  q: Q,
): MixtureWith<
  Restructured<P["parameters"] | Q["parameters"]>,
  AnyBatch<[P["batch"], Q["batch"]]>
> {
  checkMixture(p);
  checkMixture(q);
  const batch = commonBatch([{ name: "p", batch: p.batch }, { name: "q", batch: q.batch }]);
  const others = countedParts(q);
  const parts = countedParts(p).flatMap((one) => others.map((two) => productOf(one, two)));
  return madeAs(mixtureOfParts(parts, { d: p.dimension + q.dimension, batch }));
}

/** The components of (x, y) for all pairs of components of two families that are one. */
function productOf(one: Counted, two: Counted): Counted {
  if (one.p.family !== two.p.family) {
    throw new TypeError(
      `Expected mixtures of one family for product, got ${familyWords[one.p.family]} and ${
        familyWords[two.p.family]
      }: no family holds both`,
    );
  }
  // a mixture by itself is two
  const { p: i, count: k } = renewed(one), { p: j, count: l } = renewed(two);
  const component = componentAxis(k * l, {
    how: "pairs",
    first: i.component.set,
    second: j.component.set,
  });
  const { first, second } = indicesOfPair(component);
  const a = along(i, component, first), b = along(j, component, second);
  const d = i.coordinate.set.extent + j.coordinate.set.extent;
  const coordinate = axisOf(sharedIndexSet("coordinate", "a", d));
  const weight = nodes.mul(a.weight, b.weight);
  return { p: { ...rowOf(a).beside(a, b, coordinate), weight }, count: k * l };
}

/** A component at an index along another axis. */
function along(p: Component<Node>, component: Axis, index: Node): Component<Node> {
  const at = (value: Node) => take(value, p.component, index);
  return { ...familyOf(p).changed(p, at), component, weight: at(p.weight) };
}
