import { numbersAtOnce, type Slices } from "../../conduct/slices.ts";
import { bufferStrides } from "../../../../kernels/ir/strides.ts";
import { type Axis, isLong } from "../../../expr/axes.ts";
import { type Buffer, cellCount, extentOf, type Sizes } from "../../../plan/types.ts";

/** A buffer with one long axis, contiguous along it: planes of so many numbers. */
export interface LongPlanes {
  readonly buffer: Buffer;
  /** The long axis. */
  readonly axis: Axis;
  readonly count: number;
  readonly planes: number;
}

/** A buffer as planes; undefined where it has no long axis, several, or is not contiguous along it. */
export function planesOf(buffer: Buffer, sizes: Sizes): LongPlanes | undefined {
  const long = buffer.dims.flatMap((axis, t) => isLong(axis) ? [t] : []);
  if (long.length !== 1) return undefined;
  const axis = buffer.dims[long[0]!]!, count = extentOf(axis, sizes);
  if (bufferStrides(buffer, sizes)[long[0]!] !== 1) return undefined;
  return { buffer, axis, count, planes: cellCount(buffer.dims, sizes) / count };
}

/** to[plane, t] = from[plane, order[t]]; both are asked for anew in each slice. */
export function* puttingInOrder(
  from: () => Float64Array,
  order: Int32Array,
  to: () => Float64Array,
): Slices {
  for (const { plane, first, end } of parts(from().length, order.length)) {
    const source = from(), target = to();
    for (let t = first; t < end; t++) target[plane + t] = source[plane + order[t]!]!;
    yield undefined;
  }
}

/** to[plane, order[t]] = from[plane, t]. */
export function* puttingBack(
  from: () => Float64Array,
  order: Int32Array,
  to: () => Float64Array,
): Slices {
  for (const { plane, first, end } of parts(from().length, order.length)) {
    const source = from(), target = to();
    for (let t = first; t < end; t++) target[plane + order[t]!] = source[plane + t]!;
    yield undefined;
  }
}

/** Parts of planes that make a slice each. */
function* parts(length: number, count: number) {
  for (let plane = 0; plane < length; plane += count) {
    for (let first = 0; first < count; first += numbersAtOnce) {
      yield { plane, first, end: Math.min(count, first + numbersAtOnce) };
    }
  }
}
