import { newSlopes, type Slopes } from "./slopes.ts";

/** How y = Vᵀ L⁻¹(x − μ) came about, and what was split off with z = V⊥ᵀ L⁻¹(x − μ) ~ N(0, I). */
export interface Projection {
  readonly d: number;
  /** The factor of the covariance that was whitened. */
  readonly l: Float64Array;
  /** The columns of V. */
  readonly basis: readonly Float64Array[];
  /** The columns of V⊥. */
  readonly across: readonly Float64Array[];
  readonly weights: Float64Array;
  /** What each unit of weight has beyond the entropy of y. */
  readonly flat: number;
}

/**
 * The slopes with respect to the parameters of x, of those with respect to the parameters of y: with B = L⁻ᵀV and C = L⁻ᵀV⊥,
 * ∂h/∂μᵢ = B gᵢ and ∂h/∂Σᵢ = −½ cᵢ Eᵢ ∇² ln p = B Sᵢ Bᵀ + ½ cᵢ CCᵀ, for ln p is −½|z|² across.
 */
export function lifted(slopes: Slopes, { d, l, basis, across, weights, flat }: Projection): Slopes {
  const k = weights.length, r = basis.length, all = newSlopes(k, d);
  const b = basis.map((v) => solvedTransposed(l, v)), c = across.map((v) => solvedTransposed(l, v));
  const own = new Float64Array(d * d);
  for (const v of c) {
    for (let s = 0; s < d; s++) for (let t = 0; t < d; t++) own[s * d + t]! += 0.5 * v[s]! * v[t]!;
  }
  for (let i = 0; i < k; i++) {
    all.weights[i] = slopes.weights[i]! + flat;
    for (let s = 0; s < d; s++) {
      for (let m = 0; m < r; m++) all.means[i * d + s]! += b[m]![s]! * slopes.means[i * r + m]!;
      for (let t = 0; t < d; t++) {
        let sum = weights[i]! * own[s * d + t]!;
        for (let m = 0; m < r; m++) {
          for (let n = 0; n < r; n++) {
            sum += b[m]![s]! * slopes.covariances[(i * r + m) * r + n]! * b[n]![t]!;
          }
        }
        all.covariances[(i * d + s) * d + t] = sum;
      }
    }
  }
  return all;
}

/** L⁻ᵀv. */
function solvedTransposed(l: Float64Array, v: Float64Array): Float64Array {
  const d = v.length, x = v.slice();
  for (let a = d - 1; a >= 0; a--) {
    for (let b = a + 1; b < d; b++) x[a]! -= l[b * d + a]! * x[b]!;
    x[a]! /= l[a * d + a]!;
  }
  return x;
}
