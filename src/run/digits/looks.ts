import type { Axis } from "../../expr/axes.ts";
import { type Buffer, extentOf, type Sizes } from "../../plan/types.ts";
import { type ArrayOf, type CellLine, gridOf, linesOf, mostGrowth } from "./ranges.ts";

/** What one pass over the numbers of a buffer tells. */
export interface Look {
  /** The least and the largest finite number by [batch entry][short cell]: ∞ and −∞ where there is none. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly cells: number;
  readonly entries: number;
  /** The least size of a number but 0. */
  readonly least: number;
  readonly hasNaN: boolean;
  readonly isFinite: boolean;
}

/** What is known of the numbers of buffers, each looked at once as long as they do not change. */
export interface Looks {
  readonly at: (buffer: Buffer) => Look;
  /** How much rounding errors grow in the factors of the matrices of a buffer, or in factors that it holds. */
  readonly growth: (buffer: Buffer, kind: "matrix" | "factor") => number;
}

/** Looks that are remembered: for the time in which the numbers that are there stay as they are. */
export function looksOf(sizes: Sizes, arrayOf: ArrayOf): Looks {
  const seen = new Map<Buffer, Look>();
  const grown = { matrix: new Map<Buffer, number>(), factor: new Map<Buffer, number>() };
  return {
    at: (buffer) => remembered(seen, buffer, () => look(buffer, sizes, arrayOf(buffer))),
    growth: (buffer, kind) =>
      remembered(grown[kind], buffer, () => mostGrowth(buffer, sizes, arrayOf(buffer), kind)),
  };
}

function remembered<T>(known: Map<Buffer, T>, buffer: Buffer, find: () => T): T {
  let own = known.get(buffer);
  if (own === undefined) known.set(buffer, own = find());
  return own;
}

function look(buffer: Buffer, sizes: Sizes, array: Float64Array): Look {
  const batch = batchOf(buffer), entries = batch === undefined ? 1 : extentOf(batch, sizes);
  const cells = gridOf(buffer, sizes).cells.length;
  const low = new Float64Array(entries * cells).fill(Infinity);
  const high = new Float64Array(entries * cells).fill(-Infinity);
  const found = { low: 0, high: 0, least: Infinity, hasNaN: false };
  let hasNaN = false, isFinite = true;
  for (const line of linesOf(buffer, { sizes, batch: batch ?? null })) {
    const { place } = line;
    found.low = Infinity;
    found.high = -Infinity;
    lineSeen(array, line, found);
    hasNaN ||= found.hasNaN;
    if (!(found.low > -Infinity && found.high < Infinity)) {
      isFinite = false;
      finiteOnly(array, line, found);
    }
    low[place] = Math.min(low[place]!, found.low);
    high[place] = Math.max(high[place]!, found.high);
  }
  return { low, high, cells, entries, least: found.least, hasNaN, isFinite: isFinite && !hasNaN };
}

/** What the last line had; the least size is that of all lines so far. */
interface LineSeen {
  low: number;
  high: number;
  least: number;
  hasNaN: boolean;
}

/** Finds the extremes of a line that has infinite numbers among the others. */
function finiteOnly(
  array: Float64Array,
  { start, count, stride }: CellLine,
  found: LineSeen,
): void {
  found.low = Infinity;
  found.high = -Infinity;
  for (let t = 0, j = start; t < count; t++, j += stride) {
    const x = array[j]!;
    if (x < found.low && x > -Infinity) found.low = x;
    if (x > found.high && x < Infinity) found.high = x;
  }
}

/** Takes the numbers of a line into what was found before. */
function lineSeen(
  array: Float64Array,
  { start, count, stride }: CellLine,
  found: LineSeen,
): void {
  let { low, high, least } = found, hasNaN = false;
  // said to be whole, as `| 0` does, the counters cost half
  const first = start | 0, step = stride | 0, n = count | 0;
  for (let t = 0, j = first; t < n; t = (t + 1) | 0, j = (j + step) | 0) {
    const x = array[j]!;
    if (x < low) low = x;
    if (x > high) high = x;
    if (x !== x) hasNaN = true;
  }
  if (low > 0) least = Math.min(least, low);
  else {
    for (let t = 0, j = first; t < n; t = (t + 1) | 0, j = (j + step) | 0) {
      const size = Math.abs(array[j]!);
      if (size < least && size > 0) least = size;
    }
  }
  found.low = low;
  found.high = high;
  found.least = least;
  found.hasNaN = hasNaN;
}

function batchOf({ dims }: Buffer): Axis | undefined {
  return dims.find(({ set }) => set.role === "batch");
}

/** The largest size of a finite number; 0 where there is none. */
export function largestOf({ low, high }: Look): number {
  let most = 0;
  for (let t = 0; t < low.length; t++) most = Math.max(most, -low[t]!, high[t]!);
  return most;
}

/** The least number of each cell, of all batch entries. */
export function leastByCell({ low, cells }: Look): Float64Array {
  const least = new Float64Array(cells).fill(Infinity);
  for (let t = 0; t < low.length; t++) least[t % cells] = Math.min(least[t % cells]!, low[t]!);
  return least;
}
