/** Matrices of whole numbers with determinant 1, whose inverses are whole too: linear maps without rounding. */
import { times } from "./random_numbers.ts";

/** A matrix A with |A| = 1, its inverse, and squares s for A diag(s) Aᵀ. All are whole numbers, or powers of 4. */
export interface Shears {
  readonly matrix: readonly (readonly number[])[];
  readonly inverse: readonly (readonly number[])[];
  readonly squares: readonly number[];
  /** A bound on the condition of A diag(s) Aᵀ. */
  readonly condition: number;
}

/** The largest entry of A: products of three matrices stay below 2⁵³. */
const largest = 64;
/** The largest condition of A diag(s) Aᵀ. */
export const worstCondition = 1e12;
/** s lies in [2^−20, 1]. */
const halvings = 10;

/**
 * The product of up to `count` random shears, as many as the condition allows; `isRound` makes all squares 1, so that the
 * condition is that of A Aᵀ.
 */
export function shears(
  d: number,
  count: number,
  random: () => number,
  { worst = worstCondition, isRound = count === 0 }: { worst?: number; isRound?: boolean } = {},
): Shears {
  const squares = times(d, () => 4 ** -Math.floor(isRound ? 0 : random() * halvings));
  const spread = Math.max(...squares) / Math.min(...squares);
  let matrix = identity(d), inverse = identity(d), condition = spread;
  for (let t = 0; t < count && d > 1; t++) {
    const from = Math.floor(random() * d), to = (from + 1 + Math.floor(random() * (d - 1))) % d;
    const factor = (1 + Math.floor(random() * 3)) * (random() < 0.5 ? -1 : 1);
    // (I + f eₜe_fᵀ) A, and A⁻¹ (I − f eₜe_fᵀ)
    const next = matrix.map((row, a) =>
      a === to ? row.map((x, b) => x + factor * matrix[from]![b]!) : row
    );
    const nextInverse = inverse.map((row) =>
      row.map((x, b) => b === from ? x - factor * row[to]! : x)
    );
    if (next.some((row) => row.some((x) => Math.abs(x) > largest))) continue;
    const worse = spread * (norm(next) * norm(nextInverse)) ** 2;
    if (worse > worst) continue;
    condition = worse;
    matrix = next;
    inverse = nextInverse;
  }
  return { matrix, inverse, squares, condition };
}

/** A diag(s) Aᵀ. */
export function sheared({ matrix, squares }: Shears): number[][] {
  return matrix.map((row) =>
    matrix.map((other) => row.reduce((sum, x, m) => sum + x * other[m]! * squares[m]!, 0))
  );
}

/** B S Bᵀ, exact where all entries stay below 2⁵³ of the last place. */
export function congruent(
  b: readonly (readonly number[])[],
  s: readonly (readonly number[])[],
): number[][] {
  const left = b.map((row) => s.map((_, j) => row.reduce((sum, x, m) => sum + x * s[m]![j]!, 0)));
  return left.map((row) => b.map((other) => row.reduce((sum, x, m) => sum + x * other[m]!, 0)));
}

function identity(d: number): number[][] {
  return times(d, (a) => times(d, (b) => a === b ? 1 : 0));
}

/** The Frobenius norm. */
function norm(matrix: readonly (readonly number[])[]): number {
  return Math.sqrt(matrix.flat().reduce((sum, x) => sum + x * x, 0));
}
