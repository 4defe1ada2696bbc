import type { Slices } from "../../expr/slices.ts";
import { inChunks } from "./chunks.ts";
import { type CellBox, cellCountOf, filtered, type SortedPoints } from "./cell_grid.ts";
import { type GaussSplit, leftOut } from "./gauss_split.ts";

/** Weights by cell, and what lies elsewhere. */
export interface CellWeights {
  readonly box: CellBox;
  /** The length of a cell's edge, in widths of the kernel. */
  readonly edge: number;
  readonly weights: Float64Array;
  /** The weight of all points, those of other clusters too. */
  readonly all: number;
}

/** The weights of the cells of a box. */
export function* weightsByCell(
  { order, numbers }: SortedPoints,
  box: CellBox,
  weights: Float64Array,
): Slices<Float64Array> {
  const sums = new Float64Array(cellCountOf(box));
  yield* inChunks(order.length, (first, end) => {
    for (let t = first; t < end; t++) sums[numbers[t]!]! += weights[order[t]!]!;
  });
  return sums;
}

/** What lies further than the filters look counts so much of the largest that is left out. */
const faint = 1e-12;
/** exp(−½·12²): clusters lie at least 12 widths apart. */
const elsewhere = 1e-31;

/** For each cell a number that no sum at a point in it is below. */
export function lowerSums({ box, edge, weights }: CellWeights): Slices<Float64Array> {
  const near = Float64Array.from(
    [1, 2, 3, 4, 5, 6],
    (cells) => Math.exp(-0.5 * (cells * edge) ** 2),
  );
  return filtered(weights, box, box.lo.map(() => near));
}

/**
 * For each cell a number that what windows leave out of a sum at a point in it is not above: Σⱼ wⱼ Σₐ leftOut(Dₐ) Πᵦ exp(−½Dᵦ²),
 * each factor as large as it is anywhere between two cells.
 */
export function* leftOutSums(
  { box, edge, weights, all }: CellWeights,
  split: GaussSplit,
): Slices<Float64Array> {
  const peaks = [split.half * split.step, split.reach * split.step];
  // each of its two terms is largest where it is nearest to its peak
  const most = (from: number, to: number) =>
    peaks.reduce((sum, peak) => sum + leftOut(split, Math.min(Math.max(peak, from), to)), 0);
  const top = most(0, Infinity), far = Math.max(...peaks);
  const window = untilFaint(edge, most, far, top);
  const whole = untilFaint(edge, (from) => Math.exp(-0.5 * from * from), 0, 1);
  const total = new Float64Array(weights.length);
  for (let a = 0; a < box.lo.length; a++) {
    const part = yield* filtered(weights, box, box.lo.map((_lo, b) => a === b ? window : whole));
    for (let c = 0; c < total.length; c++) total[c]! += part[c]!;
  }
  const rest = all * (3 * box.lo.length * faint * top + elsewhere);
  return total.map((sum) => sum + rest);
}

/** The most of something between two cells, by how many cells they lie apart, up to where it is faint beside its top. */
function untilFaint(
  edge: number,
  most: (from: number, to: number) => number,
  peak: number,
  top: number,
): Float64Array {
  const list: number[] = [];
  for (let cells = 0;; cells++) {
    const from = Math.max(0, cells - 1) * edge, value = most(from, (cells + 1) * edge);
    if (from > peak && value < faint * top) return Float64Array.from(list);
    list.push(value);
  }
}
