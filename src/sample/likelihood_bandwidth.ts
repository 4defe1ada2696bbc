import type { ArrayInput } from "../expr/array.ts";
import { square } from "../expr/arithmetic.ts";
import { input } from "../expr/input.ts";
import { DomainError } from "../expr/errors.ts";
import { leaveOneOutEntropy } from "../estimator/leave_one_out.ts";
import { gradient } from "../gradient/gradient.ts";
import { gaussianMixture } from "../mixture/gaussian.ts";
import { compile } from "../run/face/compile.ts";
import type { EvaluateOptions } from "../run/face/options.ts";
import { effectiveSize, type Sample } from "./covariance.ts";
import { bandwidthFactor } from "./kernel.ts";
import { normalized, sampleOf } from "./kernel_density.ts";
import { whitened } from "./whiten.ts";

/** How much each point counts, and how the computation is run. */
export interface LikelihoodOptions extends EvaluateOptions {
  /** How much each point counts, [n] numbers ≥ 0 of any positive sum; all the same if left out. */
  readonly weights?: ArrayInput | undefined;
}

/** A factor is told to so many digits: more would be below what n points can tell of it. */
const tolerance = 1e-6;
/** How many times a factor is doubled or halved in search of the best one. */
const mostSteps = 20;

/**
 * The bandwidth factor, for `kernelDensity`, under which each point of the data [n, d] (or [n]) is most likely given the
 * others: where `leaveOneOutEntropy` is smallest (Habbema, Hermans & van den Broek 1974; Duin 1976), next to the factor of
 * Scott's rule. About ten sweeps over all pairs of points.
 *
 * Throws `DomainError` where there is none: points that repeat are the more likely the smaller the bandwidth is. Else what
 * `kernelDensity` throws.
 *
 * @example
 * ```ts
 * import { kernelDensity, likelihoodBandwidth } from "@mixtropy/mixtropy";
 * const data = [[1, 2], [2, 1], [4, 3], [3, 5], [2, 3]];
 * const bandwidth = await likelihoodBandwidth(data);
 * const p = kernelDensity(data, { bandwidth });
 * console.log(p.components); // 5
 * ```
 */
export async function likelihoodBandwidth(
  data: ArrayInput,
  options: LikelihoodOptions = {},
): Promise<number> {
  const { weights, ...run } = options;
  const sample = sampleOf(data, weights);
  const slopeAt = slopeOver(sample, run);
  // the factor lies between low, where the entropy falls, and high, where it rises
  let low = bandwidthFactor("scott", effectiveSize(sample), sample.d), high = low;
  let lowSlope = await slopeAt(low), highSlope = lowSlope;
  for (let t = 0; lowSlope >= 0; t++) {
    if (t === mostSteps) throw noBest(low, "smaller");
    [high, highSlope] = [low, lowSlope];
    lowSlope = await slopeAt(low /= 2);
  }
  for (let t = 0; highSlope < 0; t++) {
    if (t === mostSteps) throw noBest(high, "larger");
    [low, lowSlope] = [high, highSlope];
    highSlope = await slopeAt(high *= 2);
  }
  // the Illinois variant of regula falsi in ln factor (Dowell & Jarratt 1971)
  for (let a = Math.log(low), b = Math.log(high), stayed: "a" | "b" | undefined;;) {
    const c = (a * highSlope - b * lowSlope) / (highSlope - lowSlope);
    if (Math.abs(b - a) < tolerance || !(c > a && c < b)) return Math.exp((a + b) / 2);
    const slope = await slopeAt(Math.exp(c));
    if (slope === 0 || Math.min(c - a, b - c) < tolerance / 4) return Math.exp(c);
    if (slope < 0) {
      [a, lowSlope] = [c, slope];
      if (stayed === "b") highSlope /= 2;
      stayed = "b";
    } else {
      [b, highSlope] = [c, slope];
      if (stayed === "a") lowSlope /= 2;
      stayed = "a";
    }
  }
}

/** d/d ln h of the leave-one-out entropy at a factor h. The data are whitened: the kernel is then h²·I. */
function slopeOver(sample: Sample, run: EvaluateOptions): (factor: number) => Promise<number> {
  const { points: { values, n, d } } = whitened(sample);
  const factor = input(1, { name: "factor" });
  const weights = sample.weights && normalized(sample.weights);
  const means = { data: values, shape: [n, d] } as const;
  const p = gaussianMixture({ means, weights, variance: square(factor) });
  const slope = gradient(leaveOneOutEntropy(p), factor);
  const plan = compile({ slope }, { inputs: { factor } });
  return async (h) => h * (await plan.run({ factor: h }, run)).slope;
}

function noBest(factor: number, direction: string): DomainError {
  const why = direction === "smaller" ? ": points repeat, so that no kernel is too narrow" : "";
  return new DomainError(
    `Expected data with a most likely bandwidth, got none down to a factor of ${
      factor.toPrecision(2)
    }, with ${direction} ones likelier still${why}`,
  );
}
