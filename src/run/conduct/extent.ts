import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { workOf } from "../../../kernels/program/cost.ts";
import { extentOf, type Sizes } from "../../plan/types.ts";

/** The size of a kernel: rows, lanes, and about how many additions it costs. */
export interface Extent {
  readonly rows: number;
  readonly lanes: number;
  readonly work: number;
}

/** The size of a kernel at some sizes. */
export function extentAt(kernel: Kernel, sizes: Sizes): Extent {
  const rows = kernel.rows.reduce((product, axis) => product * extentOf(axis, sizes), 1);
  const lanes = kernel.lane === null ? 1 : extentOf(kernel.lane, sizes);
  const work = workOf(kernel, 0) + rows * (workOf(kernel, 1) + lanes * workOf(kernel, 2));
  return { rows, lanes, work };
}

/** About how many additions the kernels of a plan cost, at least one. */
export function workAt(kernels: readonly Kernel[], sizes: Sizes): number {
  return kernels.reduce((sum, kernel) => sum + extentAt(kernel, sizes).work, 1);
}
