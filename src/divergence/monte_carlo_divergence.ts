import { checkInteger } from "../expr/array.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { conditionalEntropy } from "../estimator/conditional.ts";
import { jointEntropy } from "../estimator/joint.ts";
import type { MonteCarloEstimate, MonteCarloOptions } from "../estimator/monte_carlo.ts";
import { oneOf } from "../estimator/one_of.ts";
import type { Sequence } from "../estimator/sampling.ts";
import { seedOf } from "../estimator/seed.ts";
import type { Certainty } from "../estimator/strata.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { certaintyOfMean, drawSets, meanOver } from "./drawn_sets.ts";
import { crossEntropy, jensenShannon, kl, type Quantity, symmetric } from "./quantity.ts";
import { slopesOf } from "./slopes.ts";
import { type EitherBatch, twoMixtures } from "./two_mixtures.ts";

/** How an estimate between two mixtures is drawn: as that of an entropy, in one form. */
export type MonteCarloDivergenceOptions = Omit<MonteCarloOptions, "form">;

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
  options: MonteCarloDivergenceOptions,
): MonteCarloEstimate<EitherBatch<B, C>> {
  return estimate(kl, { p, q, options });
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
  options: MonteCarloDivergenceOptions,
): MonteCarloEstimate<EitherBatch<B, C>> {
  return estimate(symmetric, { p, q, options });
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
  options: MonteCarloDivergenceOptions,
): MonteCarloEstimate<EitherBatch<B, C>> {
  const { value, ...certainty } = estimate(jensenShannon, { p, q, options });
  // weights sum to 1 but for rounding
  return { value: nodes.min(nodeOf(value), constant(Math.LN2)), ...certainty };
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
  options: MonteCarloDivergenceOptions,
): MonteCarloEstimate<EitherBatch<B, C>> {
  twoMixtures(p, q);
  const ends = nodes.add(nodeOf(conditionalEntropy(p)), nodeOf(jointEntropy(p)));
  const quantity = crossEntropy(markers.sealed(nodes.mul(constant(0.5), ends)));
  return estimate(quantity, { p, q, options });
}

/** What is asked of two mixtures, and how it is drawn. */
interface Asked<B extends number | undefined, C extends number | undefined> {
  readonly p: MixtureWith<object, B>;
  readonly q: MixtureWith<object, C>;
  readonly options: MonteCarloDivergenceOptions;
}

function estimate<B extends number | undefined, C extends number | undefined>(
  quantity: Quantity,
  { p, q, options }: Asked<B, C>,
): MonteCarloEstimate<EitherBatch<B, C>> {
  const read = checkNames(options, ["samples", "seed", "sequence"], "Monte Carlo estimate");
  const samples = checkInteger(read.samples, "samples", 1, 2 ** 32);
  const seed = seedOf(read.seed ?? 0);
  const sequence = oneOf<Sequence>(["random", "sobol"], read.sequence, "sequence");
  const mixtures = twoMixtures(p, q), sets = drawSets(mixtures, { samples, seed, sequence });
  const isBoth = quantity.draws === "both", share = isBoth ? 0.5 : 1;
  const asked = isBoth ? sets : sets.filter(({ from }) => from === "p");
  const value = meanOver(asked, share, ({ log }) => quantity.perDraw(log.p, log.q));
  const isInfinite = nodes.equal(value, constant(Infinity));
  const certainty = samples === 1 ? unknown : certaintyOfMean(asked, share, ({ log }) => {
    const told = quantity.perDraw(log.p, log.q);
    return nodes.select(nodes.less(told, constant(Infinity)), told, constant(0));
  });
  const through = nodes.add(
    slopesOf("p", quantity.p, { mixtures, sets }),
    slopesOf("q", quantity.q, { mixtures, sets }),
  );
  const ofEach = (x: Node) => markers.frozen(mixtures.alongBatch(x));
  return {
    value: markers.surrogate(mixtures.alongBatch(value), mixtures.alongBatch(through)),
    // an infinite value is certain: a draw of one mixture is no point of the other
    standardError: ofEach(nodes.select(isInfinite, constant(0), certainty.standardError)),
    degreesOfFreedom: ofEach(certainty.degreesOfFreedom),
  };
}

/** A single draw says nothing of its own error. */
const unknown: Certainty = {
  standardError: /* @__PURE__ */ constant(Infinity),
  degreesOfFreedom: /* @__PURE__ */ constant(0),
};
