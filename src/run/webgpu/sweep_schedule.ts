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

/** Registers that a thread should not exceed by much: what a GPU can hold for many threads at a time. */
const registers = 128;

/** How many rows a thread computes: as many as there are registers for their numbers and sums, and rows for the threads. */
export function scheduleFor(
  kernel: Kernel,
  sizes: Sizes,
  exactDifferences: boolean,
): Schedule {
  const cells = (axes: readonly { set: { extent: number } }[]) =>
    axes.reduce((count, axis) => count * axis.set.extent, 1);
  const inner = kernel.rows.at(-1);
  const ofRow = memoriesOf(kernel)
    .filter(({ dims }) => inner !== undefined && dims.includes(inner))
    .reduce((count, memory) => count + cells(memory.cells), 0);
  const sums = kernel.accumulators.reduce((count, a) => count + 2 * cells(a.cells), 0);
  const matrix = kernel.levels[2].some(({ kind }) => kind === "dense" || kind === "inverse");
  const perRow = ofRow + sums + 8;
  const rows = inner === undefined ? 1 : extentOf(inner, sizes);
  const fitting = matrix ? 1 : Math.floor(registers / perRow);
  const replicas = fitting >= 4 && rows >= 256 ? 4 : fitting >= 2 && rows >= 128 ? 2 : 1;
  return { ...defaultSchedule, replicas, exactDifferences };
}
