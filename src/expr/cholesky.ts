import { NotPositiveDefiniteError } from "./errors.ts";
import { productError } from "./twofold.ts";

/** Rounding errors may grow by this much in a factor that is computed in doubles (2¹⁰: 1e−13 remains). */
export const trustedGrowth = 2 ** 10;

/**
 * How much rounding errors grow in the factor of a matrix, S = L Lᵀ with s = √diag S: the lesser of Πsᵢ²/lᵢᵢ² and max yᵢ²,
 * where Ly = ±s by forward substitution with the sign of each sᵢ chosen so that |yᵢ| is largest (as LINPACK estimates
 * conditions). No number counts as ∞. `y` is left behind.
 *
 * The error E of L has |E| ≤ γssᵀ (Demmel 1989; Higham 2002, theorem 10.5), so that |S| and quadratic forms are wrong by
 * up to γ‖|L⁻¹|s‖² of themselves, which yᵢ² estimates from below. That is at least sᵢ²/lᵢᵢ², what one pivot loses, but losses
 * multiply along a chain. The product, 1/det of the correlation matrix, is at least 1/e of what its least eigenvalue
 * loses: it is cheap, and where it is trusted nothing is solved. No allowance is made for d: of strongly correlated matrices
 * with up to 200 rows only those whose shares lᵢᵢ²/sᵢ² are near 2⁻¹⁰ are doubted more often than by single pivots.
 */
export function errorGrowth(
  d: number,
  l: (i: number, j: number) => number,
  diagonal: (i: number) => number,
  y: Float64Array,
): number {
  let losses = 1, most = 0;
  for (let i = 0; i < d; i++) {
    let sum = 0;
    for (let j = 0; j < i; j++) sum -= l(i, j) * y[j]!;
    const s = Math.sqrt(diagonal(i)), own = l(i, i);
    y[i] = (sum < 0 ? sum - s : sum + s) / own;
    most = Math.max(most, y[i]! * y[i]!);
    losses *= diagonal(i) / own / own;
  }
  const growth = Math.min(losses, most);
  return Number.isNaN(growth) ? Infinity : growth;
}

/**
 * The Cholesky factor of a symmetric positive definite matrix with entries Σₘ cₘ Sₘ, in twice the working precision
 * (about 32 digits), rounded at the end: the log-determinant and quadratic forms of a matrix of condition 1e12 keep
 * their digits. `entry(i, j, m)` is entry (i, j ≤ i) of Sₘ. Row-major, zeros above the diagonal.
 *
 * Rows and columns are first divided by powers of two near the roots of their diagonal entries, which rounds nothing:
 * no product overflows, and none loses the digits of its error, wherever in the range of doubles the entries lie.
 *
 * Throws NotPositiveDefiniteError, naming the pivot, where a pivot is not above d·2⁻⁵³ of its diagonal entry: then the
 * rounding of the entries alone decides whether the matrix is definite. `what` starts that sentence.
 */
export function accurateCholesky(
  d: number,
  coefficients: readonly number[],
  entry: (row: number, column: number, term: number) => number,
  what: string,
): Float64Array {
  // unevaluated sums high + low (Dekker 1971, Knuth TAOCP 4.2.2)
  const high = new Float64Array(d * d), low = new Float64Array(d * d);
  const terms = coefficients.length;
  const roots = new Float64Array(d);
  for (let i = 0; i < d; i++) {
    let largest = 0;
    for (let m = 0; m < terms; m++) {
      largest = Math.max(largest, Math.abs(coefficients[m]! * entry(i, i, m)));
    }
    roots[i] = rootPower(largest);
  }
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let h = 0, l = 0;
      for (let m = 0; m < terms; m++) {
        const x = entry(i, j, m) / roots[i]! / roots[j]!, c = coefficients[m]!;
        [h, l] = addTo(h, l, c * x, productError(c, x, c * x));
      }
      const diagonal = h;
      for (let t = 0; t < j; t++) {
        const a = high[i * d + t]!, al = low[i * d + t]!;
        const b = high[j * d + t]!, bl = low[j * d + t]!;
        const product = a * b;
        const error = productError(a, b, product) + (a * bl + al * b);
        [h, l] = addTo(h, l, -product, -error);
      }
      if (i === j) {
        if (!(h > d * 2 ** -53 * diagonal) || h === Infinity) {
          const square = (x: number) => x * roots[i]! * roots[i]!;
          throw new NotPositiveDefiniteError(pivotSentence(what, i, square(h), square(diagonal)));
        }
        const root = Math.sqrt(h);
        const square = root * root;
        high[i * d + i] = root;
        low[i * d + i] = (h - square - productError(root, root, square) + l) / (2 * root);
      } else {
        const b = high[j * d + j]!, bl = low[j * d + j]!;
        const quotient = h / b;
        const product = quotient * b;
        const remainder = (h - product - productError(quotient, b, product) + l) - quotient * bl;
        high[i * d + j] = quotient;
        low[i * d + j] = remainder / b;
      }
    }
  }
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) high[i * d + j]! *= roots[i]!;
  }
  return high;
}

function pivotSentence(what: string, row: number, pivot: number, diagonal: number): string {
  if (Number.isFinite(diagonal) && !(pivot > -Infinity)) {
    return `${what} is not positive definite: row ${row} has entries far beyond its diagonal entry ${
      diagonal.toPrecision(6)
    }`;
  }
  const value = `pivot ${row} is ${pivot.toPrecision(3)}, its diagonal entry ${
    diagonal.toPrecision(6)
  }`;
  return pivot > 0
    ? `${what} is singular to working precision: ${value}`
    : `${what} is not positive definite: ${value}`;
}

const bits = new DataView(new ArrayBuffer(8));

/** The power of two near √x, from the bits of x ≥ 0: 2^⌊e/2⌋ where x is in [2ᵉ, 2ᵉ⁺¹), 2⁻⁵¹¹ below the normal numbers. */
function rootPower(x: number): number {
  bits.setFloat64(0, x);
  const half = bits.getUint32(0) >>> 21;
  bits.setUint32(0, (half + 512) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** (h + l) + (x + e), renormalised. */
function addTo(h: number, l: number, x: number, e: number): [number, number] {
  const sum = h + x;
  const part = sum - h;
  const error = (h - (sum - part)) + (x - part) + l + e;
  const result = sum + error;
  return [result, error - (result - sum)];
}
