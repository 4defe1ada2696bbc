import { bufferStrides } from "../../kernels/strides.ts";
import { DeviceError } from "../expr/errors.ts";
import { type Buffer, cellCount, extentOf, type Sizes } from "../plan/types.ts";
import type { Result } from "./buffers.ts";

/** Copies row-major numbers to the order of a buffer in memory. */
export function copyIn(buffer: Buffer, sizes: Sizes, from: Float64Array, to: Float64Array): void {
  if (isRowMajor(buffer)) {
    to.set(from);
    return;
  }
  const turned = turnedOver(buffer, sizes);
  if (turned !== undefined) return transpose(from, to, turned.rows, turned.columns);
  blocks(buffer, sizes, (flat, starts, runs, length, stride) => {
    for (let t = 0; t < length; t++) {
      for (let r = 0, k = flat + t; r < runs; r++, k += length) {
        to[starts[r]! + t * stride] = from[k]!;
      }
    }
  });
}

/** The numbers of a buffer, row-major. */
export function copyOut(buffer: Buffer, sizes: Sizes, from: Float64Array): Result {
  const shape = buffer.dims.map((axis) => extentOf(axis, sizes));
  const data = roomFor(shape);
  if (isRowMajor(buffer)) {
    data.set(from);
    return { data, shape };
  }
  const turned = turnedOver(buffer, sizes);
  if (turned !== undefined) {
    transpose(from, data, turned.columns, turned.rows);
    return { data, shape };
  }
  blocks(buffer, sizes, (flat, starts, runs, length, stride) => {
    for (let t = 0; t < length; t++) {
      for (let r = 0, k = flat + t; r < runs; r++, k += length) {
        data[k] = from[starts[r]! + t * stride]!;
      }
    }
  });
  return { data, shape };
}

function roomFor(shape: readonly number[]): Float64Array {
  try {
    return new Float64Array(shape.reduce((product, extent) => product * extent, 1));
  } catch {
    // the engine says no more than that
    throw new DeviceError(
      `Expected a result of shape [${
        shape.join(", ")
      }] to fit into memory beside what it was computed from; evaluate less at once`,
    );
  }
}

function isRowMajor(buffer: Buffer): boolean {
  return buffer.order.every((t, position) => t === position);
}

/** A small buffer whose first dimensions are its last ones in memory, as [k, d, d] lies as [d, d, k]: a matrix turned over. */
function turnedOver(
  { dims, order }: Buffer,
  sizes: Sizes,
): { readonly rows: number; readonly columns: number } | undefined {
  const rank = order.length, first = order.indexOf(0);
  if (!order.every((t, position) => t === (position + rank - first) % rank)) return undefined;
  const rows = cellCount(dims.slice(0, rank - first), sizes);
  const columns = cellCount(dims.slice(rank - first), sizes);
  // beyond the cache it is better done in blocks
  return rows * columns > mostTurned ? undefined : { rows, columns };
}

const mostTurned = 100_000;

/** to[c, r] = from[r, c]. */
function transpose(from: Float64Array, to: Float64Array, rows: number, columns: number): void {
  for (let c = 0, at = 0; c < columns; c++) {
    for (let r = 0, source = c; r < rows; r++, at++, source += columns) to[at] = from[source]!;
  }
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
  const last = extents.length - 1, length = extents[last]!;
  const index = new Int32Array(last);
  const count = extents.slice(0, last).reduce((product, extent) => product * extent, 1);
  const starts = new Int32Array(Math.min(count, runsTogether));
  for (let run = 0, at = 0; run < count;) {
    const first = run;
    for (let r = 0; r < starts.length && run < count; r++, run++) {
      starts[r] = at;
      for (let t = last - 1; t >= 0; t--) {
        at += strides[t]!;
        if (++index[t]! < extents[t]!) break;
        at -= extents[t]! * strides[t]!;
        index[t] = 0;
      }
    }
    visit(first * length, starts, run - first, length, strides[last]!);
  }
}
