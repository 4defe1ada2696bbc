/** MATH.md's estimators, written out once more in plain doubles and in nothing of the library. */
import { type Entries, isBoxes } from "../tests/support/entries.ts";
import { boxesOf, covariancesOf, logNormal } from "../tests/support/exact_entropy.ts";

type Matrix = readonly (readonly number[])[];

/** A family as its pairs see it. */
interface Family {
  /** h of component i. */
  readonly entropy: (i: number) => number;
  /** ln pⱼ at the middle of i. */
  readonly logDensity: (i: number, j: number) => number;
  /** ln ∫ pᵢ pⱼ. */
  readonly logOverlap: (i: number, j: number) => number;
  readonly kl: (i: number, j: number) => number;
  readonly chernoff: (alpha: number, i: number, j: number) => number;
}

/** Every estimate of a mixture. */
export function formulas(m: Entries): { readonly [estimator: string]: number } {
  const c = m.entries.map(({ weight }) => weight);
  const { entropy, logDensity, logOverlap, kl, chernoff } = isBoxes(m.structure)
    ? boxes(m)
    : gaussians(m);
  const mean = (of: (i: number) => number) => c.reduce((sum, x, i) => sum + x * of(i), 0);
  // Σᵢ cᵢ ln Σⱼ cⱼ exp aᵢⱼ
  const soft = (a: (i: number, j: number) => number) =>
    mean((i) => {
      const row = c.map((_, j) => a(i, j)), top = Math.max(...row);
      return top + Math.log(row.reduce((sum, x, j) => sum + c[j]! * Math.exp(x - top), 0));
    });
  const conditional = mean(entropy);
  const pairwise = (distance: (i: number, j: number) => number) =>
    conditional - soft((i, j) => -distance(i, j));
  return {
    conditional,
    joint: conditional - mean((i) => Math.log(c[i]!)),
    kl: pairwise(kl),
    bhattacharyya: pairwise((i, j) => chernoff(0.5, i, j)),
    "chernoff0.3": pairwise((i, j) => chernoff(0.3, i, j)),
    "chernoff0.7": pairwise((i, j) => chernoff(0.7, i, j)),
    elkDistance: pairwise((i, j) => (logOverlap(i, i) + logOverlap(j, j)) / 2 - logOverlap(i, j)),
    elk: -soft(logOverlap),
    kde: -soft(logDensity),
  };
}

function gaussians(m: Entries): Family {
  const covariances: readonly Matrix[] = covariancesOf(m);
  const d = m.entries[0]!.point.length, unit = d * Math.log(2 * Math.PI);
  const delta = (i: number, j: number) =>
    m.entries[i]!.point.map((x, a) => x - m.entries[j]!.point[a]!);
  const zero = delta(0, 0);
  const combined = (s: number, i: number, t: number, j: number) =>
    covariances[i]!.map((row, a) => row.map((x, b) => s * x + t * covariances[j]![a]![b]!));
  // ln N(δ; 0, S) = −½(d ln 2π + ln|S| + δᵀS⁻¹δ)
  const logDet = (s: Matrix) => -2 * logNormal(zero, s) - unit;
  const quadratic = (x: readonly number[], s: Matrix) => -2 * logNormal(x, s) - unit - logDet(s);
  const dets = covariances.map(logDet);
  // tr S⁻¹T by columns: eₐᵀS⁻¹T eₐ = ½[q(t + e) − q(t) − q(e)] with q(x) = xᵀS⁻¹x
  const trace = (s: Matrix, t: Matrix) =>
    t.reduce((sum, column, a) => {
      const e = column.map((_, b) => b === a ? 1 : 0);
      const both = column.map((x, b) => x + e[b]!);
      return sum + (quadratic(both, s) - quadratic(column, s) - quadratic(e, s)) / 2;
    }, 0);
  return {
    entropy: (i) => (unit + d + dets[i]!) / 2,
    logDensity: (i, j) => logNormal(delta(i, j), covariances[j]!),
    logOverlap: (i, j) => logNormal(delta(i, j), combined(1, i, 1, j)),
    kl: (i, j) =>
      (trace(covariances[j]!, covariances[i]!) - d + quadratic(delta(i, j), covariances[j]!) +
        dets[j]! - dets[i]!) / 2,
    chernoff: (alpha, i, j) => {
      const w = combined(1 - alpha, i, alpha, j);
      return (alpha * (1 - alpha) * quadratic(delta(i, j), w) + logDet(w) -
        (1 - alpha) * dets[i]! - alpha * dets[j]!) / 2;
    },
  };
}

function boxes(m: Entries): Family {
  const { centers, widths } = boxesOf(m);
  const volumes = widths.map((row) => row.reduce((sum, w) => sum + Math.log(w), 0));
  const end = (i: number, a: number, side: number) => centers[i]![a]! + side * widths[i]![a]! / 2;
  const all = centers[0]!.map((_, a) => a);
  const inside = (x: number, j: number, a: number) => end(j, a, -1) <= x && x <= end(j, a, 1);
  // ln |Vᵢ ∩ Vⱼ|
  const common = (i: number, j: number) =>
    all.reduce((sum, a) => {
      const edge = Math.min(end(i, a, 1), end(j, a, 1)) - Math.max(end(i, a, -1), end(j, a, -1));
      return sum + Math.log(Math.max(0, edge));
    }, 0);
  const isWithin = (i: number, j: number) =>
    i === j || all.every((a) => inside(end(i, a, -1), j, a) && inside(end(i, a, 1), j, a));
  return {
    entropy: (i) => volumes[i]!,
    logDensity: (i, j) =>
      all.every((a) => inside(centers[i]![a]!, j, a)) ? -volumes[j]! : -Infinity,
    logOverlap: (i, j) => common(i, j) - volumes[i]! - volumes[j]!,
    kl: (i, j) => isWithin(i, j) ? volumes[j]! - volumes[i]! : Infinity,
    chernoff: (alpha, i, j) => alpha * volumes[i]! + (1 - alpha) * volumes[j]! - common(i, j),
  };
}
