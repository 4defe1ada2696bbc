/**
 * How an operation on matrices is written: how its code goes over the rows, and what its numbers are. The algorithms of this
 * folder stand over it, and printers differ in it alone.
 */

/** Which rows make a block. An index `I` is a number, or what a kept loop counts: then the code of a block is written once. */
export interface Blocks<I> {
  /** How many rows a matrix has. */
  readonly d: number;
  /** Does `body` for each block of rows from `first` on; `isRest` says that no block follows. */
  readonly eachBlock: (first: I | 0, body: (block: readonly I[], isRest: boolean) => void) => void;
  /** The same from the last row up; `isRest` is said of the block that none stands below. */
  readonly eachBlockBack: (body: (block: readonly I[], isRest: boolean) => void) => void;
  /** The index after a block. */
  readonly after: (block: readonly I[]) => I;
}

/** A number at row t, column c of a block. */
export type BlockEntries<T> = (t: number, c: number) => T;

/** Which grid: how many rows, and the length of each. */
export interface BlockSize {
  readonly rows: number;
  readonly width: (t: number) => number;
}

/** Σᵣ x(t, r)·y(c, r) over the rows r of earlier blocks. */
export interface BlockProducts<T, M, I> {
  readonly start: I | 0;
  readonly end: I | number;
  readonly x: (t: number, r: I) => M;
  readonly y: (c: number, r: I) => T;
}

/** Σᵣ x(r)·y(r) over r = first … end − 1, written out. */
export interface Products<T, M> {
  readonly first: number;
  readonly end: number;
  readonly x: (r: number) => M;
  readonly y: (r: number) => T;
}

/** Numbers `T` that are solved for, one or several beside each other, and entries `M` of a matrix. */
export interface BlockArithmetic<T, M, I> extends Blocks<I> {
  /** The numbers that sums start from: all at once, row by row, or each when it is first asked for. */
  readonly hold: (extent: BlockSize, entry: BlockEntries<T>) => BlockEntries<T>;
  /** Sums that start from `entry`, each less what earlier blocks give. */
  readonly open: (
    extent: BlockSize,
    entry: BlockEntries<T>,
    products: BlockProducts<T, M, I>,
  ) => BlockEntries<T>;
  /** The sum less products. */
  readonly minus: (sum: T, products: Products<T, M>) => T;
  /** The sum over an entry of the diagonal, of which `divisor` may be the reciprocal. */
  readonly divide: (sum: T, divisor: M) => T;
}

/** The extent of a column in a block. */
export function columnOf(block: { readonly length: number }): BlockSize {
  return { rows: block.length, width: () => 1 };
}

/**
 * All rows as one block: no loop is kept and everything is written out, each entry when its turn comes. No block is earlier,
 * so sums are open from the start.
 */
export function oneBlock<T>(
  d: number,
): Blocks<number> & Pick<BlockArithmetic<T, T, number>, "hold" | "open"> {
  const from = (first: number) => Array.from({ length: d - first }, (_, t) => first + t);
  return {
    d,
    eachBlock: (first, body) => body(from(first), true),
    eachBlockBack: (body) => body(from(0), true),
    after: (block) => block[0]! + block.length,
    hold: ({ rows }, entry) => {
      const known: T[][] = Array.from({ length: rows }, () => []);
      return (t, c) => known[t]![c] ??= entry(t, c);
    },
    open: (_extent, entry) => entry,
  };
}
