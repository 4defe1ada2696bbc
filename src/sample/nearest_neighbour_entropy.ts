import { type ArrayInput, checkInteger, describe } from "../expr/array.ts";
import { ShapeError } from "../expr/errors.ts";
import { checkNames } from "../mixture/parameters.ts";
import { sampleOf } from "./kernel_density.ts";
import { nearestDistances } from "./nearest_neighbours.ts";
import { whitened } from "./whiten.ts";

/** How the neighbours of a point are found. */
export interface NearestNeighbourOptions {
  /** Which neighbour counts: k ≥ 1, the k-th nearest. More of them make the estimate steadier, and blur more. 3 if left out. */
  readonly neighbours?: number | undefined;
  /**
   * Whether distances are taken after a linear map that makes the sample covariance the unit matrix, so that the units of the
   * columns do not matter; its logarithmic determinant is taken off again. false if left out: distances are Euclidean.
   */
  readonly whiten?: boolean | undefined;
}

/**
 * The k-nearest-neighbour estimate, in nats, of the differential entropy that data [n, d] (or [n]) are draws of:
 * ψ(n) − ψ(k) + ln V + (d/n) Σᵢ ln εᵢ, where εᵢ is the distance from point i to its k-th nearest other point and V the
 * volume of the unit ball (Kozachenko & Leonenko 1987; Kraskov, Stögbauer & Grassberger 2004). It smooths nothing but the
 * balls, so its bias is far below that of a kernel density estimate in few dimensions.
 *
 * A number, computed at once by a k-d tree, in about n log n steps for small d and n² for large: no expression, for it has
 * no useful gradient. −∞ where a point repeats more than k times: what has such points has no density.
 *
 * Throws `ShapeError` for data of another shape or k ≥ n, `DomainError` for k that is no integer ≥ 1 or non-finite data; with
 * `whiten` also where `kernelDensity` does.
 *
 * @example
 * ```ts
 * import { nearestNeighbourEntropy } from "@mixtropy/mixtropy";
 * console.log(nearestNeighbourEntropy([0.1, 0.25, 0.5, 0.85, 0.9], { neighbours: 1 }));
 * ```
 */
export function nearestNeighbourEntropy(
  data: ArrayInput,
  options: NearestNeighbourOptions = {},
): number {
  const read = checkNames(options, ["neighbours", "whiten"], "nearest-neighbour estimate");
  const k = checkInteger(read.neighbours ?? 3, "neighbours", 1);
  const whiten: unknown = read.whiten ?? false;
  if (typeof whiten !== "boolean") {
    throw new TypeError(`Expected whiten to be true or false, got ${describe(whiten)}`);
  }
  const sample = sampleOf(data), { n, d } = sample;
  if (k >= n) {
    throw new ShapeError(`Expected more than ${k} rows to find ${k} neighbours of each, got ${n}`);
  }
  const { points, logDeterminant } = whiten
    ? whitened(sample)
    : { points: sample, logDeterminant: 0 };
  let sum = 0;
  for (const distance of nearestDistances(points, k)) sum += Math.log(distance);
  return digamma(n) - digamma(k) + logBallVolume(d) + d * (sum / n) + logDeterminant;
}

/** ln V of the unit ball in d dimensions: V₀ = 1, V₁ = 2, V_d = V_(d−2) · 2π/d. */
function logBallVolume(d: number): number {
  let volume = d % 2 === 0 ? 0 : Math.LN2;
  for (let e = d % 2 === 0 ? 2 : 3; e <= d; e += 2) volume += Math.log(2 * Math.PI / e);
  return volume;
}

/** B₂ₖ/2k without their signs, which alternate: the coefficients of the asymptotic series of ψ. */
const coefficients = [1 / 12, 1 / 120, 1 / 252, 1 / 240, 1 / 132, 691 / 32760];

/**
 * ψ(n) of an integer n ≥ 1: ψ(n + 1) = ψ(n) + 1/n up to 10, and from there ln n − 1/2n − Σ (B₂ₖ/2k) n⁻²ᵏ (Abramowitz & Stegun
 * 6.3.5, 6.3.18), of which the first term left out is below 1e−15.
 */
function digamma(n: number): number {
  let x = n, below = 0;
  for (; x < 10; x++) below += 1 / x;
  const y = 1 / (x * x);
  const series = coefficients.reduceRight((sum, c) => y * (c - sum), 0);
  return Math.log(x) - 1 / (2 * x) - series - below;
}
