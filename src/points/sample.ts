import { checkInteger, describe } from "../expr/array.ts";
import { broadcast } from "../expr/build.ts";
import { DomainError, unknownName, UnknownNameError } from "../expr/errors.ts";
import type { Along, Expr } from "../expr/expression.ts";
import { nodes } from "../expr/simplify.ts";
import { sequenceOf } from "../estimator/draw_options.ts";
import { alongBatch } from "../estimator/batch.ts";
import { draw } from "../estimator/sampling.ts";
import { seedOf } from "../estimator/seed.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { partsOf } from "../mixture/parts.ts";
import type { OfDraws } from "./point_types.ts";

/** How points are drawn from a mixture. */
export interface SampleOptions {
  /**
   * The seed, an integer ≥ 0: the same seed gives the same draws everywhere. A scalar `input` lets a compiled plan draw
   * anew in each run. 0 if left out.
   */
  readonly seed?: number | Expr<number> | undefined;
  /**
   * Which of 2¹⁸ samples of one seed: those of two streams are independent. Samples of two mixtures with one seed and one stream
   * share their random numbers. 0 if left out.
   */
  readonly stream?: number | undefined;
  /**
   * "independent": each draw is by itself, and the first m of n draws are those of a sample of m. "stratified": the draws of
   * Monte Carlo (`monteCarloEntropy` of the same seed, stream 0), with little left to chance in how many come from each component; they
   * stand component by component, are no independent sample, and count by their `weights`. "independent" if left out.
   */
  readonly allocation?: "independent" | "stratified" | undefined;
  /**
   * "random", or "sobol": the draws of Monte Carlo by Sobol's sequence, 16 of them, each scrambled by itself, which fill the space evenly
   * and count by their `weights`; they have no allocation. "random" if left out.
   */
  readonly sequence?: "random" | "sobol" | undefined;
}

/** Draws from a mixture, and what is known of each; all lazy. */
export type Sample<B extends number | undefined = number | undefined> = {
  /** The points: [n, d], or [b, n, d] of a batch. */
  readonly points: Expr<OfDraws<B, readonly [Along<"mixture">]>>;
  /** The index of the component that each point is drawn from: [n] or [b, n]. */
  readonly labels: Expr<OfDraws<B>>;
  /** What each point counts in a mean: [n] or [b, n]. They sum to 1; of independent draws each is 1/n. */
  readonly weights: Expr<OfDraws<B>>;
};

/**
 * `n` draws from a mixture: independent points [n, d], or [b, n, d] of a batch, whose entries share their random numbers. Lazy: the
 * same seed gives the same points everywhere, but for the rounding of their last digits, and each draw is the same however many are
 * computed. With
 * `labels: true` a record of points, labels and weights.
 *
 * Differentiable along the paths of the draws in means, covariances, centres and widths: a Gaussian draw is x = μ + Lz with the z held,
 * one of a box m + w(u − ½) with the u held. Which component a draw comes from is held, too: through it, weights have no gradient.
 *
 * Throws `DomainError` for an n < 1, a seed or a stream that is no such integer, an allocation beside the sequence "sobol", and for
 * more than 480 coordinates of that sequence; `UnknownNameError` for an unknown option, allocation or sequence.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, sample } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ weights: [0.9, 0.1], means: [[0, 0], [8, 8]], variance: 1 });
 * const { points, labels } = await evaluate(sample(p, 500, { seed: 1, labels: true }));
 * console.log(points.shape, labels.data.filter((label) => label === 1).length); // [500, 2], about 50
 * ```
 */
export function sample<B extends number | undefined>(
  p: MixtureWith<object, B>,
  n: number,
  options?: SampleOptions & { readonly labels?: false | undefined },
): Expr<OfDraws<B, readonly [Along<"mixture">]>>;
/** The same draws with the label and the weight of each. */
export function sample<B extends number | undefined>(
  p: MixtureWith<object, B>,
  n: number,
  options: SampleOptions & { readonly labels: true },
): Sample<B>;
export function sample(
  p: MixtureWith<object, number | undefined>,
  n: number,
  options: SampleOptions & { readonly labels?: boolean | undefined } = {},
): Expr | Sample {
  const read = checkNames(options, optionNames, "sample");
  const samples = checkInteger(n, "n", 1, 2 ** 32), seed = seedOf(read.seed ?? 0);
  const stream = checkInteger(read.stream ?? 0, "stream", 0, streams - 1);
  const sequence = sequenceOf(read.sequence);
  const allocation = oneOf(["independent", "stratified"], read.allocation, "allocation");
  const { labels = false } = read;
  if (typeof labels !== "boolean") {
    throw new TypeError(`Expected labels to be true or false, got ${describe(labels)}`);
  }
  if (sequence === "sobol" && read.allocation !== undefined) {
    throw new DomainError(
      `Expected no allocation beside the sequence "sobol", which allots its draws itself, got "${allocation}"`,
    );
  }
  const isIndependent = sequence === "random" && allocation === "independent";
  const drawn = draw(partsOf(p), {
    samples,
    seed,
    sequence: isIndependent ? "independent" : sequence,
    // independent draws share no number with those of Monte Carlo
    which: isIndependent ? streams + stream : stream,
  });
  const points = alongBatch(p, nodes.add(drawn.middle, drawn.offset));
  if (!labels) return points;
  const each = (value: typeof points) => alongBatch(p, broadcast(value, [drawn.sample]));
  return { points, labels: each(drawn.label), weights: each(drawn.weight) };
}

/** How many streams a seed has. */
const streams = 2 ** 18;

const optionNames = ["seed", "stream", "allocation", "sequence", "labels"];

/** One of some names, the first if left out. */
function oneOf<T extends string>(names: readonly [T, ...T[]], given: unknown, what: string): T {
  if (given === undefined) return names[0];
  const known = names.find((name) => name === given);
  if (known !== undefined) return known;
  throw typeof given === "string"
    ? new UnknownNameError(unknownName(what, given, names))
    : new TypeError(
      `Expected ${what} to be ${names.map((name) => `"${name}"`).join(" or ")}, got ${
        describe(given)
      }`,
    );
}
