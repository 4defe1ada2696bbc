import { bufferStrides } from "../../kernels/strides.ts";
import type { Scan, ScanOp } from "../expr/node.ts";
import { type Buffer, extentOf, type Sizes } from "../plan/types.ts";

/** Puts in place of the values of a scan, line by line along its axis, what it makes of them. */
export function scanInPlace(
  { op, along }: Scan,
  buffer: Buffer,
  sizes: Sizes,
  numbers: Float64Array,
): void {
  const count = extentOf(along, sizes);
  const step = bufferStrides(buffer, sizes)[buffer.dims.indexOf(along)]!;
  const run = runs[op];
  for (let outer = 0; outer < numbers.length; outer += count * step) {
    for (let start = outer; start < outer + step; start++) run(numbers, { start, step, count });
  }
}

/** A line of numbers: at `start`, `start + step`, …, `count` of them. */
interface Line {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

const runs: { readonly [Op in ScanOp]: (numbers: Float64Array, line: Line) => void } = {
  /** In twice the precision (Knuth TAOCP 4.2.2). */
  sum: (numbers, { start, step, count }) => {
    let high = 0, low = 0;
    for (let t = 0, at = start; t < count; t++, at += step) {
      const term = numbers[at]!, sum = high + term, back = sum - high;
      low += (high - (sum - back)) + (term - back);
      high = sum;
      numbers[at] = Number.isFinite(high) ? high + low : high;
    }
  },
  order: (numbers, { start, step, count }) => {
    const keys = Float64Array.from({ length: count }, (_, t) => numbers[start + t * step]!);
    const order = Uint32Array.from(keys, (_, t) => t).sort((s, t) => keys[s]! - keys[t]! || s - t);
    order.forEach((index, r) => numbers[start + r * step] = index);
  },
};
