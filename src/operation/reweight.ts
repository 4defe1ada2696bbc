import type { Operand } from "../expr/shape_types.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { checkDomain } from "../expr/domain.ts";
import { commonBatch, givenValue, perMixture, wrongShape } from "./given_values.ts";
import { madeAs } from "./made_as.ts";
import { axesFor, mixtureOver, readAlong } from "./made_mixture.ts";
import type { BatchWith } from "./operation_types.ts";
import { componentOfOne } from "./parts.ts";

/**
 * The mixture of the same components with other weights: [k] or [b, k], ≥ 0, which sum to 1 (within 1e−6), or an expression as
 * `softmax` gives one. Lazy; all else stays what it is.
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
  P extends object,
  B extends number | undefined,
  const W extends Operand,
>(p: MixtureWith<P, B>, weights: W): MixtureWith<P, BatchWith<B, W, 1>> {
  const own = componentOfOne(p, "reweight"), { components: k, dimension: d } = p;
  const read = givenValue(weights, "weights");
  const given = read.shape.length === 2 ? perMixture(read) : read;
  if (given.shape.length !== 1 || given.shape[0] !== k) {
    throw wrongShape(given, `of shape [k=${k}] or [b, k=${k}], one for each component`);
  }
  if (read.numbers !== undefined) checkDomain("weights", "weights", read.numbers, read.shape);
  const batch = commonBatch([{ name: "p", batch: p.batch }, given]);
  const sizes = { k, d, batch };
  const axes = axesFor(sizes, { how: "same", of: own.component.set });
  const weighed = { ...own, weight: given.along([own.component]) };
  return madeAs(mixtureOver(axes, readAlong(weighed, axes.component), sizes));
}
