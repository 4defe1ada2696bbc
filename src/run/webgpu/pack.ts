import { bufferStrides } from "../../../kernels/ir/strides.ts";
import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { floor } from "../../../kernels/wgsl/reals.ts";
import type { Group, NumberSlot, Slot } from "../../../kernels/wgsl/slots.ts";
import { type Axis, isLong } from "../../expr/axes.ts";
import { extentOf, type Sizes } from "../../plan/types.ts";
import type { Centre } from "../digits/centres.ts";
import type { ArrayOf } from "../digits/ranges.ts";
import type { ValueOf } from "./constants.ts";

/** What packing needs to know of a sweep. */
export interface SweepSource {
  readonly kernel: Kernel;
  readonly sizes: Sizes;
  readonly arrayOf: ArrayOf;
  readonly centres: ReadonlyMap<Group, Centre>;
  readonly valueOf: ValueOf;
}

/** A run of indices along one axis, for some outer indices. */
export interface Window {
  readonly firstOuter: number;
  readonly outers: number;
  readonly first: number;
  readonly count: number;
}

/**
 * Rounds the numbers of a slot to f32: number (o, t) goes to `out[start + (o · count + t) · step]`. Differences are centred before;
 * infinities become their finite stand-ins.
 */
export function packSlot(
  slot: Slot,
  along: Axis | null,
  { firstOuter, outers, first, count }: Window,
  { kernel, sizes, arrayOf, centres, valueOf }: SweepSource,
  { out, start, step }: { out: Float32Array; start: number; step: number },
): void {
  if (slot.form === "value") {
    const x = valueOf(slot);
    out[start] = Math.abs(x) === Infinity ? -Math.sign(x) * floor : x;
    return;
  }
  const outer = kernel.rows.length > 1 ? kernel.rows[0]! : null;
  const { buffer, dims, cell, form, group } = slot;
  const array = arrayOf(buffer);
  const strides = bufferStrides(buffer, sizes);
  const stride = (axis: Axis | null) =>
    dims.reduce((sum, dim, t) => dim === axis ? sum + strides[t]! : sum, 0);
  const base = cell.reduce<number>((sum, index, t) => sum + (index ?? 0) * strides[t]!, 0);
  const outerStride = stride(outer), laneStride = stride(along);
  const centre = group === undefined ? undefined : centres.get(group);
  const at = shortPlace(slot, sizes);
  for (let o = 0; o < outers; o++) {
    const c = centre === undefined
      ? 0
      : centre.values[(group?.batch === null ? 0 : firstOuter + o) * centre.cells + at]!;
    let from = base + (firstOuter + o) * outerStride + first * laneStride;
    let to = start + o * count * step;
    for (let t = 0; t < count; t++, from += laneStride, to += step) {
      const x = array[from]!;
      if (x === Infinity) out[to] = form === "low" ? 0 : -floor;
      else if (x === -Infinity) out[to] = form === "low" ? 0 : floor;
      else if (form === "low") out[to] = x - c - Math.fround(x - c);
      else out[to] = x - c;
    }
  }
}

/** The place of a slot's cell among the short cells of its buffer, row-major. */
function shortPlace({ dims, cell }: NumberSlot, sizes: Sizes): number {
  return dims.reduce(
    (at, axis, t) => isLong(axis) ? at : at * extentOf(axis, sizes) + (cell[t] ?? 0),
    0,
  );
}
