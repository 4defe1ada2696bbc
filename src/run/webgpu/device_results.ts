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

/** Brings results home, all in one read, for `use`: what it is given is gone when it returns. */
export async function readBack<T>(
  gpu: GpuDevice,
  parts: readonly Kept[],
  use: (numbers: readonly Float32Array[]) => T,
): Promise<T> {
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
    const all = new Float32Array(staging.getMappedRange(0, Math.max(bytes, 4)));
    at = 0;
    const result = use(counts.map((count) => all.subarray(at, at += count)));
    staging.unmap();
    isWhole = true;
    return result;
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
  const rarely = (numbers: Float32Array, { array, at, step, isSum }: Stretch, row: number) => {
    let most = 0;
    numbers.forEach((value, t) => {
      if (value <= surelyInfinite && !isSum) array[at + t * step] = -Infinity;
      else if (Math.abs(value) < -infinite) array[at + t * step] = value;
      // too large, infinite, or not a number
      else doubtful.add(row + t);
      if (Math.abs(value) > most) most = Math.abs(value);
    });
    return most;
  };
  const inner = kernel.rows.at(-1);
  const innerRows = inner === undefined ? 1 : extentOf(inner, sizes);
  for (const { data, firstRow, rows } of bands) {
    sweep.cells.forEach((cell, c) => {
      const { accumulator } = cell, { into } = accumulator;
      const array = arrayOf(into);
      const place = placeIn(into, cell, kernel, sizes);
      const isSum = cell.op === "sum" || cell.op === "dot";
      let most = isSum ? largest.get(accumulator) ?? 0 : Infinity;
      // by outer index: a stretch of rows each
      for (let t = 0; t < rows;) {
        const row = firstRow + t, outer = Math.floor(row / innerRows);
        const inOuter = row - outer * innerRows, count = Math.min(rows - t, innerRows - inOuter);
        const first = c * rows + t;
        const at = place.base + outer * place.outer + inOuter * place.inner;
        const numbers = data.subarray(first, first + count);
        const size = plainly(numbers, array, at, place.inner);
        most = Math.max(
          most,
          size ?? rarely(numbers, { array, at, step: place.inner, isSum }, row),
        );
        t += count;
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

/** Takes numbers over, if none stands for an infinity or is too large; the largest size of one. */
function plainly(
  numbers: Float32Array,
  to: Float64Array,
  at: number,
  step: number,
): number | undefined {
  let most = 0, place = at | 0;
  const stride = step | 0;
  for (let t = 0; t < numbers.length; t++) {
    const value = numbers[t]!, size = Math.abs(value);
    if (!(size < -infinite)) return undefined;
    if (size > most) most = size;
    to[place] = value;
    place = (place + stride) | 0;
  }
  return most;
}

/** Where numbers go, and whether they are sums. */
interface Stretch {
  readonly array: Float64Array;
  readonly at: number;
  readonly step: number;
  readonly isSum: boolean;
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
