import type { BlockArithmetic } from "./blocks.ts";

/** What is factored, and where the factor goes. */
export interface Factoring<T, I> {
  /** Entry (i, j ≤ i) of S. */
  readonly entry: (i: I, j: I) => T;
  /** The root of a pivot and what a sum is divided by for it; `given` is the entry of S on the diagonal. */
  readonly pivot: (sum: T, given: T, j: I) => { readonly root: T; readonly divisor: T };
  /** Keeps an entry of L, and gives it as it is read from then on. */
  readonly put: (value: T, i: I, j: I) => T;
  /** An entry of L in a column of an earlier block. */
  readonly at: (i: I, j: I) => T;
}

/**
 * S = L Lᵀ, block by block of columns: lᵢⱼ = (sᵢⱼ − Σᵣ lᵢᵣlⱼᵣ)/lⱼⱼ, r < j, and lⱼⱼ is the root of its sum, the pivot.
 */
export function factor<T, I>(
  a: BlockArithmetic<T, T, I>,
  { entry, pivot, put, at }: Factoring<T, I>,
): void {
  a.eachBlock(0, (columns, isRest) => {
    const before = (block: readonly I[]) => ({
      start: 0 as const,
      end: columns[0]!,
      x: (t: number, r: I) => at(block[t]!, r),
      y: (c: number, r: I) => at(columns[c]!, r),
    });
    const corner = { rows: columns.length, width: (t: number) => t + 1 };
    const given = a.hold(corner, (t, c) => entry(columns[t]!, columns[c]!));
    const sums = a.open(corner, given, before(columns));
    const lower: T[][] = columns.map(() => []), divisors: T[] = [];
    const less = (sum: T, row: readonly T[], c: number) =>
      a.minus(sum, { first: 0, end: c, x: (r) => row[r]!, y: (r) => lower[c]![r]! });
    columns.forEach((j, c) => {
      for (let i = c; i < columns.length; i++) {
        const row = lower[i]!, sum = less(sums(i, c), row, c);
        if (i > c) {
          row[c] = put(a.divide(sum, divisors[c]!), columns[i]!, j);
          continue;
        }
        const { root, divisor } = pivot(sum, given(c, c), j);
        divisors[c] = divisor;
        row[c] = put(root, j, j);
      }
    });
    if (isRest) return;
    a.eachBlock(a.after(columns), (block) => {
      const beside = { rows: block.length, width: () => columns.length };
      const sums = a.open(beside, (t, c) => entry(block[t]!, columns[c]!), before(block));
      block.forEach((i, t) => {
        const row: T[] = [];
        columns.forEach((j, c) => {
          row[c] = put(a.divide(less(sums(t, c), row, c), divisors[c]!), i, j);
        });
      });
    });
  });
}
