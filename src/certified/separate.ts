import { covarianceOf, type Gaussians, meanOf } from "./gaussians.ts";
import { factorInPlace, factorOf, logDeterminant, substitute } from "./small_matrices.ts";

/** Multiplications that looking at all pairs may take. */
const mostWork = 1e8;

/** Groups of components that hardly meet, and what taking them apart may cost. */
export interface Separated {
  readonly groups: readonly number[][];
  readonly error: number;
}

/**
 * Groups of components such that −∫ p ln p is the sum over groups to within `error` ≤ `tolerance`: with p = Σ p_g it is
 * Σ_g −∫ p_g ln p_g − ∫ p H(group), and
 * ∫ p H(group) ≤ Σ over pairs i, j of different groups ∫ cᵢpᵢ ln(1 + R) + cⱼpⱼ ln(1 + 1/R) ≤ 2 ln 2 Σ √(cᵢcⱼ) ∫ √(pᵢpⱼ),
 * R = cⱼpⱼ/cᵢpᵢ, since (ln(1 + R) + R ln(1 + 1/R))/√R is largest at R = 1. The affinities have a closed form.
 *
 * All components are one group where there are too many to look at all pairs.
 */
export function separated(p: Gaussians, tolerance: number): Separated {
  const { k, d, weights } = p;
  const all = { groups: [Array.from({ length: k }, (_, i) => i)], error: 0 };
  if (k * k * (p.shared ? d : d ** 3 * 4) > mostWork) return all;
  const affinity = logAffinity(p), sum = weights.reduce((s, c) => s + c, 0);
  const group = Array.from({ length: k }, (_, i) => i);
  const groupOf = (i: number): number => group[i] === i ? i : group[i] = groupOf(group[i]!);
  const apart: [i: number, j: number, bound: number][] = [];
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) {
      const bound = 2 * Math.LN2 * Math.sqrt(weights[i]!) * Math.sqrt(weights[j]!) *
        Math.exp(affinity(i, j));
      // the shares of all pairs together are less than the tolerance
      if (bound > tolerance * (weights[i]! + weights[j]!) / (sum * k)) {
        group[groupOf(i)] = groupOf(j);
      } else apart.push([i, j, bound]);
    }
  }
  const groups = new Map<number, number[]>();
  for (let i = 0; i < k; i++) {
    const own = groupOf(i), members = groups.get(own);
    if (members === undefined) groups.set(own, [i]);
    else members.push(i);
  }
  let error = 0;
  for (const [i, j, bound] of apart) if (groupOf(i) !== groupOf(j)) error += bound;
  return { groups: [...groups.values()], error };
}

/** ln ∫ √(pᵢpⱼ) = −⅛ δᵀW⁻¹δ − ½ ln|W| + ¼ ln|Σᵢ| + ¼ ln|Σⱼ|, W = ½(Σᵢ + Σⱼ). */
function logAffinity(p: Gaussians): (i: number, j: number) => number {
  const { d, k, shared } = p, delta = new Float64Array(d);
  const what = "The mean of two covariances";
  const shift = (i: number, j: number, l: Float64Array): number => {
    const x = meanOf(p, i), y = meanOf(p, j);
    for (let a = 0; a < d; a++) delta[a] = x[a]! - y[a]!;
    substitute(l, d, delta);
    return delta.reduce((s, z) => s + z * z, 0) / 8;
  };
  if (shared) {
    const l = factorOf(covarianceOf(p, 0), d, what);
    return (i, j) => -shift(i, j, l);
  }
  const logs = Array.from(
    { length: k },
    (_, i) => logDeterminant(factorOf(covarianceOf(p, i), d, what), d),
  );
  const mean = new Float64Array(d * d);
  return (i, j) => {
    const s = covarianceOf(p, i), t = covarianceOf(p, j);
    for (let a = 0; a < d * d; a++) mean[a] = s[a]! / 2 + t[a]! / 2;
    factorInPlace(mean, d);
    return -shift(i, j, mean) - logDeterminant(mean, d) / 2 + (logs[i]! + logs[j]!) / 4;
  };
}
