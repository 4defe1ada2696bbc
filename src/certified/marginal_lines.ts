/** The coordinates of a Gaussian mixture along orthonormal directions: mixtures on the line, and what rounding may do there. */
import type { Slices } from "../expr/slices.ts";
import { covarianceOf, type Gaussians, meanOf } from "./gaussians.ts";
import { isUnit, middleOf } from "./principal_axes.ts";
import { factorOf } from "./small_matrices.ts";

/** One coordinate of a mixture. */
export interface Line {
  readonly mixture: Gaussians;
  /** By how much rounding of its means and variances may have changed its entropy. */
  readonly error: number;
}

/** So far, in standard deviations, may rounding move a component for what is said of small changes to hold. */
const mostMoved = 2 ** -10;
/** Variances beyond these have lost digits. */
const leastVariance = 1e-290, mostVariance = 1e290;

/** Means and variances of all components along all directions, [d, k], with their rounding. */
interface Moments {
  readonly means: Float64Array;
  readonly variances: Float64Array;
  readonly meanErrors: Float64Array;
  readonly varianceErrors: Float64Array;
}

/**
 * The coordinates of `p` along the rows r of `rows`: Σ cᵢ N(r·(μᵢ − μ), ‖Lᵢᵀr‖²), Σᵢ = LᵢLᵢᵀ, whose digits are those of Lᵢ also
 * where Σᵢ is nearly singular. Undefined where rounding moves a component too far.
 *
 * Throws `NotPositiveDefiniteError` for a covariance that is not definite.
 */
export function* marginalLines(p: Gaussians, rows: Float64Array): Slices<Line[] | undefined> {
  const { k, d } = p, middle = middleOf(p), delta = new Float64Array(d);
  const empty = () => new Float64Array(k * d);
  const all: Moments = {
    means: empty(),
    variances: empty(),
    meanErrors: empty(),
    varianceErrors: empty(),
  };
  const units = Array.from({ length: d }, (_, a) => isUnit(rows, a, d));
  let spread: ((a: number) => readonly [number, number]) | undefined;
  for (let i = 0; i < k; i++) {
    yield;
    const mean = meanOf(p, i);
    for (let c = 0; c < d; c++) delta[c] = mean[c]! - middle[c]!;
    if (spread === undefined || !p.shared) spread = varianceAlong(p, i, rows);
    for (let a = 0; a < d; a++) {
      const at = a * k + i;
      if (units[a]) setCoordinate(all, at, { p, i, rows, a });
      else {
        [all.means[at], all.meanErrors[at]] = meanAlong(delta, rows, a);
        [all.variances[at], all.varianceErrors[at]] = spread(a);
      }
    }
  }
  const lines: Line[] = [];
  for (let a = 0; a < d; a++) {
    const part = (x: Float64Array) => x.slice(a * k, (a + 1) * k);
    const mixture = { ...p, d: 1, means: part(all.means), covariances: part(all.variances) };
    const line = { ...mixture, shared: false };
    const error = movedBy(line, part(all.meanErrors), part(all.varianceErrors));
    if (error === undefined) return undefined;
    lines.push({ mixture: line, error });
  }
  return lines;
}

/** A coordinate that is one of the mixture's own loses nothing. */
function setCoordinate(
  { means, variances }: Moments,
  at: number,
  { p, i, rows, a }: {
    readonly p: Gaussians;
    readonly i: number;
    readonly rows: Float64Array;
    readonly a: number;
  },
): void {
  const { d } = p, c = rows.subarray(a * d, (a + 1) * d).findIndex((x) => x !== 0);
  means[at] = rows[a * d + c]! * meanOf(p, i)[c]!;
  variances[at] = covarianceOf(p, i)[c * d + c]!;
}

/** r·δ, and by how much it may be wrong: a rounding of δ, and one for each term. */
function meanAlong(
  delta: Float64Array,
  rows: Float64Array,
  a: number,
): readonly [number, number] {
  const d = delta.length;
  let sum = 0, size = 0;
  for (let c = 0; c < d; c++) {
    const term = rows[a * d + c]! * delta[c]!;
    sum += term;
    size += Math.abs(term);
  }
  return [sum, (d + 2) * 2 ** -53 * size];
}

/** rᵀΣᵢr for each row r, and by how much it may be wrong. */
function varianceAlong(
  p: Gaussians,
  i: number,
  rows: Float64Array,
): (a: number) => readonly [number, number] {
  const { d } = p, s = covarianceOf(p, i), rounding = (d + 3) * 2 ** -53;
  if (isDiagonal(s, d)) {
    return (a) => {
      let sum = 0;
      for (let c = 0; c < d; c++) sum += rows[a * d + c]! ** 2 * s[c * d + c]!;
      return [sum, rounding * sum];
    };
  }
  const l = factorOf(s, d, p.shared ? "The covariance" : `covariances[${i}]`);
  return (a) => {
    let sum = 0, error = 0;
    for (let b = 0; b < d; b++) {
      let x = 0, size = 0;
      for (let c = b; c < d; c++) {
        const term = l[c * d + b]! * rows[a * d + c]!;
        x += term;
        size += Math.abs(term);
      }
      const moved = rounding * size;
      sum += x * x;
      error += moved * (2 * Math.abs(x) + moved);
    }
    return [sum, error + rounding * sum];
  };
}

/** Whether a matrix is diagonal, and definite. */
function isDiagonal(s: Float64Array, d: number): boolean {
  return s.every((x, t) => t % (d + 1) === 0 ? x > 0 : x === 0);
}

/**
 * By how much the entropy changes when means move by dμᵢ and variances by dvᵢ. Over component i, with z its standardised place,
 * 0 ≤ ln(max p) − ln p ≤ Mᵢ + z²/2, Mᵢ = ln Σⱼ(cⱼ/σⱼ) − ln(cᵢ/σᵢ), so ∂h/∂μᵢ = −cᵢ E[z ln p]/σᵢ is below cᵢ(Mᵢ + 1)/σᵢ and
 * ∂h/∂σᵢ = −cᵢ E[(z² − 1) ln p]/σᵢ below cᵢ(Mᵢ + 2)/σᵢ: E|z| and E|z² − 1| are below 1, E|z|³/2 too, and E z²|z² − 1|/2 ≤ 2.
 * Twice that along the way of a small change.
 */
function movedBy(
  { k, weights, covariances }: Gaussians,
  meanErrors: Float64Array,
  varianceErrors: Float64Array,
): number | undefined {
  const sigmas = covariances.map(Math.sqrt);
  const top = Math.log(weights.reduce((s, c, i) => s + c / sigmas[i]!, 0));
  let error = 0;
  for (let i = 0; i < k; i++) {
    const c = weights[i]!, variance = covariances[i]!;
    if (c === 0) continue;
    const shift = meanErrors[i]! / sigmas[i]!, stretch = 0.5 * varianceErrors[i]! / variance;
    if (!(shift < mostMoved && stretch < mostMoved)) return undefined;
    if (!(variance > leastVariance && variance < mostVariance)) return undefined;
    const below = Math.max(0, top - Math.log(c) + Math.log(sigmas[i]!));
    error += 2 * c * ((below + 1) * shift + (below + 2) * stretch);
  }
  return error;
}
