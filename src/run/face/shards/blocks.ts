import type { RowCut } from "../../../plan/cut_rows.ts";
import { blockCount, cellsOf } from "./partial_state.ts";

/** Blocks have at least so many rows, and at most so many, in about `wantedBlocks`. */
const leastBlock = 64, mostBlock = 2 ** 16, wantedBlocks = 512;
/** The terms of a block are held at once: up to so many numbers. */
const mostTerms = 2 ** 22;

/** How many rows are computed together: a power of two that depends on sizes alone, as the last bits depend on it. */
export function blockOf({ count, totals }: RowCut): number {
  const terms = totals.flatMap(({ values, row }) => row === undefined ? [] : values)
    .reduce((sum, { axes }) => sum + cellsOf(axes.map(({ set }) => set.extent)) / count, 0);
  let block = leastBlock;
  while (2 * block <= mostBlock && block * wantedBlocks < count && 2 * block * terms <= mostTerms) {
    block *= 2;
  }
  return block;
}

/** Whether so many rows may be computed in such blocks: larger ones are for many rows only. */
export function canBeBlock(block: number, count: number): boolean {
  if (block === leastBlock) return true;
  return block > leastBlock && block <= mostBlock && Number.isInteger(Math.log2(block)) &&
    block / 2 * wantedBlocks < count;
}

/** Whether a block ends where a row begins, or all rows end there. */
export function isBetweenBlocks(row: number, count: number, block: number): boolean {
  return row === count || (row % block === 0 && row <= lastBlockAt(count, block));
}

/** The first row of the last block. */
export function lastBlockAt(count: number, block: number): number {
  return (blockCount(count, block) - 1) * block;
}
