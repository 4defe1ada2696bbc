import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Schedule } from "../../../kernels/wgsl/sheet.ts";
import { extentOf, type Sizes } from "../../plan/types.ts";
import { memoriesOf } from "../../../kernels/ir/reads.ts";

/** One row a thread: fits every kernel. */
export const defaultSchedule: Schedule = {
  replicas: 1,
  threads: 64,
  lanes: 1,
  exactDifferences: false,
};

/**
 * Registers for the numbers and sums of a thread's rows, of the 255 that it can have. Measured on an H200: four rows with 30 each and
 * two with 84 are best, and what exceeds this spills: four rows with 84 run at a third of the speed.
 */
const registers = 176;

/** So many statements a pair, counted in cells, are few: several lanes a turn of the loop then keep a thread's units busy. */
const fewStatements = 64, lanesOfFew = 4;

/** How many rows a thread computes: as many as there are registers for their numbers and sums, and rows for the threads. */
export function scheduleFor(
  kernel: Kernel,
  sizes: Sizes,
  exactDifferences: boolean,
): Schedule {
  const cells = (axes: readonly { set: { extent: number } }[]) =>
    axes.reduce((count, axis) => count * axis.set.extent, 1);
  const total = (all: readonly { cells: Parameters<typeof cells>[0] }[]) =>
    all.reduce((count, { cells: own }) => count + cells(own), 0);
  const inner = kernel.rows.at(-1);
  const ofRow = total(
    memoriesOf(kernel).filter(({ dims }) => inner !== undefined && dims.includes(inner)),
  );
  const matrix = kernel.levels[2].some(({ kind }) => kind === "dense" || kind === "inverse");
  // the totals of a sum are asked for once a tile: what each lane adds to is one number
  const perRow = ofRow + total(kernel.accumulators) + 8;
  const rows = inner === undefined ? 1 : extentOf(inner, sizes);
  const fitting = matrix ? 1 : Math.floor(registers / perRow);
  const replicas = fitting >= 4 && rows >= 256 ? 4 : fitting >= 2 && rows >= 128 ? 2 : 1;
  // larger groups share a tile among more threads, but are worth it only where they leave few threads without a row
  const threads = rows >= 4 * 128 * replicas ? 128 : 64;
  const statements = total(kernel.levels[2].map(({ out }) => out));
  const lanes = !matrix && statements <= fewStatements ? lanesOfFew : 1;
  return { replicas, threads, lanes, exactDifferences };
}
