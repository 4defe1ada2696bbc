import { bufferStrides } from "../../../kernels/ir/strides.ts";
import type { Scan, ScanOp } from "../../expr/node.ts";
import { runningSums } from "../../expr/running_sums.ts";
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
  let done = 0;
  for (let outer = 0; outer < length; outer += count * step) {
    for (let start = outer; start < outer + step; start++) {
      yield* scanLine(op, { start, step, count }, numbers);
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

function scanLine(op: ScanOp, line: Line, numbers: () => Float64Array): Slices {
  if (op === "order") return order(line, numbers);
  const { fromLast, withOwn } = runningSums[op];
  const { start, step, count } = line;
  const last = { start: start + (count - 1) * step, step: -step, count };
  return sums(fromLast ? last : line, withOwn, numbers);
}

function* sums(
  { start, step, count }: Line,
  withOwn: boolean,
  numbers: () => Float64Array,
): Slices {
  const sum: Twofold = { high: 0, low: 0 };
  for (let first = 0; first < count; first += numbersAtOnce) {
    if (first > 0) yield undefined;
    const part = Math.min(numbersAtOnce, count - first);
    addUp(numbers(), { start: start + first * step, step, count: part }, { sum, withOwn });
  }
}

/** A sum in twice the precision. */
interface Twofold {
  high: number;
  low: number;
}

/** Puts in place of each number of a line the sum so far, with its own or before (Knuth TAOCP 4.2.2). */
function addUp(
  values: Float64Array,
  { start, step, count }: Line,
  { sum, withOwn }: { readonly sum: Twofold; readonly withOwn: boolean },
): void {
  let { high, low } = sum;
  let before = Number.isFinite(high) ? high + low : high;
  for (let t = 0, at = start; t < count; t++, at += step) {
    const term = values[at]!, total = high + term, back = total - high;
    low += (high - (total - back)) + (term - back);
    high = total;
    // the rounding of ∞ is no number
    const after = Number.isFinite(high) ? high + low : high;
    values[at] = withOwn ? after : before;
    before = after;
  }
  sum.high = high;
  sum.low = low;
}

function* order({ start, step, count }: Line, numbers: () => Float64Array): Slices {
  const values = numbers(), keys = new Float64Array(count);
  for (let t = 0, at = start; t < count; t++, at += step) keys[t] = values[at]!;
  const order = yield* sortedOrder(keys), target = numbers();
  for (let r = 0, at = start; r < count; r++, at += step) target[at] = order[r]!;
}
