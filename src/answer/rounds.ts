import { monteCarloEntropy, type MonteCarloEstimate } from "../estimator/monte_carlo.ts";
import { mostCoordinates } from "../estimator/sobol.ts";
import { studentQuantile } from "../estimator/student.ts";
import type { ArrayResult, Expr } from "../expr/expression.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { evaluate } from "../run/face/evaluate.ts";
import type { EvaluateOptions } from "../run/face/options.ts";

/** What rounds of draws are to reach. */
export interface Aim {
  /** Half the width of the interval. */
  readonly error: number;
  readonly confidence: number;
  readonly maxSamples: number;
  readonly seed: number;
}

/** What one round of draws says of each mixture of a batch. */
export interface Round {
  readonly samples: number;
  readonly values: readonly number[];
  /** Half the widths of the intervals, with what no draw may have met. */
  readonly errors: readonly number[];
  /** What no draw may have met adds so much to each error. */
  readonly unseen: number;
}

/** The parts of an estimate, computed. */
type Drawn = { readonly [part in keyof MonteCarloEstimate]: number | ArrayResult };

/** 16 sequences of 64 points: the least that say something of their own error. */
const fewest = 1024;

/**
 * What an event that none of n draws met may add to the mean of H(r), which is at most ln k: one of probability −ln(1 − c)/n or
 * more (the rule of three, c being 0.95) goes unmet with probability 1 − c at most. The scatter of draws does not tell of such
 * events: intervals from it alone, as soon as they were narrow enough, held the truth in 80 % of 500 runs where what counts are
 * the tails of a component beneath a rare wide one. With this they hold it in 95 % or more for all that was tried.
 */
export function unseenBy(samples: number, components: number, confidence: number): number {
  return -Math.log1p(-confidence) / samples * Math.log(components);
}

/** What a round of draws computes. */
export function drawnBy(
  p: MixtureWith<object, number | undefined>,
  samples: number,
  seed: number | Expr<number>,
): MonteCarloEstimate {
  const sequence = hasSequence(p) ? "sobol" : "random";
  return monteCarloEntropy(p, { samples, seed, sequence });
}

/** What a round of draws says, from what it computed. */
export function roundFrom(
  { components }: MixtureWith<object, number | undefined>,
  { value, standardError, degreesOfFreedom }: Drawn,
  { samples, confidence }: { readonly samples: number; readonly confidence: number },
): Round {
  const freedom = numbersOf(degreesOfFreedom), unseen = unseenBy(samples, components, confidence);
  const errors = numbersOf(standardError).map((error, b) =>
    error * studentQuantile(confidence, freedom[b]!) + unseen
  );
  return { samples, values: numbersOf(value), errors, unseen };
}

/** One round of draws. */
export async function roundOf(
  p: MixtureWith<object, number | undefined>,
  samples: number,
  { confidence, seed }: Aim,
  options: EvaluateOptions,
): Promise<Round> {
  const drawn = await evaluate(drawnBy(p, samples, seed), options);
  return roundFrom(p, drawn, { samples, confidence });
}

/** How many draws the first round takes. */
export function firstSamples({ maxSamples }: Aim): number {
  return Math.min(fewest, maxSamples);
}

/** How many doublings of draws there are at most from round to round. */
const mostDoublings = 4;

/**
 * How many draws the next round takes after one whose largest error is too large: twice as many, or up to sixteen times where the
 * error is far off. Errors of Sobol sequences fall like n^−¾ and better, those of independent draws like n^−½, and what no draw
 * met like 1/n.
 */
export function nextSamples(
  p: MixtureWith<object, number | undefined>,
  { samples, unseen }: Round,
  worst: number,
  { error, maxSamples }: Aim,
): number {
  const power = hasSequence(p) ? 0.75 : 0.5;
  const after = (doublings: number) =>
    (worst - unseen) * 2 ** (-power * doublings) + unseen * 2 ** -doublings;
  let doublings = 1;
  while (doublings < mostDoublings && after(doublings) > error) doublings++;
  return Math.min(maxSamples, samples * 2 ** doublings);
}

function hasSequence({ dimension }: MixtureWith<object, number | undefined>): boolean {
  return dimension <= mostCoordinates;
}

function numbersOf(value: number | ArrayResult): readonly number[] {
  return typeof value === "number" ? [value] : Array.from(value.data);
}
