/**
 * Mixtures that differ from a product in few directions only, brought to these: x = (y, z) with y in r ≤ d dimensions and z
 * (nearly) the same Gaussian under all components.
 */
import { covarianceOf, type Gaussians, type Integral, meanOf } from "./gaussians.ts";
import type { Projection } from "./lift.ts";
import {
  conditionOf,
  factorOf,
  logDeterminant,
  solved,
  squareOf,
  substitute,
} from "./small_matrices.ts";

/** What is known of the entropy of the rest, z given y. */
interface Rest extends Integral {
  readonly across: readonly Float64Array[];
  /** How far components differ there, in standard deviations. */
  readonly left: number;
}

/** A mixture in r dimensions, and what the entropy of the whole has beyond its own. */
export interface Reduced {
  readonly mixture: Gaussians;
  /** To be added to −∫ p ln p of the mixture: ln|det| of the map, and the entropy of what was split off. */
  readonly beyond: Integral;
  /** How it came about; undefined where nothing was changed. */
  readonly projection: Projection | undefined;
  /** How far components differ in what was left out, in standard deviations: by so much slopes may be wrong. */
  readonly left: number;
}

/** Numbers that a reduction may hold; beyond that it says that there is none. */
const mostNumbers = 2 ** 25;

/**
 * The mixture in r ≤ `most` dimensions, or undefined where it has no fewer dimensions that matter to within `tolerance`.
 *
 * In the whitened coordinates of one component, the reference, let component i be N(δᵢ, Aᵢ), and V an orthonormal basis of the
 * span of all δᵢ and Aᵢ − I: orthogonally to it all components are N(0, I), independent of what V sees. A shared covariance
 * (Aᵢ = I), coordinates in which independent components agree, and both after any linear map are cases of this.
 *
 * V need not be exact. For any V, with y = Vᵀx and z the rest,
 * Σ cᵢ ½ ln|2πe Sᵢ| ≤ h(z | y) ≤ ½ ln|2πe Cov z|, where Sᵢ is the covariance of z given y under component i (conditioning on
 * the component; the Gaussian has the most entropy). Both are second order in what V leaves out, so directions are added,
 * largest first, until the bracket is narrower than `tolerance`: half its width is the error.
 */
export function reduced(p: Gaussians, most: number, tolerance: number): Reduced | undefined {
  const { d, k } = p;
  const whole = { mixture: p, beyond: { value: 0, error: 0 }, projection: undefined, left: 0 };
  if (d <= 1) return whole;
  if (!p.shared && k * d * d > mostNumbers) return undefined;
  const w = whitened(p);
  for (let r = 0, basis: Float64Array[] = []; r <= Math.min(most, d - 1); r++) {
    const next = r === 0 ? undefined : largestResidual(w, basis);
    if (r > 0 && next === undefined) break;
    if (next !== undefined) basis = [...basis, next];
    const rest = restOf(w, basis, tolerance);
    if (rest !== undefined) return project(w, basis, rest);
  }
  return d <= most ? whole : undefined;
}

/** A mixture in the whitened coordinates of its heaviest component: N(δᵢ, Aᵢ). */
interface Whitened {
  readonly p: Gaussians;
  readonly l: Float64Array;
  /** δᵢ: [k, d]. */
  readonly shifts: Float64Array;
  /** Aᵢ, [k, d, d]; undefined where all are I. */
  readonly matrices: Float64Array | undefined;
}

function whitened(p: Gaussians): Whitened {
  const { d, k, weights } = p;
  const heaviest = weights.indexOf(weights.reduce((a, b) => Math.max(a, b), 0));
  const l = factorOf(covarianceOf(p, heaviest), d, "The covariance of a component");
  const shifts = new Float64Array(k * d), own = covarianceOf(p, heaviest).join();
  const matrices = p.shared ? undefined : new Float64Array(k * d * d);
  for (let i = 0; i < k; i++) {
    const shift = shifts.subarray(i * d, (i + 1) * d), mean = meanOf(p, i);
    for (let a = 0; a < d; a++) shift[a] = mean[a]! - p.means[heaviest * d + a]!;
    substitute(l, d, shift);
    if (matrices === undefined) continue;
    const a = matrices.subarray(i * d * d, (i + 1) * d * d);
    if (covarianceOf(p, i).join() === own) { for (let c = 0; c < d; c++) a[c * d + c] = 1; }
    else a.set(squareOf(solved(l, d, factorOf(covarianceOf(p, i), d, `covariances[${i}]`)), d));
  }
  return { p, l, shifts, matrices };
}

