import { sumOver } from "../expr/build.ts";
import type { Expr } from "../expr/expression.ts";
import { nodeOf } from "../expr/node_of.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { alongBatch } from "../estimator/batch.ts";
import { jointEntropy } from "../estimator/joint.ts";
import type { MixtureWith, UniformComponent } from "../mixture/component_types.ts";
import { boxesOf, logDensityRatio, logShare, pairGain } from "./box_overlaps.ts";
import { softplus } from "./softplus.ts";

/** J − Σᵢ cᵢ gainᵢ, J the joint entropy: what all bounds of boxes are made of, for h = J − Σᵢ cᵢ Eᵢ ln(1 + Σ_{j≠i} Rᵢⱼ). */
export function jointLess(
  p: MixtureWith<object, number | undefined>,
  { component, weight }: UniformComponent<Node>,
  gain: Node,
): Node {
  const gained = sumOver(component, nodes.weigh(weight, gain));
  return alongBatch(p, nodes.sub(nodeOf(jointEntropy(p)), gained));
}

/**
 * Lower bound on the entropy of a mixture of boxes in nats by the overlaps of two: h = J − Σᵢ cᵢ Eᵢ ln(1 + Σ_{j≠i} Rᵢⱼ), with the
 * joint entropy J and the ratio Rᵢⱼ of the densities of boxes j and i, and ln(1 + Σ R) ≤ Σ ln(1 + R), so
 * h ≥ J − Σᵢ cᵢ Σ_{j≠i} fᵢⱼ ln(1 + Rᵢⱼ), fᵢⱼ = |Vᵢ ∩ Vⱼ|/|Vᵢ|. Exact where no three boxes have a point in common. Lazy; a scalar, or
 * [b] for a batch. Costs one sweep over pairs, about two of "bhattacharyya".
 *
 * @example
 * ```ts
 * import { evaluate, overlapLowerBound, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0.5], [0.5]], widths: [[1], [0.2]] });
 * console.log((await evaluate(overlapLowerBound(p))).toFixed(6)); // -0.381909: two boxes, so exact
 * ```
 */
export function overlapLowerBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  const [i, j] = boxesOf(p, "bound by overlaps");
  return jointLess(p, i, sumOver(j.component, pairGain(i, j)));
}

/**
 * Upper bound on the entropy of a mixture of boxes in nats by the overlaps of two: the logarithm is concave, so for any shares
 * λᵢⱼ ≥ 0 with Σⱼ λᵢⱼ = 1 ln(1 + Σⱼ Rᵢⱼ) ≥ Σⱼ λᵢⱼ ln(1 + Rᵢⱼ/λᵢⱼ) and h ≤ J − Σᵢ cᵢ Σ_{j≠i} λᵢⱼ fᵢⱼ ln(1 + Rᵢⱼ/λᵢⱼ). Here
 * λᵢⱼ ∝ fᵢⱼ ln(1 + Rᵢⱼ), what a pair adds to `overlapLowerBound`. Never above the joint entropy; exact where each box meets one other
 * at most. Lazy; a scalar, or [b] for a batch. Costs a second sweep over pairs.
 *
 * @example
 * ```ts
 * import { evaluate, overlapUpperBound, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0], [0.5], [1]], widths: 1 });
 * console.log((await evaluate(overlapUpperBound(p))) < Math.log(3)); // true
 * ```
 */
export function overlapUpperBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  const [i, j] = boxesOf(p, "bound by overlaps");
  const gain = pairGain(i, j), all = sumOver(j.component, gain);
  const logOverlap = logShare(i, j), logRatio = logDensityRatio(i, j);
  // R/λ = (Σg/f) · R/ln(1 + R), whose last factor is 1 where R is 0
  const most = softplus(logRatio);
  const excess = nodes.sub(logRatio, nodes.log(oneIfNone(most)));
  const meets = nodes.less(constant(-Infinity), logOverlap);
  const apart = nodes.select(meets, logOverlap, constant(0));
  const ratio = nodes.add(
    nodes.sub(nodes.log(oneIfNone(all)), apart),
    nodes.select(nodes.less(constant(0), most), excess, constant(0)),
  );
  const overlap = nodes.mul(meets, nodes.exp(apart));
  const share = nodes.div(gain, oneIfNone(all));
  const term = nodes.mul(share, nodes.mul(overlap, softplus(ratio)));
  return jointLess(p, i, sumOver(j.component, term));
}

/** x, and 1 where x is 0: for what is not asked then, that it be finite. */
function oneIfNone(x: Node): Node {
  return nodes.select(nodes.less(constant(0), x), x, constant(1));
}
