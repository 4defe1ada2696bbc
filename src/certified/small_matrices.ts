/** Small dense matrices as flat arrays, row after row: factors, substitution, orthogonal rows. */
import { accurateCholesky } from "../expr/cholesky.ts";

/** L of S = LLᵀ, computed in twice the working precision. Throws `NotPositiveDefiniteError`; `what` begins its sentence. */
export function factorOf(s: Float64Array, d: number, what: string): Float64Array {
  return accurateCholesky(d, [1], (row, column) => s[row * d + column]!, what);
}

/** The same in doubles, in the place of S; what comes of a matrix that is not definite is no number. */
export function factorInPlace(s: Float64Array, d: number): void {
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      let entry = s[a * d + b]!;
      for (let c = 0; c < b; c++) entry -= s[a * d + c]! * s[b * d + c]!;
      s[a * d + b] = a === b ? Math.sqrt(entry) : entry / s[b * d + b]!;
    }
  }
}

/** ln|S| of S = LLᵀ. */
export function logDeterminant(l: Float64Array, d: number): number {
  let sum = 0;
  for (let a = 0; a < d; a++) sum += Math.log(l[a * d + a]!);
  return 2 * sum;
}

/** L⁻¹x, in the place of x: column `at` of a matrix with rows of `stride` numbers. */
export function substitute(l: Float64Array, d: number, x: Float64Array, at = 0, stride = 1): void {
  for (let a = 0; a < d; a++) {
    let rest = x[at + a * stride]!;
    for (let b = 0; b < a; b++) rest -= l[a * d + b]! * x[at + b * stride]!;
    x[at + a * stride] = rest / l[a * d + a]!;
  }
}

/** L⁻¹M, for M with d rows and d columns. */
export function solved(l: Float64Array, d: number, m: Float64Array): Float64Array {
  const x = m.slice();
  for (let c = 0; c < d; c++) substitute(l, d, x, c, d);
  return x;
}

/** MMᵀ. */
export function squareOf(m: Float64Array, d: number): Float64Array {
  const s = new Float64Array(d * d);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let c = 0; c < d; c++) sum += m[a * d + c]! * m[b * d + c]!;
      s[a * d + b] = s[b * d + a] = sum;
    }
  }
  return s;
}

/** Mᵀ. */
export function transposed(m: Float64Array, d: number): Float64Array {
  return m.map((_, t) => m[(t % d) * d + Math.floor(t / d)]!);
}

/**
 * ‖|L⁻¹||L|‖: by so many roundings substitution with L may be wrong, whatever is solved for (Skeel; Higham 2002, 8.2).
 */
export function conditionOf(l: Float64Array, d: number): number {
  const sums = new Float64Array(d);
  let most = 0;
  // |L⁻¹| ≤ M(L)⁻¹, the inverse with all signs off the diagonal negative
  for (let a = 0; a < d; a++) {
    let row = 0;
    for (let b = 0; b <= a; b++) row += Math.abs(l[a * d + b]!);
    for (let b = 0; b < a; b++) row += Math.abs(l[a * d + b]!) * sums[b]!;
    sums[a] = row / l[a * d + a]!;
    most = Math.max(most, sums[a]!);
  }
  return most;
}

/**
 * Turns the rows of `m`, d rows of `width` numbers, until they are orthogonal, and the rows of `others` with them: the rows'
 * squared norms are then the eigenvalues of MMᵀ, to nearly all digits even of the smallest (one-sided Jacobi, Hestenes
 * 1958; Demmel & Veselić 1992).
 */
export function orthogonalize(
  m: Float64Array,
  d: number,
  others: readonly { readonly rows: Float64Array; readonly width: number }[] = [],
): void {
  const width = m.length / d;
  for (let sweep = 0; sweep < 60; sweep++) {
    let worst = 0;
    for (let a = 1; a < d; a++) {
      for (let b = 0; b < a; b++) worst = Math.max(worst, turn(m, width, a, b, others));
    }
    if (worst < 2 ** -50) return;
  }
}

/** Makes two rows orthogonal; the cosine between them before. */
function turn(
  m: Float64Array,
  width: number,
  a: number,
  b: number,
  others: readonly { readonly rows: Float64Array; readonly width: number }[],
): number {
  let aa = 0, bb = 0, ab = 0;
  for (let c = 0; c < width; c++) {
    const x = m[a * width + c]!, y = m[b * width + c]!;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  if (ab === 0) return 0;
  const cosine = Math.abs(ab) / Math.sqrt(aa) / Math.sqrt(bb);
  if (!(cosine > 2 ** -53)) return 0;
  const zeta = (bb - aa) / (2 * ab);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const c = 1 / Math.hypot(1, tangent), s = c * tangent;
  for (const { rows, width: w } of [{ rows: m, width }, ...others]) {
    for (let t = 0; t < w; t++) {
      const x = rows[a * w + t]!, y = rows[b * w + t]!;
      rows[a * w + t] = c * x - s * y;
      rows[b * w + t] = s * x + c * y;
    }
  }
  return cosine;
}

/** The squared norm of row `a`. */
export function rowNorm(m: Float64Array, width: number, a: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += m[a * width + c]! ** 2;
  return sum;
}
