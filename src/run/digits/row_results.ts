import { bufferStrides } from "../../../kernels/ir/strides.ts";
import type { Accumulator, Kernel } from "../../../kernels/ir/kernel.ts";
import { extentOf, type Sizes } from "../../plan/types.ts";
import type { ArrayOf } from "./ranges.ts";

/** A kernel at some sizes, and where its numbers are. */
export interface Placed {
  readonly kernel: Kernel;
  readonly sizes: Sizes;
  readonly arrayOf: ArrayOf;
}

/** What is stored for rows, for each accumulator. */
export function numbersAt({ kernel, sizes, arrayOf }: Placed, rows: readonly number[]): number[][] {
  return kernel.accumulators.map((accumulator) => {
    const array = arrayOf(accumulator.into);
    return rows.flatMap((row) =>
      entriesOf(kernel, accumulator, row, sizes).map((at) => array[at]!)
    );
  });
}

/** Stores numbers that `numbersAt` gave. */
export function putBack(
  { kernel, sizes, arrayOf }: Placed,
  rows: readonly number[],
  numbers: readonly (readonly number[])[],
): void {
  kernel.accumulators.forEach((accumulator, a) => {
    const to = arrayOf(accumulator.into);
    rows.flatMap((row) => entriesOf(kernel, accumulator, row, sizes))
      .forEach((at, t) => to[at] = numbers[a]![t]!);
  });
}

/** Where the results of a row lie in the buffer of an accumulator. */
function entriesOf(
  { rows }: Kernel,
  { into }: Accumulator,
  row: number,
  sizes: Sizes,
): readonly number[] {
  const strides = bufferStrides(into, sizes);
  const index = new Map(
    [...rows].reverse().map((axis) => {
      const extent = extentOf(axis, sizes), at = row % extent;
      row = Math.floor(row / extent);
      return [axis, at];
    }),
  );
  let places = [0];
  into.dims.forEach((axis, t) => {
    const at = index.get(axis);
    places = places.flatMap((place) =>
      at !== undefined
        ? [place + at * strides[t]!]
        : Array.from({ length: extentOf(axis, sizes) }, (_, cell) => place + cell * strides[t]!)
    );
  });
  return places;
}
