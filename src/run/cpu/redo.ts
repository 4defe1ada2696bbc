import { bindKernel } from "../../../kernels/script/bind.ts";
import { flagLanes } from "../../../kernels/wasm/tiles/tiles.ts";
import type { Sizes } from "../../plan/types.ts";
import { additionsAtOnce, type Slices } from "../conduct/slices.ts";
import type { Bound, BoundStep } from "./bound.ts";
import type { Extent, Plain } from "./units.ts";

/** Whether so many rows are in doubt that all of them in double precision take less time than those by the careful executor. */
export function isMostlyDoubtful(
  { heap }: Bound,
  { rows }: Pick<Extent, "rows">,
  { flags, flagsPerRow }: Plain,
): boolean {
  let count = 0;
  for (const flag of heap.u8(flags, rows * flagsPerRow)) count += flag;
  return count * 32 > rows * flagsPerRow;
}

/**
 * Computes again, with the careful executor, the rows of a step that a kernel was in doubt about: a factor that lost its
 * digits, a sum out of range, NaN.
 */
export function* redo(
  { heap, array }: Bound,
  { kernel, rows, lanes }: Pick<BoundStep, "kernel" | "rows" | "lanes">,
  { flags, flagsPerRow }: Plain,
  sizes: Sizes,
): Slices {
  const doubtful = heap.u8(flags, rows * flagsPerRow).slice();
  heap.u8(flags, rows * flagsPerRow).fill(0);
  const careful = bindKernel(kernel, sizes, array);
  const isMap = kernel.accumulators.length === 0;
  careful.start();
  for (let row = 0; row < rows; row++) {
    for (let block = 0; block < flagsPerRow; block++) {
      if (doubtful[row * flagsPerRow + block] === 0) continue;
      const laneFirst = isMap ? block * flagLanes : 0;
      const laneEnd = isMap ? Math.min(lanes, laneFirst + flagLanes) : lanes;
      yield* careful.runInSlices({ first: row, end: row + 1, laneFirst, laneEnd }, additionsAtOnce);
      yield undefined;
    }
  }
}
