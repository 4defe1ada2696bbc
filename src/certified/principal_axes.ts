/** Orthonormal bases: the principal axes of a mixture, and what rounding leaves of any basis. */
import { covarianceOf, type Gaussians, meanOf } from "./gaussians.ts";
import { factorInPlace, orthogonalize } from "./small_matrices.ts";

/** Directions in the rows of R, [d, d], orthonormal but for rounding. */
export interface Orthonormal {
  readonly rows: Float64Array;
  /** |ln|det R|| is no more than this. */
  readonly error: number;
}

/** A part of an axis that may as well be rounding. */
const leastTilt = 2 ** -44;

/** The mean Σ cᵢμᵢ/Σ cᵢ of a mixture. */
export function middleOf(p: Gaussians): Float64Array {
  const { k, d, weights } = p, middle = new Float64Array(d);
  const sum = weights.reduce((s, c) => s + c, 0);
  for (let i = 0; i < k; i++) {
    const mean = meanOf(p, i);
    for (let a = 0; a < d; a++) middle[a]! += weights[i]! / sum * mean[a]!;
  }
  return middle;
}

/**
 * Eigenvectors of the covariance of a mixture: of Σ = LLᵀ they are the W that makes the rows of WL orthogonal. The identity
 * where Σ has no factor in doubles.
 */
export function principalAxes(p: Gaussians): Float64Array {
  const { d } = p, axes = identity(d), l = totalCovariance(p);
  factorInPlace(l, d);
  for (let a = 0; a < d; a++) l.fill(0, a * d + a + 1, (a + 1) * d);
  if (!l.every(Number.isFinite)) return axes;
  orthogonalize(l, d, [{ rows: axes, width: d }]);
  // what rounding tilts an axis by would widen narrow components that lie far apart
  return axes.map((x) => Math.abs(x) < leastTilt ? 0 : x);
}

/** I. */
export function identity(d: number): Float64Array {
  return Float64Array.from({ length: d * d }, (_, t) => t % (d + 1) === 0 ? 1 : 0);
}

/** Σ cᵢ(Σᵢ + (μᵢ − μ)(μᵢ − μ)ᵀ), divided by the square of the longest spread, so that squares stay within numbers. */
function totalCovariance(p: Gaussians): Float64Array {
  const { k, d, weights, shared } = p, middle = middleOf(p), total = new Float64Array(d * d);
  let longest = 0;
  for (let i = 0; i < k; i++) {
    const mean = meanOf(p, i), own = covarianceOf(p, i);
    for (let a = 0; a < d; a++) {
      longest = Math.max(longest, Math.abs(mean[a]! - middle[a]!), Math.sqrt(own[a * d + a]!));
    }
  }
  const delta = new Float64Array(d), sum = weights.reduce((s, c) => s + c, 0);
  for (let i = 0; i < k; i++) {
    const mean = meanOf(p, i), own = covarianceOf(p, i), c = weights[i]!;
    for (let a = 0; a < d; a++) delta[a] = (mean[a]! - middle[a]!) / longest;
    const ofMatrix = shared ? (i === 0 ? sum : 0) : c;
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) {
        total[a * d + b]! += c * delta[a]! * delta[b]! +
          ofMatrix * (own[a * d + b]! / longest / longest);
      }
    }
  }
  return total;
}

/**
 * The same directions, made orthonormal once more (Gram & Schmidt, twice), with what is left: of RRᵀ = I + E,
 * |ln det| ≤ |tr E| + ‖E‖²/(1 − ‖E‖), since |ln(1 + x) − x| ≤ x²/2(1 − |x|) for each eigenvalue, and ln|det R| is half of that.
 * A sum of d products is wrong by (d + 1) roundings.
 */
export function orthonormalized(basis: Float64Array, d: number): Orthonormal {
  const rows = basis.slice();
  for (let a = 0; a < d; a++) {
    for (let time = 0; time < 2; time++) {
      for (let b = 0; b < a; b++) {
        const along = dot(rows, a, b, d);
        for (let c = 0; c < d; c++) rows[a * d + c]! -= along * rows[b * d + c]!;
      }
      const length = Math.sqrt(dot(rows, a, a, d));
      for (let c = 0; c < d; c++) rows[a * d + c]! /= length;
    }
  }
  let trace = 0, square = 0;
  const rounding = (d + 1) * 2 ** -52;
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      const left = Math.abs(dot(rows, a, b, d) - (a === b ? 1 : 0));
      // unit vectors of coordinates have no rounding
      const most = left === 0 && isUnit(rows, a, d) ? 0 : left + rounding;
      if (a === b) trace += most;
      square += (a === b ? 1 : 2) * most * most;
    }
  }
  return { rows, error: 0.5 * (trace + square / (1 - Math.sqrt(square))) };
}

/** Whether row `a` is a unit vector of a coordinate. */
export function isUnit(rows: Float64Array, a: number, d: number): boolean {
  let ones = 0, zeros = 0;
  for (let c = 0; c < d; c++) {
    if (Math.abs(rows[a * d + c]!) === 1) ones++;
    else if (rows[a * d + c] === 0) zeros++;
  }
  return ones === 1 && zeros === d - 1;
}

function dot(rows: Float64Array, a: number, b: number, d: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) sum += rows[a * d + c]! * rows[b * d + c]!;
  return sum;
}
