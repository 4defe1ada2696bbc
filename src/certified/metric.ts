/** A metric that sees every component of a mixture at least one standard deviation wide. */
import { orthogonalize, rowNorm, solved, transposed } from "./small_matrices.ts";

/** x ↦ Cx, and C⁻¹; both d×d, row after row. */
export interface Metric {
  readonly c: Float64Array;
  readonly inverse: Float64Array;
}

/** AB. */
export function product(a: Float64Array, b: Float64Array, d: number): Float64Array {
  const ab = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let t = 0; t < d; t++) sum += a[i * d + t]! * b[t * d + j]!;
      ab[i * d + j] = sum;
    }
  }
  return ab;
}

/** The unit matrix. */
export function unit(d: number): Float64Array {
  return Float64Array.from({ length: d * d }, (_, t) => Number(t % (d + 1) === 0));
}

/** The metric in which a component with the factor L is N(0, I). */
export function metricOf(l: Float64Array, d: number): Metric {
  return { c: solved(l, d, unit(d)), inverse: l };
}

/**
 * The least metric, in the axes that both share, in which neither what `metric` measures nor a component with the factor L is
 * narrower than 1: with CᵀC and the precision Pⱼ brought to I and diag λ at once, max(λ, 1).
 */
export function joined(metric: Metric, l: Float64Array, d: number): Metric {
  // rows of (L⁻¹C⁻¹)ᵀ made orthogonal: their squared norms are λ
  const g = transposed(solved(l, d, metric.inverse), d);
  const c = metric.c.slice(), inverse = transposed(metric.inverse, d);
  orthogonalize(g, d, [{ rows: c, width: d }, { rows: inverse, width: d }]);
  let finer = false;
  for (let a = 0; a < d; a++) {
    const root = Math.sqrt(rowNorm(g, d, a));
    if (!(root > 1)) continue;
    finer = true;
    for (let b = 0; b < d; b++) {
      c[a * d + b]! *= root;
      inverse[a * d + b]! /= root;
    }
  }
  return finer ? { c, inverse: transposed(inverse, d) } : metric;
}

/** ln|det C⁻¹|: of the volume of a cell of the lattice with step 1. */
export function logCellVolume({ inverse }: Metric, d: number): number {
  const rows = inverse.slice();
  orthogonalize(rows, d);
  let log = 0;
  for (let a = 0; a < d; a++) log += 0.5 * Math.log(rowNorm(rows, d, a));
  return log;
}
