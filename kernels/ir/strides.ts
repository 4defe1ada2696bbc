import { type Buffer, extentOf, type Sizes } from "../../src/plan/types.ts";

/** The distance between neighbours along each dimension of a buffer, in numbers. */
export function bufferStrides(buffer: Buffer, sizes: Sizes): number[] {
  const strides = new Array<number>(buffer.dims.length).fill(0);
  let step = 1;
  for (const t of [...buffer.order].reverse()) {
    strides[t] = step;
    step *= extentOf(buffer.dims[t]!, sizes);
  }
  return strides;
}
