import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { bufferStrides } from "../../../kernels/ir/strides.ts";
import { type Buffer, extentOf, type Sizes } from "../../plan/types.ts";
import { numbersAtOnce, type Slices } from "../conduct/slices.ts";

/**
 * The rows of a kernel at which a buffer has its least and its largest finite number: what overflows, cancels or has few
 * digits is found among them, however rare. None for a buffer that does not run along the rows.
 */
export function* extremeRows(
  { rows }: Kernel,
  buffer: Buffer,
  sizes: Sizes,
  array: (buffer: Buffer) => Float64Array,
): Slices<number[]> {
  // how far a step along each dimension, outermost in memory first, moves the row
  const strides = bufferStrides(buffer, sizes);
  const steps = buffer.dims.map((dim) => {
    const at = rows.findIndex(({ set }) => set === dim.set);
    const inner = rows.slice(at + 1).reduce((product, axis) => product * extentOf(axis, sizes), 1);
    return at < 0 ? 0 : inner;
  });
  const last = rows[rows.length - 1];
  if (last === undefined || !buffer.dims.some(({ set }) => set === last.set)) return [];
  let least = -1, most = -1;
  let numbers = array(buffer);
  for (let t = 0; t < numbers.length; t++) {
    if (t % numbersAtOnce === numbersAtOnce - 1) {
      yield undefined;
      numbers = array(buffer);
    }
    const x = numbers[t]!;
    if (x - x !== 0) continue;
    if (least < 0 || x < numbers[least]!) least = t;
    if (most < 0 || x > numbers[most]!) most = t;
  }
  const rowOf = (flat: number) =>
    buffer.dims.reduce((row, dim, t) => {
      const index = Math.floor(flat / strides[t]!) % extentOf(dim, sizes);
      return row + index * steps[t]!;
    }, 0);
  return least < 0 ? [] : [rowOf(least), rowOf(most)];
}
