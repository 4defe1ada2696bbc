import type { DrawOptions } from "../../estimator/draw_options.ts";
import type { MonteCarloEstimate } from "../../estimator/monte_carlo.ts";
import type { MixtureWith } from "../../mixture/component_types.ts";
import type { AnyBatch } from "../../mixture/parameter_types.ts";
import { crossEntropyOf, drawn, estimateOf } from "./drawn_estimate.ts";
import { jensenShannon, kl, reversed, symmetric } from "./quantity.ts";

/**
 * The Monte Carlo estimate of the Kullback–Leibler divergence KL(p‖q) = ∫ p ln(p/q) in nats, unbiased, with its standard error.
 * Lazy; scalars, or [b] where p or q is a batch. Costs densities of all components at n draws from p and n from q.
 *
 * With draws from both, half of each, KL is the mean of 2(p ln(p/q) − p + q)/(p + q) ≥ 0, for ∫ (q − p) = 0. With r = q/p, draws
 * from p alone tell −ln r, or (r − 1) − ln r ≥ 0, which is nearly 0 where p and q are alike, as this is. But E_p r is 1 only where p
 * lies wherever q does, which boxes need not, and r has no variance where q has tails twice as wide as p. The mean over both
 * is right for all, its terms are 2 at most where q is larger, and as −ln r in number where p is.
 *
 * +∞ as soon as a draw of p has no density in q, as boxes have none outside: that is certain, its standard error is 0.
 *
 * Gradients are unbiased estimates of the gradient of the true divergence, in p along the paths of its draws for Gaussians,
 * by the moving faces for boxes, by the score for weights; in q by the score and moving faces. An infinite slope, of a box of p
 * that leaves those of q, is left out. They cannot be differentiated again: that throws a `DomainError`.
 *
 * Throws `DomainError` for samples < 1 or a seed that is not an integer ≥ 0, and for more than 480 coordinates of the sequence
 * "sobol"; `ShapeError` for mixtures of different dimensions or different batches; `UnknownNameError` for an unknown sequence.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, monteCarloKl } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0]], variance: 1 });
 * const q = gaussianMixture({ means: [[1]], variance: 1 });
 * const { value, standardError } = await evaluate(monteCarloKl(p, q, { samples: 4000, seed: 1 }));
 * console.log(Math.abs(value - 0.5) < 4 * standardError); // true
 * ```
 */
export function monteCarloKl<B extends number | undefined, C extends number | undefined>(
  p: MixtureWith<object, B>,
  q: MixtureWith<object, C>,
  options: DrawOptions,
): MonteCarloEstimate<AnyBatch<[B, C]>> {
  return estimateOf(kl, drawn(p, q, options));
}

/**
 * The Monte Carlo estimate of the symmetric Kullback–Leibler divergence KL(p‖q) + KL(q‖p) = ∫ (p − q) ln(p/q) in nats (Jeffreys
 * 1946), the mean of 2 (p − q)/(p + q) ln(p/q) ≥ 0 over draws from both. All else as `monteCarloKl`.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, monteCarloSymmetricKl } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0]], variance: 1 });
 * const q = gaussianMixture({ means: [[1]], variance: 1 });
 * const { value, standardError } = await evaluate(monteCarloSymmetricKl(p, q, { samples: 4000 }));
 * console.log(Math.abs(value - 1) < 4 * standardError); // true
 * ```
 */
export function monteCarloSymmetricKl<B extends number | undefined, C extends number | undefined>(
  p: MixtureWith<object, B>,
  q: MixtureWith<object, C>,
  options: DrawOptions,
): MonteCarloEstimate<AnyBatch<[B, C]>> {
  return estimateOf(symmetric, drawn(p, q, options));
}