/** The direction of the largest √cᵢ (column of δᵢ and Aᵢ − I) that is left when `basis` is taken out; undefined if none is. */
function largestResidual(w: Whitened, basis: readonly Float64Array[]): Float64Array | undefined {
  const { p: { k, d, weights }, shifts, matrices } = w;
  let most = 0, found: Float64Array | undefined;
  const column = new Float64Array(d);
  const consider = (weight: number) => {
    // twice, so that it is orthogonal to rounding
    for (let time = 0; time < 2; time++) for (const v of basis) takeOut(column, v);
    const norm = weight * column.reduce((sum, x) => sum + x * x, 0);
    if (norm > most) [most, found] = [norm, column.slice()];
  };
  for (let i = 0; i < k; i++) {
    column.set(shifts.subarray(i * d, (i + 1) * d));
    consider(weights[i]!);
    if (matrices === undefined) continue;
    for (let b = 0; b < d; b++) {
      for (let a = 0; a < d; a++) column[a] = matrices[(i * d + a) * d + b]! - (a === b ? 1 : 0);
      consider(weights[i]!);
    }
  }
  if (found === undefined) return undefined;
  const length = Math.hypot(...found);
  return length > 0 && Number.isFinite(length) ? found.map((x) => x / length) : undefined;
}

/** x − v(vᵀx). */
function takeOut(x: Float64Array, v: Float64Array): void {
  let along = 0;
  for (let a = 0; a < x.length; a++) along += v[a]! * x[a]!;
  for (let a = 0; a < x.length; a++) x[a]! -= along * v[a]!;
}

/** An orthonormal basis of what is orthogonal to `basis`. */
function complement(basis: readonly Float64Array[], d: number): Float64Array[] {
  const all = [...basis];
  while (all.length < d) {
    // the unit vector of which most is left
    const left = Float64Array.from(
      { length: d },
      (_, a) => 1 - all.reduce((s, v) => s + v[a]! ** 2, 0),
    );
    const unit = new Float64Array(d);
    unit[left.indexOf(Math.max(...left))] = 1;
    for (let time = 0; time < 2; time++) for (const v of all) takeOut(unit, v);
    const length = Math.hypot(...unit);
    all.push(unit.map((x) => x / length));
  }
  return all.slice(basis.length);
}

/** The middle of the bracket of h(z | y) without ½(d − r) ln 2πe, and half its width; undefined where that is too wide. */
function restOf(
  w: Whitened,
  basis: readonly Float64Array[],
  tolerance: number,
): Rest | undefined {
  const { p: { k, d, weights }, shifts, matrices } = w, n = d - basis.length;
  const across = complement(basis, d);
  const mean = new Float64Array(n), spread = new Float64Array(n * n);
  let sum = 0, lower = 0;
  const etas = new Float64Array(k * n);
  for (let i = 0; i < k; i++) {
    sum += weights[i]!;
    const eta = etas.subarray(i * n, (i + 1) * n);
    across.forEach((v, a) => eta[a] = dot(v, shifts, i * d));
    for (let a = 0; a < n; a++) mean[a]! += weights[i]! * eta[a]!;
  }
  for (let a = 0; a < n; a++) mean[a]! /= sum;
  // nothing is left of it to be within a tolerance
  const scatter = etas.reduce(
    (s, x, t) => s + weights[Math.floor(t / n)]! * (x - mean[t % n]!) ** 2,
    0,
  );
  if (!(scatter < 1)) return undefined;
  let left = Math.sqrt(scatter);
  for (let i = 0; i < k; i++) {
    const own = matrices && blocks(matrices.subarray(i * d * d, (i + 1) * d * d), basis, across);
    if (own !== undefined) {
      if (own.residual > 0.5) return undefined;
      left = Math.max(left, own.residual);
      lower += weights[i]! * 0.5 * own.logSchur;
    }
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) {
        const inner = own === undefined ? Number(a === b) : own.inner[a * n + b]!;
        const outer = (etas[i * n + a]! - mean[a]!) * (etas[i * n + b]! - mean[b]!);
        spread[a * n + b]! += weights[i]! / sum * (inner + outer);
      }
    }
  }
  const upper = sum * 0.5 *
    logDeterminant(factorOf(spread, n, "The covariance of what is left"), n);
  const width = Math.max(0, upper - lower);
  return width <= 2 * tolerance
    ? { value: (lower + upper) / 2, error: width / 2, across, left }
    : undefined;
}

