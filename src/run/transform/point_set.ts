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

/** Nodes beyond this have no exact place. */
const mostNode = 2 ** 25;

/** The nodes of a grid of at most this step, in widths of the kernel. */
export function nodesOf(step: number, width: number): Nodes {
  const own = withFewBits(step * width);
  return { step: own, relative: own / width, perWidth: 1 / width };
}

/** The largest number of 26 bits that is not larger. */
function withFewBits(x: number): number {
  const unit = 2 ** (Math.floor(Math.log2(x)) - 25);
  return Math.floor(x / unit) * unit;
}

/** The cells of points by coordinate: cell c has the numbers from c·edge to (c + 1)·edge. */
export type Cells = readonly Int32Array[];

/**
 * The cells of points; undefined where a number is none, or too far from 0 for exact nodes: a cell is four nodes at the least.
 */
export function cellsOf({ count, dimension, data }: PointSet, edge: number): Cells | undefined {
  const cells = Array.from({ length: dimension }, () => new Int32Array(count));
  for (let a = 0; a < dimension; a++) {
    const own = cells[a]!;
    for (let p = 0; p < count; p++) {
      const cell = Math.floor(data[p * dimension + a]! / edge);
      // also where it is no number
      if (!(Math.abs(cell) < mostNode / 8)) return undefined;
      own[p] = cell;
    }
  }
  return cells;
}
