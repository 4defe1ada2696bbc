import { type Axis, isLong } from "../../src/expr/axes.ts";
import { extentOf, type Sizes } from "../../src/plan/types.ts";
import type { Kernel, Memory, Value, View } from "../ir/kernel.ts";
import { bufferStrides } from "../ir/strides.ts";
import type { Span } from "./defined_loop.ts";

/** A value at its place in memory: a span that moves with the rows and the lanes, and the strides of its cells. */
export interface Place extends Span {
  /** Where the span starts in row 0, lane 0. */
  readonly origin: number;
  /** How far it moves with each row axis of the kernel. */
  readonly rowStrides: readonly number[];
  /** How far it moves with a lane, if it lies in a buffer. */
  readonly laneStride: number;
  /** How far apart the cells along an axis are. */
  readonly cellStride: (axis: Axis) => number;
}

/** The place of a value in a buffer. */
export function memoryPlace(
  value: Pick<Memory, "buffer" | "dims">,
  kernel: Pick<Kernel, "rows" | "lane">,
  sizes: Sizes,
  array: Float64Array,
): Place {
  const strides = bufferStrides(value.buffer, sizes);
  const along = (axis: Axis | null) =>
    value.dims.reduce((sum, dim, t) => dim === axis ? sum + strides[t]! : sum, 0);
  const laneStride = along(kernel.lane);
  return {
    array,
    at: 0,
    stride: laneStride,
    origin: 0,
    rowStrides: kernel.rows.map(along),
    laneStride,
    cellStride: along,
  };
}

/** The place of a register of `width` lanes (1 for values that do not depend on the lane). */
export function registerPlace(
  value: Value,
  width: number,
  array: Float64Array,
  at: number,
  sizes: Sizes,
): Place {
  const strides = new Map<Axis, number>();
  let step = width;
  for (const axis of [...value.cells].reverse()) {
    strides.set(axis, step);
    step *= extentOf(axis, sizes);
  }
  return {
    array,
    at,
    stride: value.level === 2 ? 1 : 0,
    origin: at,
    rowStrides: [],
    laneStride: 0,
    cellStride: (axis) => strides.get(axis) ?? 0,
  };
}

/** The place of a register read along a diagonal. */
export function viewPlace(whole: Place, { of, dims }: View): Place {
  const cellStride = (axis: Axis) =>
    dims.reduce((sum, dim, t) => dim === axis ? sum + whole.cellStride(of.cells[t]!) : sum, 0);
  return { ...whole, cellStride };
}

/** The offsets of a place at every point of `axes` (short, row-major). */
export function cellOffsets(place: Place, axes: readonly Axis[], sizes: Sizes): Int32Array {
  let offsets = Int32Array.of(0);
  for (const axis of axes) {
    if (isLong(axis)) throw new Error(`A long axis has no cells: ${axis.set.letter}`);
    const extent = extentOf(axis, sizes), stride = place.cellStride(axis);
    const next = new Int32Array(offsets.length * extent);
    for (let p = 0; p < offsets.length; p++) {
      for (let q = 0; q < extent; q++) next[p * extent + q] = offsets[p]! + q * stride;
    }
    offsets = next;
  }
  return offsets;
}
