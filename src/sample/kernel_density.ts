import { describe, shapeText, toDense } from "../expr/array.ts";
import type { ArrayInput } from "../expr/array_types.ts";
import { checkDomain } from "../expr/domain.ts";
import { DomainError, ShapeError, unknownName, UnknownNameError } from "../expr/errors.ts";
import { addTwice, rest } from "../expr/twofold.ts";
import { gaussianMixture } from "../mixture/gaussian.ts";
import { checkNames } from "../mixture/parameters.ts";
import type { GaussianMixture } from "../mixture/parameter_types.ts";
import type { Sample } from "./covariance.ts";
import { kernelOf, plainWording, rules } from "./kernel.ts";

/** The kernel of a kernel density estimate, and how much each point counts. */
export interface KernelDensityOptions {
  /**
   * A rule or a number: the kernel is factor² × the sample covariance of the data, the factor being the number or that of
   * the rule, as in `scipy.stats.gaussian_kde`. [d] numbers are the kernel's standard deviations along the coordinates,
   * [d, d] its covariance matrix. "scott" if left out.
   */
  readonly bandwidth?: "scott" | "silverman" | ArrayInput | undefined;
  /** In place of a bandwidth: the kernel is variance·I, as in `sklearn.neighbors.KernelDensity` with bandwidth √variance. */
  readonly variance?: number | undefined;
  /** How much each point counts, [n] numbers ≥ 0 of any positive sum; all the same if left out. */
  readonly weights?: ArrayInput | undefined;
}

/**
 * The kernel density estimate of data [n, d] (or [n] for d = 1): a mixture with a Gaussian at each point, all with one
 * covariance. Its kernel is computed at once; gradients in the `means` move the points and leave the kernel as it is.
 *
 * The entropy of this mixture is the entropy of the estimate, which the bandwidth makes larger than that of the data by
 * and large. For the data themselves see `leaveOneOutEntropy` and `nearestNeighbourEntropy`.
 *
 * Throws `ShapeError` for shapes that do not fit or fewer than d + 1 points, `DomainError` for columns that are constant or
 * depend linearly on others, and for numbers out of their domain.
 *
 * @example
 * ```ts
 * import { evaluate, kernelDensity, pairwiseEntropy } from "@mixtropy/mixtropy";
 * const p = kernelDensity([[1, 2], [2, 1], [4, 3], [3, 5]], { bandwidth: "silverman" });
 * console.log(p.components, p.dimension); // 4 2
 * console.log(await evaluate(pairwiseEntropy(p, { distance: "kl" })));
 * ```
 */
export function kernelDensity(
  data: ArrayInput,
  options: KernelDensityOptions & { readonly variance: number },
): GaussianMixture<"variance", undefined>;
/** A kernel density estimate whose kernel has a covariance matrix. */
export function kernelDensity(
  data: ArrayInput,
  options?: KernelDensityOptions & { readonly variance?: undefined },
): GaussianMixture<"covariance", undefined>;
/** A kernel density estimate with a kernel of either kind. */
export function kernelDensity(
  data: ArrayInput,
  options?: KernelDensityOptions,
): GaussianMixture<"variance" | "covariance", undefined>;
export function kernelDensity(
  data: ArrayInput,
  options: KernelDensityOptions = {},
): GaussianMixture<"variance" | "covariance", undefined> {
  const { bandwidth, variance, weights } = checkNames(
    options,
    ["bandwidth", "variance", "weights"],
    "kernel density estimate",
  );
  const sample = sampleOf(data, weights);
  const means = { data: sample.values, shape: [sample.n, sample.d] } as const;
  const mixing = { means, weights: sample.weights && normalized(sample.weights) };
  if (variance === undefined) {
    return gaussianMixture({ ...mixing, covariance: covarianceOf(sample, bandwidth ?? "scott") });
  }
  if (bandwidth !== undefined) {
    throw new TypeError("Expected one of bandwidth and variance for a kernel, got both");
  }
  if (!(typeof variance === "number" && variance > 0 && variance < Infinity)) {
    throw new DomainError(`Expected a variance above 0 for the kernel, got ${describe(variance)}`);
  }
  return gaussianMixture({ ...mixing, variance });
}

/** Data of shape [n, d] or [n], and weights of shape [n], checked and copied. */
export function sampleOf(data: ArrayInput, weights?: ArrayInput): Sample {
  const { data: values, shape } = toDense(data, "data");
  const [n, d = 1] = shape;
  if (n === undefined || shape.length > 2 || n * d === 0) {
    throw new ShapeError(
      `Expected data of shape [n, d], with a row for each point, or [n], got ${shapeText(shape)}`,
    );
  }
  checkDomain("finite", "data", values, shape);
  return { values, n, d, weights: weights === undefined ? undefined : weightsOf(weights, n) };
}

function weightsOf(given: ArrayInput, n: number): Float64Array {
  const { data: weights, shape } = toDense(given, "weights");
  if (shape.length !== 1 || shape[0] !== n) {
    throw new ShapeError(
      `Expected ${n} weights, one for each of the ${n} rows of data, got ${shapeText(shape)}`,
    );
  }
  checkDomain("finite", "weights", weights, shape);
  const negative = weights.findIndex((w) => w < 0);
  if (negative >= 0) {
    throw new DomainError(`Expected weights ≥ 0, got ${weights[negative]} at weights[${negative}]`);
  }
  if (weights.every((w) => w === 0)) {
    throw new DomainError("Expected a weight above 0, got weights that are all 0");
  }
  return weights;
}

/** The weights divided by their sum, which may be beyond the range of numbers. */
export function normalized(weights: Float64Array): Float64Array {
  const largest = weights.reduce((most, w) => Math.max(most, w), 0);
  const shares = weights.map((w) => w / largest);
  let sum = 0, low = 0;
  for (const share of shares) {
    sum = addTwice(sum, low, share, 0);
    low = rest[0]!;
  }
  return shares.map((w) => w / sum);
}

/** The kernel's covariance matrix [d, d]. */
function covarianceOf(
  sample: Sample,
  bandwidth: "scott" | "silverman" | ArrayInput,
): { data: Float64Array; shape: readonly [number, number] } {
  const { d } = sample, square = [d, d] as const;
  if (typeof bandwidth === "string") {
    if (!rules.some((rule) => rule === bandwidth)) {
      const other = /likel|cv|cross/i.test(bandwidth)
        ? "; await likelihoodBandwidth(data) is one by likelihood"
        : "";
      throw new UnknownNameError(`${unknownName("bandwidth", bandwidth, rules)}${other}`);
    }
    return { data: kernelOf(sample, bandwidth, plainWording).covariance, shape: square };
  }
  const { data, shape } = toDense(bandwidth, "bandwidth");
  if (shape.length === 0) {
    return { data: kernelOf(sample, data[0]!, plainWording).covariance, shape: square };
  }
  if (shape.length > 2 || shape.some((extent) => extent !== d)) {
    throw new ShapeError(
      `Expected bandwidth as a number, [${d}] standard deviations or a [${d}, ${d}] covariance, got ${
        shapeText(shape)
      }`,
    );
  }
  if (shape.length === 2) {
    checkDomain("covariance", "bandwidth", data, shape);
    return { data, shape: square };
  }
  checkDomain("positive", "bandwidth", data, shape);
  const covariance = new Float64Array(d * d);
  for (const [a, deviation] of data.entries()) covariance[a * d + a] = deviation * deviation;
  checkDomain("covariance", "the squared bandwidth", covariance, square);
  return { data: covariance, shape: square };
}
