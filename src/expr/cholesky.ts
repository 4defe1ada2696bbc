import { NotPositiveDefiniteError } from "./errors.ts";
import { addTwice, divideTwice, dotTwice, multiplyTwice, rest, rootTwice } from "./twice.ts";

/** Below this share of the diagonal entry a pivot computed in doubles has lost too many digits (2⁻¹⁰: 1e−13 remains). */
export const trustedPivot = 2 ** -10;

/** A matrix in twice the working precision, row-major: high and low parts of its entries. */
export interface TwiceMatrix {
  readonly high: Float64Array;
  readonly low: Float64Array;
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
  const roots = rootsOf(d, coefficients, entry);
  const matrix = { high: new Float64Array(d * d), low: new Float64Array(d * d) };
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let h = 0, l = 0;
      coefficients.forEach((c, m) => {
        const product = multiplyTwice(c, 0, entry(i, j, m) / roots[i]! / roots[j]!, 0);
        h = addTwice(h, l, product, rest[0]!);
        l = rest[0]!;
      });
      matrix.high[i * d + j] = h;
      matrix.low[i * d + j] = l;
    }
  }
  choleskyTwice(d, matrix, (i, pivot, diagonal) => {
    if (pivot > d * 2 ** -53 * diagonal && pivot !== Infinity) return;
    const square = (x: number) => x * roots[i]! * roots[i]!;
    throw new NotPositiveDefiniteError(pivotSentence(what, i, square(pivot), square(diagonal)));
  });
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) matrix.high[i * d + j]! *= roots[i]!;
  }
  return matrix.high;
}

/** For each row a power of two near the root of its diagonal entry. */
function rootsOf(
  d: number,
  coefficients: readonly number[],
  entry: (row: number, column: number, term: number) => number,
): Float64Array {
  return Float64Array.from({ length: d }, (_, i) => {
    const terms = coefficients.map((c, m) => Math.abs(c * entry(i, i, m)));
    return rootPower(Math.max(...terms));
  });
}

/** S = L Lᵀ in place of the lower triangle of S; `check` is told each pivot and the diagonal entry that it comes from. */
export function choleskyTwice(
  d: number,
  { high, low }: TwiceMatrix,
  check: (row: number, pivot: number, diagonal: number) => void,
): void {
  const one = { high, low, at: 0, stride: 1 }, other = { ...one };
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const at = i * d + j, diagonal = high[at]!;
      one.at = i * d;
      other.at = j * d;
      const h = dotTwice(j, one, other, diagonal, low[at]!, -1), l = rest[0]!;
      if (i === j) {
        check(i, h, diagonal);
        high[at] = rootTwice(h, l);
      } else high[at] = divideTwice(h, l, high[j * d + j]!, low[j * d + j]!);
      low[at] = rest[0]!;
    }
  }
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
