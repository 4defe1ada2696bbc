import { bufferStrides } from "../../../kernels/ir/strides.ts";
import type { Scan, ScanOp } from "../../expr/node.ts";
import { type Buffer, extentOf, type Sizes } from "../../plan/types.ts";
import { numbersAtOnce, type Slices } from "./slices.ts";
import { sortedOrder } from "./sorted_order.ts";

/** Puts in place of the values of a scan, line by line along its axis, what it makes of them; in slices. */
export function* scanning(
  { op, along }: Scan,
  buffer: Buffer,
  sizes: Sizes,
  numbers: () => Float64Array,
): Slices {
  const count = extentOf(along, sizes), { length } = numbers();
  const step = bufferStrides(buffer, sizes)[buffer.dims.indexOf(along)]!;
  const run = runs[op];
  let done = 0;
  for (let outer = 0; outer < length; outer += count * step) {
    for (let start = outer; start < outer + step; start++) {
      yield* run(numbers, { start, step, count });
      done += count;
      if (done < numbersAtOnce) continue;
      yield undefined;
      done = 0;
    }
  }
}

/** A line of numbers: at `start`, `start + step`, …, `count` of them. */
interface Line {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

const runs: { readonly [Op in ScanOp]: (numbers: () => Float64Array, line: Line) => Slices } = {
  /** In twice the precision (Knuth TAOCP 4.2.2). */
  sum: function* (numbers, { start, step, count }) {
    let high = 0, low = 0;
    for (let first = 0; first < count; first += numbersAtOnce) {
      if (first > 0) yield undefined;
      const values = numbers(), end = Math.min(count, first + numbersAtOnce);
      for (let t = first, at = start + first * step; t < end; t++, at += step) {
        const term = values[at]!, sum = high + term, back = sum - high;
        low += (high - (sum - back)) + (term - back);
        high = sum;
        values[at] = Number.isFinite(high) ? high + low : high;
      }
    }
  },
  order: function* (numbers, { start, step, count }) {
    const values = numbers(), keys = new Float64Array(count);
    for (let t = 0, at = start; t < count; t++, at += step) keys[t] = values[at]!;
    const order = yield* sortedOrder(keys), target = numbers();
    for (let r = 0, at = start; r < count; r++, at += step) target[at] = order[r]!;
  },
};
