import { axisOf, indexSet } from "../expr/axes.ts";
import { checkDomain } from "../expr/domain.ts";
import type { Operand } from "../expr/shape_types.ts";
import type { AnyMixture, MixtureWith } from "../mixture/component_types.ts";
import { checkMixture } from "../mixture/components.ts";
import { chosenIndices } from "./chosen_components.ts";
import { commonBatch, givenValue, perMixture, wrongShape } from "./given_values.ts";
import { madeAs } from "./made_as.ts";
import { firstsOf, withEach } from "./made_mixture.ts";
import type { BatchWith } from "./operation_types.ts";

/**
 * The mixture of the same components with other weights: [k] or [b, k], ≥ 0, which sum to 1 (within 1e−6), or an expression as
 * `softmax` gives one. Lazy; all else stays what it is. Components are counted
 * part by part (`p.parts`).
 *
 * Throws `ShapeError` for shapes that do not fit, `DomainError` for weights that are negative or do not sum to 1.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, meanOf, reweight } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [1]], variance: 1 });
 * console.log((await evaluate(meanOf(reweight(p, [0.1, 0.9])))).data); // 0.9
 * ```
 */
export function reweight<
  M extends AnyMixture,
  const W extends Operand,
>(p: M, weights: W): MixtureWith<M["parameters"], BatchWith<M["batch"], W, 1>> {
  checkMixture(p);
  const { components: k, dimension: d } = p;
  const read = givenValue(weights, "weights");
  const given = read.shape.length === 2 ? perMixture(read) : read;
  if (given.shape.length !== 1 || given.shape[0] !== k) {
    throw wrongShape(given, `of shape [k=${k}] or [b, k=${k}], one for each component`);
  }
  if (read.numbers !== undefined) checkDomain("weights", "weights", read.numbers, read.shape);
  const batch = commonBatch([{ name: "p", batch: p.batch }, given]);
  const firsts = firstsOf(p);
  return madeAs(withEach(p, { d, batch }, (own, t) => {
    const { component } = own, [first, end] = firsts[t]!;
    if (end - first === k) return { ...own, weight: given.along([component]) };
    const all = axisOf(indexSet("free", "k", k));
    const indices = Array.from({ length: end - first }, (_, i) => first + i);
    return { ...own, weight: chosenIndices(indices, k).at(given.along([all]), all, component) };
  }));
}
