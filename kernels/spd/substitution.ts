import { type BlockArithmetic, type BlockEntries, columnOf } from "./blocks.ts";

/** A lower triangle, and what a sum is divided by for an entry of its diagonal: the entry, or its reciprocal where that is kept. */
export interface Triangle<M, I> {
  readonly at: (i: I, j: I) => M;
  readonly divisorAt: (i: I) => M;
}

/** Ly = v, from the first row of v that is not 0 on. */
export interface Forward<T, M, I> {
  readonly first?: I;
  readonly v: (i: I) => T;
  /** yᵢ from the sum vᵢ − Σⱼ lᵢⱼyⱼ, if it isn't that over lᵢᵢ. */
  readonly finish?: (sum: T, i: I) => T;
  /** An entry of y in an earlier block. */
  readonly at: (i: I) => T;
  /** Keeps an entry of y; `t` is its place in its block. */
  readonly put: (y: T, i: I, t: number) => void;
}

/** y = L⁻¹v: yᵢ = (vᵢ − Σⱼ lᵢⱼyⱼ)/lᵢᵢ, j < i. */
export function forward<T, M, I>(
  a: BlockArithmetic<T, M, I>,
  l: Triangle<M, I>,
  { first, v, finish, at, put }: Forward<T, M, I>,
): void {
  const start = first ?? 0;
  a.eachBlock(start, (block) => {
    const sums = a.open(columnOf(block), (t) => v(block[t]!), {
      start,
      end: block[0]!,
      x: (t, r) => l.at(block[t]!, r),
      y: (_c, r) => at(r),
    });
    const y = solveBlock(a, l, { block, sums, finish });
    block.forEach((i, t) => put(y[t]!, i, t));
  });
}

/** A block of rows whose sums lack only what the block itself gives. */
export interface OpenBlock<T, I> {
  readonly block: readonly I[];
  readonly sums: BlockEntries<T>;
  readonly finish?: ((sum: T, i: I) => T) | undefined;
}

/** The entries of y in a block. */
export function solveBlock<T, M, I>(
  a: Pick<BlockArithmetic<T, M, I>, "minus" | "divide">,
  l: Triangle<M, I>,
  { block, sums, finish }: OpenBlock<T, I>,
): T[] {
  const y: T[] = [];
  block.forEach((i, t) => {
    const sum = a.minus(sums(t, 0), {
      first: 0,
      end: t,
      x: (r) => l.at(i, block[r]!),
      y: (r) => y[r]!,
    });
    y[t] = finish === undefined ? a.divide(sum, l.divisorAt(i)) : finish(sum, i);
  });
  return y;
}

/** Numbers that are written where they were read. */
export interface InPlace<T, I> {
  readonly at: (i: I) => T;
  /** Keeps an entry, and gives it as it is read from then on. */
  readonly put: (x: T, i: I) => T;
}

/** x = L⁻ᵀy in place of y: xᵢ = (yᵢ − Σⱼ lⱼᵢxⱼ)/lᵢᵢ, j > i. */
export function backward<T, M, I>(
  a: BlockArithmetic<T, M, I>,
  l: Triangle<M, I>,
  { at, put }: InPlace<T, I>,
): void {
  a.eachBlockBack((block, isRest) => {
    const own = (t: number) => at(block[t]!);
    const sums = isRest ? a.hold(columnOf(block), own) : a.open(columnOf(block), own, {
      start: a.after(block),
      end: a.d,
      x: (t, r) => l.at(r, block[t]!),
      y: (_c, r) => at(r),
    });
    const x: T[] = [];
    for (let t = block.length - 1; t >= 0; t--) {
      const i = block[t]!;
      const sum = a.minus(sums(t, 0), {
        first: t + 1,
        end: block.length,
        x: (r) => l.at(block[r]!, i),
        y: (r) => x[r]!,
      });
      x[t] = put(a.divide(sum, l.divisorAt(i)), i);
    }
  });
}
