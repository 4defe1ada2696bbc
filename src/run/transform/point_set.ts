import type { Slices } from "../../expr/slices.ts";
import { inChunks } from "./chunks.ts";

/** Points in d ≤ 3 coordinates, row-major. */
export interface PointSet {
  readonly count: number;
  readonly dimension: number;
  readonly data: Float64Array;
}

/** Where the nodes of a grid lie: node m of a coordinate at m·step, which is exact. */
export interface Nodes {
  /** The step, in the numbers' own unit: few bits, so that m·step is exact. */
  readonly step: number;
  /** The same in widths of the kernel. */
  readonly relative: number;
  /** 1 / width of the kernel. */
  readonly perWidth: number;
}

/** The nodes of a grid of at most this step, in widths of the kernel. */
export function nodesOf(step: number, width: number): Nodes {
  const own = withFewBits(step * width);
  return { step: own, relative: own / width, perWidth: 1 / width };
}

/** The largest number of 12 bits that is not larger. */
function withFewBits(x: number): number {
  const unit = 2 ** (Math.floor(Math.log2(x)) - 11);
  return Math.floor(x / unit) * unit;
}

/**
 * The cells of points by coordinate: cell c has the numbers from (origin + c)·edge to (origin + c + 1)·edge.
 */
export type PointCells = readonly Int32Array[];

/** Cells further from 0 have no exact nodes (of which one has three to seven along an edge), further from each other no number. */
const mostFromZero = 2 ** 32, mostApart = 2 ** 29;

/** The cell that others are counted from: that of the first point. */
export function originOf({ dimension, data }: PointSet, edge: number): readonly number[] {
  return Array.from({ length: dimension }, (_, a) => Math.floor(data[a]! / edge));
}

/** The cells of points; undefined where a number is none, or too far away. */
export function* cellsOf(
  { count, dimension, data }: PointSet,
  edge: number,
  origin: readonly number[],
): Slices<PointCells | undefined> {
  const cells = Array.from({ length: dimension }, () => new Int32Array(count));
  let isFar = false;
  for (let a = 0; a < dimension; a++) {
    const own = cells[a]!, start = origin[a]!;
    yield* inChunks(count, (first, end) => {
      for (let p = first; p < end; p++) {
        const cell = Math.floor(data[p * dimension + a]! / edge);
        // also where it is no number
        if (!(Math.abs(cell) < mostFromZero && Math.abs(cell - start) < mostApart)) isFar = true;
        own[p] = cell - start;
      }
    });
  }
  return isFar ? undefined : cells;
}