/**
 * The Monte Carlo estimate of the Jensen–Shannon divergence h(½p + ½q) − ½h(p) − ½h(q) in nats: ln 2 less the entropy H(t) of the
 * posterior t = p/(p + q) of draws from both, which is what they tell of where they come from (Lin 1991). In [0, ln 2] always,
 * for boxes that do not meet too. All else as `monteCarloKl`.
 *
 * @example
 * ```ts
 * import { evaluate, monteCarloJensenShannon, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0]], widths: 1 });
 * const q = uniformMixture({ centers: [[2]], widths: 1 });
 * const { value } = await evaluate(monteCarloJensenShannon(p, q, { samples: 100 }));
 * console.log(value); // ln 2: they are apart
 * ```
 */
export function monteCarloJensenShannon<
  B extends number | undefined,
  C extends number | undefined,
>(
  p: MixtureWith<object, B>,
  q: MixtureWith<object, C>,
  options: DrawOptions,
): MonteCarloEstimate<AnyBatch<[B, C]>> {
  return estimateOf(jensenShannon, drawn(p, q, options));
}

/**
 * The Monte Carlo estimate of the cross entropy −∫ p ln q in nats, the mean of −ln q over n draws from p: +∞ as soon as one has no
 * density in q. Draws from q are for gradients only. All else as `monteCarloKl`.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, monteCarloCrossEntropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0]], variance: 1 });
 * const q = gaussianMixture({ means: [[1]], variance: 1 });
 * const { value, standardError } = await evaluate(monteCarloCrossEntropy(p, q, { samples: 4000 }));
 * console.log(Math.abs(value - (0.5 * Math.log(2 * Math.PI) + 1)) < 4 * standardError); // true
 * ```
 */
export function monteCarloCrossEntropy<B extends number | undefined, C extends number | undefined>(
  p: MixtureWith<object, B>,
  q: MixtureWith<object, C>,
  options: DrawOptions,
): MonteCarloEstimate<AnyBatch<[B, C]>> {
  const draws = drawn(p, q, options);
  return estimateOf(crossEntropyOf(p), draws);
}

/** All that draws tell of two mixtures. */
export type MonteCarloDivergences<B extends number | undefined = number | undefined> = {
  /** KL(p‖q). */
  readonly kl: MonteCarloEstimate<B>;
  /** KL(q‖p). */
  readonly klReverse: MonteCarloEstimate<B>;
  /** KL(p‖q) + KL(q‖p). */
  readonly symmetricKl: MonteCarloEstimate<B>;
  /** In [0, ln 2]. */
  readonly jensenShannon: MonteCarloEstimate<B>;
  /** −∫ p ln q. */
  readonly crossEntropy: MonteCarloEstimate<B>;
  /** −∫ q ln p. */
  readonly crossEntropyReverse: MonteCarloEstimate<B>;
};

/**
 * All these estimates by the same n draws from p and n from q: whatever is asked of them together costs as much as one.
 *
 * Throws what `monteCarloKl` throws.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, monteCarloDivergences } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [3]], variance: 1 });
 * const q = gaussianMixture({ means: [[1]], variance: 2 });
 * const { kl, klReverse, symmetricKl } = await evaluate(
 *   monteCarloDivergences(p, q, { samples: 1024, sequence: "sobol" }),
 * );
 * console.log(Math.abs(kl.value + klReverse.value - symmetricKl.value) < 1e-9); // true
 * ```
 */
export function monteCarloDivergences<B extends number | undefined, C extends number | undefined>(
  p: MixtureWith<object, B>,
  q: MixtureWith<object, C>,
  options: DrawOptions,
): MonteCarloDivergences<AnyBatch<[B, C]>> {
  const draws = drawn(p, q, options);
  return {
    kl: estimateOf(kl, draws),
    klReverse: estimateOf(reversed(kl), draws),
    symmetricKl: estimateOf(symmetric, draws),
    jensenShannon: estimateOf(jensenShannon, draws),
    crossEntropy: estimateOf(crossEntropyOf(p), draws),
    crossEntropyReverse: estimateOf(reversed(crossEntropyOf(q)), draws),
  };
}
