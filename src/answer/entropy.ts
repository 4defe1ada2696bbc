import type { Effort } from "../bound/named_bounds.ts";
import { DomainError } from "../expr/errors.ts";
import { type ExactEntropy, exactEntropy } from "../certified/exact_entropy.ts";
import type { AnyMixture, MixtureWith } from "../mixture/component_types.ts";
import { checkMixture } from "../mixture/components.ts";
import type { EvaluateOptions } from "../run/face/options.ts";
import type { Entropy, EntropyGradient, EntropyOptions } from "./answer_types.ts";
import { type Bracket, bracketsOf, halfWidth, middleOf, narrower } from "./bracket.ts";
import { type ReadOptions, readOptions } from "./entropy_options.ts";
import { type Advance, advanceOf } from "./advance.ts";
import { areMarginalsCheap, belowMarginals } from "./marginal_ends.ts";
import { merged } from "./merged.ts";
import { firstSamples, nextSamples, type Round, roundOf } from "./rounds.ts";
import { slopesOf } from "./slopes.ts";

/** One entropy for a mixture, one for each mixture of a batch. */
export type Entropies<B extends number | undefined> = B extends undefined ? Entropy
  : readonly Entropy[];

/** What is known of the entropies of a batch. */
interface Known {
  readonly p: AnyMixture;
  readonly options: ReadOptions;
  brackets: Bracket[];
  exact: readonly (ExactEntropy | undefined)[];
  round: Round | undefined;
  /** Whether the sums of marginals were looked for. */
  summed: boolean;
  /** Densities that a search for an exact entropy was allowed. */
  searched: number;
}

/** Densities of components at points that take about a tenth of a second: less is tried before anything else. */
const quick = 1e7;
/** The most densities of an exact entropy. */
const most = 3e9;
/** Up to so many components bounds over pairs are cheap. */
const fewComponents = 2000;
/** A matrix for each component is written out where there are no more numbers than this. */
const mostNumbers = 2 ** 24;

/**
 * The entropy of `p` in nats, to the error that is asked for, between numbers that it surely lies between.
 *
 * Takes the cheapest way that reaches the error: exact integrals where there are any (one component or two, boxes that few others
 * meet, one dimension, up to three directions in which components differ); the middle of `entropyBounds`, where they are near
 * enough; else draws in the posterior form, randomised Sobol sequences in rounds of twice as many or more, until the interval of
 * Student's t, and what an event that no draw met may add, are small enough or `maxSamples` is reached, which the error then says. A number and no expression: what is
 * computed depends on what came out before. An array for a batch.
 *
 * With `gradient: true` also the gradient of the true entropy, by draws, with the error of each parameter's.
 *
 * Throws `DomainError` or `UnknownNameError` for options that cannot be, and for a gradient of a batch.
 *
 * @example
 * ```ts
 * import { entropy, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0, 0], [3, 1], [1, 4]], variances: [1, 2, 0.5] });
 * const { value, error, lower, upper, method } = await entropy(p, { error: 0.01 });
 * console.log(value.toFixed(2), error <= 0.01, lower <= value && value <= upper, method);
 * ```
 */
export async function entropy<P extends object>(
  p: MixtureWith<P, undefined>,
  options: EntropyOptions & { readonly gradient: true },
): Promise<Entropy & EntropyGradient<keyof P & string>>;
/** The same without a gradient; an array for a batch. */
export async function entropy<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options?: EntropyOptions,
): Promise<Entropies<B>>;
export async function entropy(
  p: AnyMixture,
  options: EntropyOptions = {},
): Promise<Entropy | readonly Entropy[]> {
  const read = readOptions(options);
  checkMixture(p);
  if (read.gradient && p.batch !== undefined) {
    throw new DomainError(`Expected one mixture for a gradient, got a batch of ${p.batch}`);
  }
  const advance = advanceOf(read.evaluation.onProgress);
  const known = await answered(await merged(p, read.evaluation), read, advance);
  const answers = known.brackets.map((_, b) => answerAt(known, b));
  if (!read.gradient) {
    advance.done();
    return p.batch === undefined ? answers[0]! : answers;
  }
  const slopes = await slopesOf(p, known.round?.samples ?? 0, read.aim, {
    ...read.evaluation,
    onProgress: advance.stage(1),
  });
  advance.done();
  return { ...answers[0]!, ...slopes };
}

