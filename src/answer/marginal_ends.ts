import type { AnyMixture } from "../mixture/component_types.ts";
/** Upper ends of brackets from the sum of exact marginals, where that costs little beside draws. */
import { exactMarginals } from "../certified/exact_marginals.ts";
import type { EvaluateOptions } from "../run/face/options.ts";
import { type Bracket, narrower } from "./bracket.ts";

/** Densities on the line that a component takes in each direction. */
const densitiesEach = 1000;
/** The most of the work of a round that marginals may take. */
const smallShare = 0.25;

/** Whether marginals take little beside a round of `samples` draws, each of k densities. */
export function areMarginalsCheap({ dimension }: AnyMixture, samples: number): boolean {
  return dimension > 1 && densitiesEach * dimension <= smallShare * samples;
}

/** The brackets, whose upper ends are at most the sums of marginals that `samples` draws leave time for. */
export async function belowMarginals(
  p: AnyMixture,
  brackets: readonly Bracket[],
  { samples, error, options: { signal, onProgress } }: {
    readonly samples: number;
    readonly error: number;
    readonly options: EvaluateOptions;
  },
): Promise<Bracket[]> {
  const maxWork = samples * p.components, tolerance = Math.min(error, 1e-6);
  const sums = await exactMarginals(p, { tolerance, maxWork, signal, onProgress });
  const all = p.batch === undefined ? [sums] : sums;
  return brackets.map((bracket, b) => {
    // one for each mixture, as many as there are brackets
    const sum = (all as readonly ({ value: number; error: number } | undefined)[])[b];
    return sum === undefined
      ? bracket
      : narrower(bracket, { lower: -Infinity, upper: sum.value + sum.error });
  });
}
