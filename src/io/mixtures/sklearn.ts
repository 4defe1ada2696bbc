/**
 * What scikit-learn keeps of fitted models, by its own names.
 *
 * @module
 */
import { type DenseArray, shapeText } from "../../expr/array.ts";
import { DomainError, ShapeError, unknownName, UnknownNameError } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";
import type { Description, Spread } from "./description.ts";

/** The types of covariances of a GaussianMixture, and what they are here: their shape by k and d, and their name. */
const types: {
  readonly [type: string]: {
    readonly shape: readonly ("k" | "d")[];
    readonly spread: Spread;
  };
} = {
  full: { shape: ["k", "d", "d"], spread: "covariances" },
  tied: { shape: ["d", "d"], spread: "covariance" },
  diag: { shape: ["k", "d"], spread: "variances" },
  spherical: { shape: ["k"], spread: "variances" },
};

/** What is read of a `GaussianMixture`, under the names of its attributes without their underscore. */
export interface FittedMixture {
  readonly weights?: DenseArray | undefined;
  readonly means: DenseArray;
  readonly covariances?: DenseArray | undefined;
  readonly precisionsCholesky?: DenseArray | undefined;
  readonly covarianceType: string | undefined;
}

/**
 * A fitted `GaussianMixture` or `BayesianGaussianMixture`. The covariances may be given by the Cholesky factors of their
 * inverses, `precisions_cholesky_`.
 *
 * Throws `DomainError` without `covariance_type`: where k = d, shapes do not tell "diag" from "tied".
 */
export function gaussianOfSklearn(fitted: FittedMixture): Description {
  const { weights, means, covariances, precisionsCholesky, covarianceType } = fitted;
  if (covarianceType === undefined) {
    throw new DomainError(
      'Expected covariance_type beside the covariances of scikit-learn ("full", "tied", "diag" or "spherical"), got none: where k = d, their shape does not tell',
    );
  }
  const type = types[covarianceType];
  if (type === undefined || !Object.hasOwn(types, covarianceType)) {
    throw new UnknownNameError(unknownName("covariance_type", covarianceType, Object.keys(types)));
  }
  const [k, d] = means.shape;
  if (means.shape.length !== 2) {
    throw new ShapeError(`Expected means of shape [k, d], got ${shapeText(means.shape)}`);
  }
  const given = covariances ?? precisionsCholesky;
  if (given === undefined) {
    throw new DomainError(
      "Expected covariances or precisions_cholesky beside the means, got neither",
    );
  }
  const expected = type.shape.map((letter) => letter === "k" ? k! : d!);
  if (expected.length !== given.shape.length || expected.some((e, t) => e !== given.shape[t])) {
    throw new ShapeError(
      `Expected covariances of shape ${
        shapeText(type.shape.map((letter, t) => `${letter}=${expected[t]}`))
      } for covariance_type ${quoted(covarianceType)}, got ${shapeText(given.shape)}`,
    );
  }
  const array = covariances ??
    fromPrecisions(given, type.shape.length >= 2 && type.spread !== "variances");
  return { family: "gaussian", weights, means, spread: type.spread, array };
}

/** The covariances of which the inverses are U Uᵀ, or u² where they are no matrices. */
function fromPrecisions({ data, shape }: DenseArray, areMatrices: boolean): DenseArray {
  if (!areMatrices) return { data: data.map((u) => 1 / (u * u)), shape };
  const d = shape.at(-1)!, covariances = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += d * d) {
    covariances.set(inverseOfProduct(data.subarray(start, start + d * d), d), start);
  }
  return { data: covariances, shape };
}

/** (U Uᵀ)⁻¹ = WᵀW with W = U⁻¹, U being upper triangular. */
function inverseOfProduct(u: Float64Array, d: number): Float64Array {
  const w = new Float64Array(d * d), product = new Float64Array(d * d);
  for (let column = 0; column < d; column++) {
    w[column * d + column] = 1 / u[column * d + column]!;
    for (let row = column - 1; row >= 0; row--) {
      let sum = 0;
      for (let t = row + 1; t <= column; t++) sum += u[row * d + t]! * w[t * d + column]!;
      w[row * d + column] = -sum / u[row * d + row]!;
    }
  }
  for (let a = 0; a < d; a++) {
    for (let b = 0; b < d; b++) {
      let sum = 0;
      for (let t = 0; t <= Math.min(a, b); t++) sum += w[t * d + a]! * w[t * d + b]!;
      product[a * d + b] = sum;
    }
  }
  return product;
}

/** What is read of a `KernelDensity`. */
export interface FittedKernels {
  readonly points: DenseArray;
  readonly bandwidth: number;
  readonly kernel: string;
  readonly metric: string;
  readonly weights?: DenseArray | undefined;
}

/** A fitted `KernelDensity`: a Gaussian of variance bandwidth² at each point. Throws `DomainError` for other kernels. */
export function gaussianOfKernels(fitted: FittedKernels): Description {
  const { points, bandwidth, kernel, metric, weights } = fitted;
  if (kernel !== "gaussian" || metric !== "euclidean") {
    throw new DomainError(
      `Expected a KernelDensity with the kernel "gaussian" and the metric "euclidean", got ${
        quoted(kernel)
      } and ${quoted(metric)}: only those make a mixture of Gaussians`,
    );
  }
  if (!(bandwidth > 0 && bandwidth < Infinity)) {
    throw new DomainError(`Expected a bandwidth above 0, got ${bandwidth}`);
  }
  const total = weights?.data.reduce((sum, w) => sum + w, 0);
  return {
    family: "gaussian",
    weights: weights && { ...weights, data: weights.data.map((w) => w / total!) },
    means: points,
    spread: "variance",
    array: { data: Float64Array.of(bandwidth * bandwidth), shape: [] },
  };
}
