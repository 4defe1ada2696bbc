/** How many times all pairs of rows are turned: the off-diagonal entries shrink quadratically at the end (Jacobi 1846; Golub & Van Loan, §8.5). */
export function sweepsFor(d: number): number {
  return d < 2 ? 0 : 6 + Math.ceil(Math.log2(d));
}

/** Added to what is divided by, so that equal diagonal entries without one beside them make no 0/0. */
export const leastDivisor = 1e-290;
