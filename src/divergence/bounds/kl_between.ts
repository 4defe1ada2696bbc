import type { Expr } from "../../expr/expression.ts";
import type { PerBatch } from "../../expr/shape_types.ts";
import type { MixtureWith } from "../../mixture/component_types.ts";
import type { AnyBatch, Batch } from "../../mixture/parameter_types.ts";
import { type Bounds, boundsOf, byName } from "./two_sided.ts";
import { type BetweenOptions, comparedOf } from "./compared_mixtures.ts";
import { klEnds, type KlEstimateName, type KlLowerName, type KlUpperName } from "./kl_bounds.ts";
import { ownEntropy } from "./own_entropy.ts";

/** A Kullback–Leibler divergence from both sides, the named bounds that the ends are the best of, and named estimates. */
export type KlBetween<B extends Batch = Batch> = Bounds<KlLowerName, KlUpperName, B> & {
  /** Estimates by name, which bound nothing and may even be negative. */
  readonly estimates: { readonly [N in KlEstimateName]?: Expr<PerBatch<B>> };
};

/**
 * The Kullback–Leibler divergence ∫ p ln(p/q) of `q` from `p` in nats, enclosed: certified bounds and the best point estimate between them.
 * Bounds are moved outward by what rounding may have made of them, in double precision. `lowers` and `uppers` are the bounds by name,
 * `winners` says which are best; docs/divergences.md has their formulas and sources. Lazy; scalars, or [b] where p or q is a batch.
 *
 * Where p is one Gaussian, as in variational inference, its entropy is exact and nothing runs over its pairs.
 *
 * Infinite where p has mass outside of q, as Gaussians have beside boxes. Boxes of p that only several of q cover together have an infinite
 * upper bound and a finite lower one.
 *
 * Throws `ShapeError` for mixtures of two dimensions or two batch sizes, `UnknownNameError` for an unknown effort.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, klBetween } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * const q = gaussianMixture({ means: [[1]], variance: 2 });
 * const { lower, upper } = await evaluate(klBetween(p, q));
 * console.log(lower.toFixed(3), upper.toFixed(3)); // 0.010 0.010: 1.7655 less the entropy 1.7558
 * ```
 */
export function klBetween<P extends Batch, Q extends Batch>(
  p: MixtureWith<object, P>,
  q: MixtureWith<object, Q>,
  options: BetweenOptions = {},
): KlBetween<AnyBatch<[P, Q]>> {
  const compared = comparedOf(p, q, options);
  const ends = klEnds(compared, ownEntropy(p, compared.p, compared));
  const estimates = ends.estimates.map(([name, x]) => [name, compared.alongBatch(x)] as const);
  return { ...boundsOf(compared, ends), estimates: byName(estimates) };
}
