import { solveBlock, type Triangle } from "../../spd/substitution.ts";
import type { Copies } from "../frame/vector_arithmetic.ts";
import type { Cell } from "../frame/frame.ts";
import { type Row, rowSums } from "./block_sums.ts";
import {
  addProducts,
  after,
  copy,
  eachBlock,
  type Room,
  type Shop,
  zerosOf,
} from "./rolled_blocks.ts";

/** Y = L⁻¹G for a lower triangle G, as blocks of columns. */
export interface ColumnBlocks {
  /** An entry, or undefined for 0. */
  readonly g: (i: Cell, j: Cell) => Copies | undefined;
  /** Room for entry (i, c) of a block of columns. */
  readonly room: (columns: readonly Cell[]) => Room<[Cell, number]>;
  /** Told of each entry of Y and its row's place in its block. */
  readonly each?: (held: Copies, t: number) => void;
}

/** Emits Y = L⁻¹G, block by block of columns: in each, the corner at the diagonal first, then the blocks of rows below. */
export function rolledColumns(
  shop: Shop,
  l: Triangle<Copies, Cell>,
  { g, room, each }: ColumnBlocks,
): void {
  const a = rowSums(shop);
  eachBlock(shop, 0, (columns, isRest) => {
    const y = room(columns);
    const solve = (block: readonly Cell[], sums: readonly Row[]) => {
      solveBlock<Row, Copies, Cell>(a, l, { block, sums: (t) => sums[t]! }).forEach((row, t) =>
        row.forEach((held, c) => {
          if (held === undefined) return;
          y.put(held, block[t]!, c);
          each?.(held, t);
        })
      );
    };
    const zeros = zerosOf(shop);
    const sums = columns.map((i, t) => columns.map((j, c) => c > t ? undefined : g(i, j) ?? zeros));
    solve(columns, sums);
    // zeros above the diagonal of the block, which sums read
    columns.forEach((i, t) => {
      for (let c = t + 1; c < columns.length; c++) y.put(zeros, i, c);
    });
    if (isRest) return;
    eachBlock(shop, after(columns), (block) => {
      const sums = block.map((i) => columns.map((j) => copy(shop, g(i, j) ?? zeros)));
      const range = { start: columns[0]!, end: block[0]!, sign: -1 } as const;
      addProducts(shop, sums, range, (i, r) => l.at(block[i]!, r), (c, r) => y.at(r, c));
      solve(block, sums);
    });
  });
}
