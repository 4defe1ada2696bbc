import { bindKernel } from "../../../kernels/script/bind.ts";
import type { Kernel } from "../../../kernels/ir.ts";
import { flagLanes } from "../../../kernels/wasm/tiles.ts";
import type { Sizes } from "../../plan/types.ts";
import type { Bound } from "./bound.ts";
import type { Extent, Plain } from "./units.ts";

/** Whether so many rows are in doubt that all of them in double precision take less time than those by the careful executor. */
export function isMostlyDoubtful(
  { heap }: Bound,
  { rows }: Pick<Extent, "rows">,
  { flags, flagsPerRow }: Plain,
): boolean {
  const set = heap.u8(flags, rows * flagsPerRow);
  return set.reduce((count, flag) => count + flag, 0) * 32 > rows * flagsPerRow;
}

/**
 * Computes again, with the careful executor, the rows of a step that a kernel was in doubt about: a pivot that lost its
 * digits, a sum out of range, NaN. Yields after each row.
 */
export function* redo(
  bound: Bound,
  kernel: Kernel,
  { rows, lanes }: Omit<Extent, "work">,
  { flags, flagsPerRow }: Plain,
  sizes: Sizes,
): Generator<void, void, void> {
  const doubtful = Uint8Array.from(bound.heap.u8(flags, rows * flagsPerRow));
  bound.heap.u8(flags, rows * flagsPerRow).fill(0);
  const careful = bindKernel(kernel, sizes, bound.array);
  const isMap = kernel.accumulators.length === 0;
  careful.start();
  for (let row = 0; row < rows; row++) {
    for (let block = 0; block < flagsPerRow; block++) {
      if (doubtful[row * flagsPerRow + block] === 0) continue;
      const first = isMap ? block * flagLanes : 0;
      careful.run(row, row + 1, first, isMap ? Math.min(lanes, first + flagLanes) : lanes);
      yield;
    }
  }
}
