import { bufferStrides } from "../../../kernels/ir/strides.ts";
import type { Accumulator, Kernel } from "../../../kernels/ir/kernel.ts";
import type { Cell } from "../../../kernels/wgsl/accumulators.ts";
import type { Sweep } from "../../../kernels/wgsl/print.ts";
import { infinite } from "../../../kernels/wgsl/reals.ts";
import { type Buffer, extentOf, type Sizes } from "../../plan/types.ts";
import type { GpuDevice } from "./gpu_device.ts";
import { limits } from "../digits/limits.ts";
import type { ArrayOf } from "../digits/ranges.ts";
import type { Kept } from "./sweep_job.ts";

/** Results of some rows of a sweep: [cell][row]. */
export interface Band {
  readonly data: Float32Array;
  readonly firstRow: number;
  readonly rows: number;
}

const readUsage = 0x01 | 0x08; // MAP_READ | COPY_DST

/** Brings results home, all in one read. */
export async function readBack(gpu: GpuDevice, parts: readonly Kept[]): Promise<Float32Array[]> {
  const { device, pool } = gpu;
  const counts = parts.map(({ rows, cells }) => rows * cells);
  const bytes = 4 * counts.reduce((sum, count) => sum + count, 0);
  const staging = pool.take(Math.max(bytes, 4), readUsage);
  let isWhole = false;
  try {
    const encoder = device.createCommandEncoder();
    let at = 0;
    parts.forEach(({ buffer }, t) => {
      encoder.copyBufferToBuffer(buffer, 0, staging, at, 4 * counts[t]!);
      at += 4 * counts[t]!;
    });
    device.queue.submit([encoder.finish()]);
    await gpu.orLost(staging.mapAsync(0x01, 0, Math.max(bytes, 4)));
    const all = new Float32Array(staging.getMappedRange(0, Math.max(bytes, 4)).slice(0));
    staging.unmap();
    isWhole = true;
    at = 0;
    return counts.map((count) => all.subarray(at, at += count));
  } finally {
    // one that may still be mapped is of no use
    if (isWhole) pool.give(staging);
    else pool.drop(staging);
  }
}

/**
 * Writes the results of a sweep to the host's memory, stand-ins as the infinities they stand for. Returns the rows that single
 * precision could not decide, in order.
 */
export function decode(
  kernel: Kernel,
  sweep: Sweep,
  bands: readonly Band[],
  sizes: Sizes,
  arrayOf: ArrayOf,
): number[] {
  const doubtful = new Set<number>();
  const largest = new Map<Accumulator, number>();
  const inner = kernel.rows.at(-1);
  const innerRows = inner === undefined ? 1 : extentOf(inner, sizes);
  for (const { data, firstRow, rows } of bands) {
    sweep.cells.forEach((cell, c) => {
      const { accumulator } = cell, { into } = accumulator;
      const array = arrayOf(into);
      const place = placeIn(into, cell, kernel, sizes);
      const isSum = cell.op === "sum" || cell.op === "dot";
      let most = isSum ? largest.get(accumulator) ?? 0 : Infinity;
      for (let t = 0; t < rows; t++) {
        const value = data[c * rows + t]!, row = firstRow + t;
        const outer = Math.floor(row / innerRows);
        const at = place.base + outer * place.outer + (row - outer * innerRows) * place.inner;
        if (value <= surelyInfinite && !isSum) array[at] = -Infinity;
        else if (value < -infinite && value > infinite) array[at] = value;
        // too large, infinite, or not a number
        else doubtful.add(row);
        if (Math.abs(value) > most) most = Math.abs(value);
      }
      largest.set(accumulator, most);
    });
    if (!sweep.doubts) continue;
    const flags = sweep.cells.length * rows;
    for (let t = 0; t < rows; t++) if (data[flags + t]! > 0) doubtful.add(firstRow + t);
  }
  // where all sums of a kind are so small, no digit of any is sure
  const small = [...largest.values()].some((most) => most < limits.gpu.leastSum);
  if (small) bands.forEach(({ firstRow, rows }) => addRange(doubtful, firstRow, rows));
  return [...doubtful].sort((a, b) => a - b);
}

/** What is left of the stand-in for −∞ after multiplication by what an exponent may have as a factor. */
const surelyInfinite = -(2 ** 104);

function addRange(to: Set<number>, first: number, count: number): void {
  for (let t = first; t < first + count; t++) to.add(t);
}

/** Where the results of a cell go. */
function placeIn(buffer: Buffer, { accumulator, point }: Cell, kernel: Kernel, sizes: Sizes) {
  const strides = bufferStrides(buffer, sizes);
  const stride = (axis: unknown) =>
    buffer.dims.reduce((sum, dim, t) => dim === axis ? sum + strides[t]! : sum, 0);
  const base = accumulator.cells.reduce(
    (sum, axis) => sum + (point.get(axis) ?? 0) * stride(axis),
    0,
  );
  const inner = kernel.rows.at(-1);
  return {
    base,
    inner: inner === undefined ? 0 : stride(inner),
    outer: kernel.rows.length > 1 ? stride(kernel.rows[0]) : 0,
  };
}
