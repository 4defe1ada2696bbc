import { coord, sumOver } from "../expr/build.ts";
import type { Expr } from "../expr/expression.ts";
import { nodeOf } from "../expr/node_of.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { totalVariation } from "../distance/total_variation.ts";
import { componentsOf } from "../mixture/components.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { alongBatch } from "../estimator/batch.ts";
import { conditionalEntropy } from "../estimator/conditional.ts";

/**
 * Upper bound on the entropy of `p` in nats by the total variation of its pairs:
 * h ≤ H(X|C) + Σᵢ cᵢ ln(1/cᵢ) min(1, Σ_{j≠i} cⱼ TVᵢⱼ/(1 − cᵢ)), for the information I(X; C) = Σᵢ cᵢ KL(pᵢ‖p) is at most that (Melbourne et al.,
 * The differential entropy of mixtures, 2022). TV is exact for boxes, for Gaussians of one covariance and on the line; for others
 * it is an upper bound, see `totalVariation`. Lazy; a scalar, or [b] for a batch. Costs a sweep over pairs, one to three "kl".
 *
 * @example
 * ```ts
 * import { evaluate, totalVariationBound, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0], [1]], widths: 2 });
 * console.log(await evaluate(totalVariationBound(p))); // 1.5 ln 2, the entropy: the boxes have half in common
 * ```
 */
export function totalVariationBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  const [i, j] = componentsOf(p);
  const isSelf = nodes.equal(coord(i.component), coord(j.component));
  const weight = nodes.select(isSelf, constant(0), j.weight);
  const away = sumOver(j.component, nodes.weigh(weight, nodeOf(totalVariation(i, j))));
  const mean = nodes.ratio(away, sumOver(j.component, weight));
  const surprise = nodes.neg(nodes.xLogX(i.weight));
  const known = sumOver(i.component, nodes.mul(surprise, nodes.min(mean, constant(1))));
  return alongBatch(p, nodes.add(nodeOf(conditionalEntropy(p)), known));
}
