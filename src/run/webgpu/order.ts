import { bufferStrides } from "../../../kernels/strides.ts";
import { type Buffer, cellCount, extentOf, type Sizes } from "../../plan/types.ts";
import type { Result } from "../cpu.ts";

/** Copies row-major numbers to the order of a buffer in memory. */
export function copyIn(buffer: Buffer, sizes: Sizes, from: Float64Array, to: Float64Array): void {
  if (isRowMajor(buffer)) {
    to.set(from);
    return;
  }
  blocks(buffer, sizes, (flat, starts, runs, length, stride) => {
    for (let t = 0; t < length; t++) {
      for (let r = 0, k = flat + t; r < runs; r++, k += length) {
        to[starts[r] + t * stride] = from[k];
      }
    }
  });
}

/** The numbers of a buffer, row-major. */
export function copyOut(buffer: Buffer, sizes: Sizes, from: Float64Array): Result {
  const shape = buffer.dims.map((axis) => extentOf(axis, sizes));
  if (isRowMajor(buffer)) return { data: from.slice(), shape };
  const data = new Float64Array(cellCount(buffer.dims, sizes));
  blocks(buffer, sizes, (flat, starts, runs, length, stride) => {
    for (let t = 0; t < length; t++) {
      for (let r = 0, k = flat + t; r < runs; r++, k += length) {
        data[k] = from[starts[r] + t * stride];
      }
    }
  });
  return { data, shape };
}

function isRowMajor(buffer: Buffer): boolean {
  return buffer.order.every((t, position) => t === position);
}

/** Runs along the last dimension that are copied together, so that neither side is read or written far apart. */
const runsTogether = 512;

type Block = (
  flat: number,
  starts: Int32Array,
  runs: number,
  length: number,
  stride: number,
) => void;

/** Visits runs along the last dimension, some at a time: where they begin in row-major order and in memory, and their length and stride. */
function blocks(buffer: Buffer, sizes: Sizes, visit: Block): void {
  const extents = buffer.dims.map((axis) => extentOf(axis, sizes));
  const strides = bufferStrides(buffer, sizes);
  const last = extents.length - 1, length = extents[last];
  const index = new Int32Array(last);
  const count = extents.slice(0, last).reduce((product, extent) => product * extent, 1);
  const starts = new Int32Array(Math.min(count, runsTogether));
  for (let run = 0, at = 0; run < count;) {
    const first = run;
    for (let r = 0; r < starts.length && run < count; r++, run++) {
      starts[r] = at;
      for (let t = last - 1; t >= 0; t--) {
        at += strides[t];
        if (++index[t] < extents[t]) break;
        at -= extents[t] * strides[t];
        index[t] = 0;
      }
    }
    visit(first * length, starts, run - first, length, strides[last]);
  }
}
