import { bindKernel, type BoundKernel } from "../../kernels/script/bind.ts";
import type { Kernel } from "../../kernels/ir.ts";
import type { Source } from "../expr/node.ts";
import { type Buffer, cellCount, type Plan, type Sizes } from "../plan/types.ts";
import { checkNamed, type Result } from "./buffers.ts";
import { copyIn, copyOut } from "./order.ts";
import type { Arrays } from "./inputs.ts";

export type { Result } from "./buffers.ts";

/** A plan and its kernels, over memory for one set of sizes. */
export interface CpuExecutor {
  /** Copies the inputs in and runs every step; yields the share of the work that is done, now and then. */
  readonly execute: (arrays: Arrays) => Generator<number, Result[], void>;
}

/** How many pair evaluations pass between two chances to stop or to report. */
const pointsBetweenYields = 1 << 16;

/** Memory and bound kernels for a plan at given sizes. */
export function cpuExecutor(plan: Plan, kernels: readonly Kernel[], sizes: Sizes): CpuExecutor {
  const memory = new Map<Buffer, Float64Array>();
  for (const buffer of [...plan.inputs, ...plan.stored]) {
    memory.set(buffer, new Float64Array(cellCount(buffer.dims, sizes)));
  }
  const arrayOf = (buffer: Buffer) => memory.get(buffer) as Float64Array;
  const bound = kernels.map((kernel) => bindKernel(kernel, sizes, arrayOf));
  const total = bound.reduce((sum, kernel) => sum + points(kernel), 0);

  function* execute(arrays: Arrays): Generator<number, Result[], void> {
    for (const buffer of plan.inputs) {
      const source = buffer.source as Source;
      const data = arrays.get(source)?.data ?? source.data;
      copyIn(buffer, sizes, data, arrayOf(buffer));
    }
    let done = 0;
    for (const [s, kernel] of bound.entries()) {
      const rowsAtOnce = Math.max(1, Math.floor(pointsBetweenYields / kernel.lanes));
      for (let row = 0; row < kernel.rows; row += rowsAtOnce) {
        const end = Math.min(kernel.rows, row + rowsAtOnce);
        kernel.run(row, end);
        done += (end - row) * kernel.lanes;
        yield done / total;
      }
      for (const task of plan.steps[s].tasks) checkNamed(task, sizes, arrayOf(task.buffer));
    }
    return plan.outputs.map(({ buffer }) => copyOut(buffer, sizes, arrayOf(buffer)));
  }
  return { execute };
}

function points(kernel: BoundKernel): number {
  return kernel.rows * kernel.lanes;
}
