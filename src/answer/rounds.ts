import { monteCarloEntropy, type MonteCarloEstimate } from "../estimator/monte_carlo.ts";
import { mostCoordinates } from "../estimator/sobol.ts";
import { studentQuantile } from "../estimator/student.ts";
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
  /** Half the widths of the intervals. */
  readonly errors: readonly number[];
}

/** 16 sequences of 64 points: the least that say something of their own error. */
const fewest = 1024;

/** One round of draws. */
export async function roundOf(
  p: MixtureWith<object, number | undefined>,
  samples: number,
  { confidence, seed }: Aim,
  options: EvaluateOptions,
): Promise<Round> {
  const sequence = hasSequence(p) ? "sobol" : "random";
  const estimate: MonteCarloEstimate = monteCarloEntropy(p, { samples, seed, sequence });
  const { value, standardError, degreesOfFreedom } = await evaluate(estimate, options);
  const freedom = numbersOf(degreesOfFreedom);
  return {
    samples,
    values: numbersOf(value),
    errors: numbersOf(standardError).map((error, b) =>
      error * studentQuantile(confidence, freedom[b]!)
    ),
  };
}

/** How many draws the first round takes. */
export function firstSamples({ maxSamples }: Aim): number {
  return Math.min(fewest, maxSamples);
}

/**
 * How many draws the next round takes after one whose largest error is too large: twice as many, or up to sixteen times where the
 * error is far off. Errors of Sobol sequences fall like n^−¾ and better, those of independent draws like n^−½.
 */
export function nextSamples(
  p: MixtureWith<object, number | undefined>,
  { samples }: Round,
  worst: number,
  { error, maxSamples }: Aim,
): number {
  const power = hasSequence(p) ? 4 / 3 : 2;
  const doublings = Math.ceil(Math.log2(worst / error) * power);
  return Math.min(maxSamples, samples * 2 ** Math.min(4, Math.max(1, doublings || 1)));
}

function hasSequence({ dimension }: MixtureWith<object, number | undefined>): boolean {
  return dimension <= mostCoordinates;
}

function numbersOf(value: number | { readonly data: ArrayLike<number> }): readonly number[] {
  return typeof value === "number" ? [value] : Array.from(value.data);
}
