import type { Axis } from "../../expr/axes.ts";
import type { Buffer, Sizes } from "../../plan/types.ts";
import { extentOf } from "../../plan/types.ts";
import { type ArrayOf, linesOf, mostGrowth } from "./ranges.ts";
import { gridOf } from "./ranges.ts";

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
  const found = { low: 0, high: 0, least: Infinity, isFinite: true };
  let hasNaN = false, isFinite = true;
  for (const { place, start, count, stride } of linesOf(buffer, { sizes, batch: batch ?? null })) {
    found.low = low[place]!;
    found.high = high[place]!;
    found.isFinite = true;
    lineSeen(array, { start, count, stride }, found);
    low[place] = found.low;
    high[place] = found.high;
    if (found.isFinite) continue;
    isFinite = false;
    for (let t = 0, j = start; t < count; t++, j += stride) hasNaN ||= Number.isNaN(array[j]);
  }
  return { low, high, cells, entries, least: found.least, hasNaN, isFinite };
}

/** Takes the numbers of a line into what was found before. */
function lineSeen(
  array: Float64Array,
  { start, count, stride }: { start: number; count: number; stride: number },
  found: { low: number; high: number; least: number; isFinite: boolean },
): void {
  let { low, high, least, isFinite } = found;
  const end = start + count * stride;
  for (let j = start; j !== end; j += stride) {
    const x = array[j]!, size = Math.abs(x);
    if (size < Infinity) {
      if (x < low) low = x;
      if (x > high) high = x;
      if (size < least && size > 0) least = size;
    } else isFinite = false;
  }
  found.low = low;
  found.high = high;
  found.least = least;
  found.isFinite = isFinite;
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
