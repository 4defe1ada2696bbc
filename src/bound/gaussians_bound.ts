import type { Expr } from "../expr/expression.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { crossEntropy } from "../mixture/pairs/pair_cross_entropy.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { partsOf } from "../mixture/parts.ts";
import { alongBatch } from "../estimator/batch.ts";
import { likelihoodOfParts } from "../estimator/pairwise.ts";
import { momentsOf } from "./gaussian_moments.ts";

/**
 * Upper bound on the entropy of `p` in nats by the mixture g of the Gaussians that have the weights, means and covariances of its components:
 * h ≤ −∫ p ln g ≤ −Σᵢ cᵢ ln Σⱼ cⱼ exp(−CEᵢⱼ) with CEᵢⱼ = Eᵢ[−ln gⱼ], which two moments of any component give. For Gaussians it is the
 * bound "kl"; for others it is finite where KL is not: for what lies beside boxes. +∞ where a component of positive weight has no
 * variance. Lazy; a scalar, or [b] for a batch. Costs a sweep over pairs.
 *
 * Throws `TypeError` for components of one's own family without `mean` and `variance`.
 *
 * @example
 * ```ts
 * import { evaluate, gaussiansBound, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0], [0.5]], widths: 1 });
 * console.log((await evaluate(gaussiansBound(p))).toFixed(2)); // 0.67: the entropy is 0.35
 * ```
 */
export function gaussiansBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  const likelihood = likelihoodOfParts(partsOf(p), {
    logTerm: (i, j) => nodes.neg(crossEntropy(i, momentsOf(j))),
    // a component that meets no other has no slope but its own
    own: () => constant(0),
  });
  return alongBatch(p, nodes.neg(likelihood));
}
