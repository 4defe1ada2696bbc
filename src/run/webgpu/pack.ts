import { bufferStrides } from "../../../kernels/ir/strides.ts";
import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { floor } from "../../../kernels/wgsl/reals.ts";
import type { Group, NumberSlot } from "../../../kernels/wgsl/slots.ts";
import { type Axis, isLong } from "../../expr/axes.ts";
import { extentOf, type Sizes } from "../../plan/types.ts";
import type { Centre } from "../digits/centres.ts";
import type { Looks } from "../digits/looks.ts";
import type { ArrayOf } from "../digits/ranges.ts";
import type { ValueOf } from "./constants.ts";

/** What packing needs to know of a sweep. */
export interface SweepSource {
  readonly kernel: Kernel;
  readonly sizes: Sizes;
  readonly arrayOf: ArrayOf;
  readonly looks: Looks;
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

/** The numbers of a slot in a window, (outer index, index) row-major: where they come from. */
export interface Plane {
  readonly array: Float64Array;
  /** The place of the first number of each outer index, and from one number to the next. */
  readonly start: number;
  readonly outerStride: number;
  readonly stride: number;
  readonly window: Window;
  /** What is taken off the numbers of an outer index. */
  readonly centreOf: (outer: number) => number;
  readonly form: NumberSlot["form"];
  /** Whether no number is infinite. */
  readonly isFinite: boolean;
  /** Says which plane it is: two of the same name hold the same numbers. */
  readonly name: string;
}

/** The plane of a slot along an axis. */
export function planeOf(
  slot: NumberSlot,
  along: Axis | null,
  window: Window,
  { kernel, sizes, arrayOf, looks, centres }: SweepSource,
): Plane {
  const { buffer, dims, cell, form, group } = slot;
  const strides = bufferStrides(buffer, sizes);
  const strideOf = (axis: Axis | null) =>
    dims.reduce((sum, dim, t) => dim === axis ? sum + strides[t]! : sum, 0);
  const outer = kernel.rows.length > 1 ? kernel.rows[0]! : null;
  const outerStride = strideOf(outer), stride = strideOf(along);
  const start = cell.reduce<number>((sum, index, t) => sum + (index ?? 0) * strides[t]!, 0) +
    window.firstOuter * outerStride + window.first * stride;
  const centre = group === undefined ? undefined : centres.get(group);
  const place = shortPlace(slot, sizes), isBatch = group !== undefined && group.batch !== null;
  const centreOf = (o: number) =>
    centre === undefined
      ? 0
      : centre.values[(isBatch ? window.firstOuter + o : 0) * centre.cells + place]!;
  // of a batch there are many centres: they have one name together
  const own = isBatch ? `batch ${numberOf(centre)}` : centreOf(0);
  const { outers, count } = window;
  return {
    ...{ array: arrayOf(buffer), start, outerStride, stride, window, centreOf, form },
    isFinite: looks.at(buffer).isFinite,
    name: `${buffer.id} ${form} ${start} ${outerStride} ${stride} ${outers} ${count} ${own}`,
  };
}

const numbers = new WeakMap<Centre, number>();
let numbered = 0;

function numberOf(centre: Centre | undefined): number {
  if (centre === undefined) return 0;
  let own = numbers.get(centre);
  if (own === undefined) numbers.set(centre, own = ++numbered);
  return own;
}

/** Rounds the numbers from `first` on of a plane to f32, in order, to fill `out`. Infinities become their finite stand-ins. */
export function packInto(out: Float32Array, plane: Plane, first: number): void {
  const { array, outerStride, stride, window: { count }, centreOf, form, isFinite } = plane;
  for (let done = 0; done < out.length;) {
    const o = Math.floor((first + done) / count), t = first + done - o * count;
    const here = { from: plane.start + o * outerStride + t * stride, stride, centre: centreOf(o) };
    const end = Math.min(out.length, done + count - t);
    if (form === "low") packRest(out, done, end, array, here);
    else if (isFinite) packFinite(out, done, end, array, here);
    else packAny(out, done, end, array, here);
    done = end;
  }
}

/** A line of numbers in memory, and their centre. */
interface PackedLine {
  readonly from: number;
  readonly stride: number;
  readonly centre: number;
}

function packFinite(
  out: Float32Array,
  begin: number,
  end: number,
  array: Float64Array,
  { from, stride, centre }: PackedLine,
): void {
  // said to be whole, as `| 0` does, the counters cost a third less
  const last = end | 0, step = stride | 0;
  for (let t = begin | 0, j = from | 0; t < last; t = (t + 1) | 0, j = (j + step) | 0) {
    out[t] = array[j]! - centre;
  }
}

function packAny(
  out: Float32Array,
  begin: number,
  end: number,
  array: Float64Array,
  { from, stride, centre }: PackedLine,
): void {
  for (let t = begin, j = from; t < end; t++, j += stride) {
    const x = array[j]!;
    out[t] = Math.abs(x) === Infinity ? -Math.sign(x) * floor : x - centre;
  }
}

/** What rounding a number has lost: nothing of one that is infinite. */
function packRest(
  out: Float32Array,
  begin: number,
  end: number,
  array: Float64Array,
  { from, stride, centre }: PackedLine,
): void {
  for (let t = begin, j = from; t < end; t++, j += stride) {
    const x = array[j]! - centre;
    out[t] = Math.abs(x) === Infinity ? 0 : x - Math.fround(x);
  }
}

/** The place of a slot's cell among the short cells of its buffer, row-major. */
function shortPlace({ dims, cell }: NumberSlot, sizes: Sizes): number {
  return dims.reduce(
    (at, axis, t) => isLong(axis) ? at : at * extentOf(axis, sizes) + (cell[t] ?? 0),
    0,
  );
}
