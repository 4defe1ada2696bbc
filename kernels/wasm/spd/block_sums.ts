import type { BlockArithmetic, BlockEntries, BlockSize } from "../../spd/blocks.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { type Cell, emitterOf } from "../frame/frame.ts";
import { eachIn } from "../memory/loop.ts";
import { addProducts, after, copy, eachBlock, type Shop, wholeRows } from "./rolled_blocks.ts";
import { vectorSums } from "./vector_sums.ts";

/** The arithmetic of matrices as loops over blocks of rows, whose sums stay in locals. */
export function blockSums(shop: Shop): BlockArithmetic<Copies, Copies, Cell> {
  const { tile, level, d, rows } = shop, whole = wholeRows(shop);
  return {
    ...vectorSums(tile, level),
    d,
    after,
    eachBlock: (first, body) => eachBlock(shop, first, body),
    eachBlockBack: (body) => {
      if (whole < d) body(Array.from({ length: d - whole }, (_, t) => whole + t), true);
      if (whole === 0) return;
      eachIn(tile, level, { start: whole - rows, end: 0, by: -rows }, (loop) => {
        body(Array.from({ length: rows }, (_, plus) => ({ loop, plus })), false);
      });
    },
    hold: (extent, entry) => {
      const held = gridOf(extent, entry);
      return (t, c) => held[t]![c]!;
    },
    open: (extent, entry, { start, end, x, y }) => {
      const sums = gridOf(extent, (t, c) => copy(shop, entry(t, c)));
      // to the last row: whole blocks, then what is left over
      const parts = end === d ? [[start, whole], [whole, d]] as const : [[start, end]] as const;
      for (const [start, end] of parts) {
        if (start !== end) addProducts(shop, sums, { start, end, sign: -1 }, x, y);
      }
      return (t, c) => sums[t]![c]!;
    },
  };
}

/** The entries of a grid, emitted row by row. */
function gridOf<T>({ rows, width }: BlockSize, entry: BlockEntries<T>): T[][] {
  return Array.from(
    { length: rows },
    (_, t) => Array.from({ length: width(t) }, (_, c) => entry(t, c)),
  );
}

/** Numbers of several columns in one row; undefined where they are 0. */
export type Row = readonly (Copies | undefined)[];

/** The same arithmetic on rows: an entry of a matrix is loaded once for all columns. */
export function rowSums(
  { tile, level }: Shop,
): Pick<BlockArithmetic<Row, Copies, Cell>, "minus" | "divide"> {
  return {
    minus: (sum, { first, end, x, y }) => {
      const row = [...sum], a = arithmetic(emitterOf(tile, level));
      for (let r = first; r < end; r++) {
        const factor = x(r), known = y(r);
        row.forEach((held, c) => {
          const other = known[c];
          if (held !== undefined && other !== undefined) row[c] = a.nmadd(factor, other, held);
        });
      }
      return row;
    },
    divide: (sum, divisor) => {
      const a = arithmetic(emitterOf(tile, level));
      return sum.map((held) => held === undefined ? undefined : a.mul(held, divisor));
    },
  };
}