/** Asks one way after the other until every mixture has its answer. */
async function answered(p: AnyMixture, options: ReadOptions, advance: Advance): Promise<Known> {
  const { evaluation, aim } = options;
  const during = (share: number): EvaluateOptions => ({
    ...evaluation,
    onProgress: advance.stage(share),
  });
  const known: Known = {
    ...{ p, options, exact: [], round: undefined, summed: false, searched: 0 },
    brackets: await bracketsOf(p, "linear", during(0.05)),
  };
  await searchExact(known, quick, during(0.1));
  if (isAnswered(known)) return known;
  const effort: Effort = options.effort ?? (p.components <= fewComponents ? "pairs" : "linear");
  if (effort !== "linear") {
    const tighter = await bracketsOf(p, effort, during(0.3));
    tighter.forEach((one, b) => known.brackets[b] = narrower(known.brackets[b]!, one));
  }
  for (let samples = firstSamples(aim); !isAnswered(known);) {
    known.round = await roundOf(p, samples, aim, during(0.5));
    if (isAnswered(known) || samples >= aim.maxSamples) break;
    samples = nextSamples(p, known.round, worstOf(known), aim);
    await searchExact(known, samples * p.components, during(0.1));
    await narrowByMarginals(known, samples, during(0.05));
  }
  return known;
}

/** Looks for exact entropies, if more work is allowed than before. */
async function searchExact(
  known: Known,
  maxWork: number,
  { signal, onProgress }: EvaluateOptions,
): Promise<void> {
  const { p, options: { aim } } = known, work = Math.min(maxWork, most);
  if (work <= 2 * known.searched && known.searched > 0) return;
  if (p.components * p.dimension ** 2 > mostNumbers) return;
  known.searched = work;
  // what bounds say already is left to them
  const tolerance = Math.min(aim.error, 1e-6);
  const found = await exactEntropy(p, { tolerance, maxWork: work, signal, onProgress });
  known.exact = p.batch === undefined
    ? [found as ExactEntropy | undefined]
    : found as readonly (ExactEntropy | undefined)[];
}

/** Looks once at sums of marginals where nothing is exact, as soon as they cost little beside the next round. */
async function narrowByMarginals(
  known: Known,
  samples: number,
  options: EvaluateOptions,
): Promise<void> {
  const { p, brackets, exact, options: { aim } } = known;
  if (known.summed || !areMarginalsCheap(p, samples) || isAnswered(known)) return;
  if (p.components * p.dimension ** 2 > mostNumbers) return;
  if (brackets.every((_, b) => exact[b] !== undefined)) return;
  known.summed = true;
  known.brackets = await belowMarginals(p, brackets, { samples, error: aim.error, options });
}

function isAnswered(known: Known): boolean {
  return known.brackets.every((_, b) => answerAt(known, b).error <= known.options.aim.error);
}

/** The largest error of draws of those that wait for them. */
function worstOf(known: Known): number {
  const { error } = known.options.aim;
  return Math.max(
    ...known.brackets.map((_, b) => answerAt(known, b).error).filter((one) => one > error),
  );
}

/** The best that is known of mixture b: exact, by draws within the bounds, or the middle of those. */
function answerAt({ brackets, exact, round, options: { aim } }: Known, b: number): Entropy {
  const bracket = brackets[b]!, found = exact[b];
  const half = halfWidth(bracket), samples = round?.samples ?? 0;
  if (found !== undefined && found.error <= Math.max(half, aim.error)) {
    const { value, error, method } = found;
    const own = narrower(bracket, { lower: value - error, upper: value + error });
    return { value, error, ...own, certified: true, method, samples: 0 };
  }
  if (round !== undefined && half > aim.error && round.errors[b]! < half) {
    const value = Math.min(bracket.upper, Math.max(bracket.lower, round.values[b]!));
    const furthest = Math.max(bracket.upper - value, value - bracket.lower);
    const error = Math.min(round.errors[b]!, furthest);
    const method = "posterior sampling" as const;
    return { value, error, ...bracket, certified: false, method, samples };
  }
  return {
    ...{ value: middleOf(bracket), error: half, ...bracket, samples },
    ...{ certified: true, method: "bounds" },
  };
}
