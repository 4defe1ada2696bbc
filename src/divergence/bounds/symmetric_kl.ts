import type { MixtureWith } from "../../mixture/component_types.ts";
import type { AnyBatch, Batch } from "../../mixture/parameter_types.ts";
import { nodes } from "../../expr/simplify.ts";
import { type Bounds, boundsOf } from "./two_sided.ts";
import { type BetweenOptions, comparedOf, swapped } from "./compared_mixtures.ts";
import { klEnds } from "./kl_bounds.ts";
import { ownEntropy } from "./own_entropy.ts";

/** A symmetric divergence from both sides. */
export type SymmetricKl<B extends Batch = Batch> = Bounds<"klBetween", "klBetween", B>;

/**
 * The symmetric Kullback–Leibler divergence KL(p‖q) + KL(q‖p) in nats (Jeffreys 1946), enclosed: the sums of the bounds of `klBetween` both ways,
 * which see. Lazy; scalars, or [b] where p or q is a batch.
 *
 * Throws what `klBetween` throws.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, symmetricKl } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0]], variance: 1 });
 * const q = gaussianMixture({ means: [[1]], variance: 1 });
 * console.log((await evaluate(symmetricKl(p, q).upper)).toFixed(6)); // 1.000000
 * ```
 */
export function symmetricKl<P extends Batch, Q extends Batch>(
  p: MixtureWith<object, P>,
  q: MixtureWith<object, Q>,
  options: BetweenOptions = {},
): SymmetricKl<AnyBatch<[P, Q]>> {
  const compared = comparedOf(p, q, options), back = swapped(compared);
  const there = klEnds(compared, ownEntropy(p, compared.p, compared));
  const again = klEnds(back, ownEntropy(q, back.p, back));
  return boundsOf(compared, {
    lowers: [["klBetween", nodes.add(there.lower, again.lower)]],
    uppers: [["klBetween", nodes.add(there.upper, again.upper)]],
    estimate: nodes.add(there.estimate, again.estimate),
  });
}
