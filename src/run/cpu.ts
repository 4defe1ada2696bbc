import { bindKernel, type BoundKernel } from "../../kernels/script/bind.ts";
import { bufferStrides } from "../../kernels/strides.ts";
import type { Kernel } from "../../kernels/ir.ts";
import { checkDomain, computedWeightTolerance } from "../expr/domain.ts";
import type { Source } from "../expr/node.ts";
import {
  type Buffer,
  cellCount,
  extentOf,
  type Plan,
  type Sizes,
  type Task,
} from "../plan/types.ts";
import type { Arrays } from "./inputs.ts";

/** The result of a plan's output: row-major numbers. */
export interface Result {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

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
      permute(buffer, sizes, data, arrayOf(buffer), "in");
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
      plan.steps[s].tasks.forEach(checkNamed);
    }
    return plan.outputs.map(({ buffer }) => read(buffer));
  }
  /** Parameters that are computed must satisfy what given ones must. */
  function checkNamed({ node, buffer }: Task): void {
    if (node.kind !== "hold") return;
    const { data, shape } = read(buffer);
    checkDomain(node.domain, node.name, data, shape, computedWeightTolerance);
  }
  function read(buffer: Buffer): Result {
    const data = new Float64Array(cellCount(buffer.dims, sizes));
    permute(buffer, sizes, arrayOf(buffer), data, "out");
    return { data, shape: buffer.dims.map((axis) => extentOf(axis, sizes)) };
  }
  return { execute };
}

function points(kernel: BoundKernel): number {
  return kernel.rows * kernel.lanes;
}

/** Copies between row-major order and the order of a buffer in memory. */
function permute(
  buffer: Buffer,
  sizes: Sizes,
  from: Float64Array,
  to: Float64Array,
  direction: "in" | "out",
): void {
  if (buffer.order.every((t, position) => t === position)) {
    to.set(from);
    return;
  }
  const extents = buffer.dims.map((axis) => extentOf(axis, sizes));
  const strides = bufferStrides(buffer, sizes);
  const index = new Int32Array(extents.length);
  const rank = extents.length;
  let at = 0;
  for (let flat = 0; flat < from.length; flat++) {
    if (direction === "in") to[at] = from[flat];
    else to[flat] = from[at];
    for (let t = rank - 1; t >= 0; t--) {
      at += strides[t];
      if (++index[t] < extents[t]) break;
      at -= extents[t] * strides[t];
      index[t] = 0;
    }
  }
}