/** V⊥ᵀAV⊥, ln|·| of its Schur complement given V, and how far V⊥ᵀA is from V⊥ᵀ. */
function blocks(
  a: Float64Array,
  basis: readonly Float64Array[],
  across: readonly Float64Array[],
): { inner: Float64Array; logSchur: number; residual: number } {
  const d = basis.length + across.length, n = across.length, all = [...basis, ...across];
  const turned = turnedBy(all, a, d);
  const inner = new Float64Array(n * n);
  let residual = 0;
  for (let s = 0; s < n; s++) {
    for (let t = 0; t < n; t++) {
      inner[s * n + t] = turned[(s + d - n) * d + t + d - n]!;
    }
    for (let t = 0; t < d; t++) {
      const entry = turned[(s + d - n) * d + t]! - Number(s + d - n === t);
      residual = Math.max(residual, Math.abs(entry));
    }
  }
  // ln|A| − ln|VᵀAV|, by the last pivots of one factor
  const l = factorOf(turned, d, "A covariance in turned coordinates");
  let logSchur = 0;
  for (let s = d - n; s < d; s++) logSchur += 2 * Math.log(l[s * d + s]!);
  return { inner, logSchur, residual };
}

/** QᵀAQ for the columns Q. */
function turnedBy(q: readonly Float64Array[], a: Float64Array, d: number): Float64Array {
  const r = q.length, product = new Float64Array(r * d), turned = new Float64Array(r * r);
  for (let s = 0; s < r; s++) {
    for (let b = 0; b < d; b++) product[s * d + b] = dot(q[s]!, a, b * d);
  }
  for (let s = 0; s < r; s++) {
    for (let t = 0; t < r; t++) turned[s * r + t] = dot(q[t]!, product, s * d);
  }
  return turned;
}

function dot(v: Float64Array, x: Float64Array, at: number): number {
  let sum = 0;
  for (let a = 0; a < v.length; a++) sum += v[a]! * x[at + a]!;
  return sum;
}

function project(w: Whitened, basis: readonly Float64Array[], rest: Rest): Reduced {
  const { p: { k, d, weights }, l, shifts, matrices } = w, r = basis.length;
  const means = new Float64Array(k * r);
  for (let i = 0; i < k; i++) basis.forEach((v, a) => means[i * r + a] = dot(v, shifts, i * d));
  const shared = matrices === undefined;
  const covariances = new Float64Array(shared ? r * r : k * r * r);
  if (shared) { for (let a = 0; a < r; a++) covariances[a * r + a] = 1; }
  else {
    for (let i = 0; i < k; i++) {
      covariances.set(turnedBy(basis, matrices.subarray(i * d * d, (i + 1) * d * d), d), i * r * r);
    }
  }
  const sum = weights.reduce((s, c) => s + c, 0);
  const flat = sum * (0.5 * logDeterminant(l, d) + 0.5 * (d - r) * Math.log(2 * Math.PI * Math.E));
  // A change of all δᵢ by ε of themselves changes h by less than r ε, since −Σ μᵢ·∂h/∂μᵢ ≤ r; so for covariances.
  const rounding = 2 ** -52 * (Math.abs(flat) + sum * d * (r + 1) * conditionOf(l, d));
  return {
    mixture: { k, d: r, weights, means, covariances, shared },
    beyond: { value: flat + rest.value, error: rest.error + rounding },
    projection: { d, l, basis, across: rest.across, weights, flat: (flat + rest.value) / sum },
    left: rest.left + sum * 2 ** -52 * d * conditionOf(l, d),
  };
}
