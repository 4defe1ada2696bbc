import type { Slices } from "../../expr/slices.ts";
import {
  boxAround,
  type CellBox,
  cellCountOf,
  sortedByCell,
  type SortedPoints,
} from "./cell_grid.ts";
import { leftOutSums, lowerSums, weightsByCell } from "./certificate.ts";
import {
  cheapestSplit,
  convolveCost,
  costOf,
  type GaussSplit,
  type SplitDemand,
} from "./gauss_split.ts";
import { type Nodes, nodesOf, type PointCells } from "./point_set.ts";
import type { NodeGrid } from "./records.ts";

/** How the sums of a cluster are made on a grid. */
export interface ClusterPlan {
  readonly columns: SortedPoints;
  readonly rows: SortedPoints;
  readonly split: GaussSplit;
  readonly nodes: Nodes;
  readonly grid: NodeGrid;
  /** What windows leave out of a sum in each cell, at the most. */
  readonly leftOut: Float64Array;
  /** How many cells have columns, and how many rows may not be right on the grid. */
  readonly occupied: number;
  readonly doubtful: number;
  /** About how many nanoseconds it takes. */
  readonly cost: number;
}

/** What the plans of all clusters have in common. */
export interface ClusterSetting {
  /** The width of the kernel, which is a cell's edge. */
  readonly width: number;
  /** The cell that cells are counted from. */
  readonly origin: readonly number[];
  readonly columnCells: PointCells;
  /** The same cells, if the rows are the columns. */
  readonly rowCells: PointCells;
  readonly rowCount: number;
  readonly weights: Float64Array;
  /** The weight of all points. */
  readonly all: number;
  /** The relative errors that the trapezoidal rule and what is left out may make. */
  readonly error: number;
  readonly leftOut: number;
  /** What gathering costs beside spreading. */
  readonly gatherWork: number;
}

/** Nodes of the largest grid, and cells. */
const mostNodes = 2 ** 25, mostCells = 2 ** 22;
/** Rows that are no columns may lie so many cells outside of the columns. */
export const rowMargin = 6;
/** Windows need not reach further than where this is left of a largest term. */
const leastCut = 1e-25;

/** The plan of a cluster; a reason where its grid would be too large. */
export function* clusterPlan(
  points: Int32Array,
  setting: ClusterSetting,
): Slices<ClusterPlan | string> {
  const { columnCells, rowCells, weights, all } = setting;
  const isOne = columnCells === rowCells, dimension = columnCells.length;
  const box = yield* boxAround(columnCells, points, isOne ? 0 : rowMargin);
  if (cellCountOf(box) > mostCells) return tooSpread;
  const columns = yield* sortedByCell(columnCells, points, box);
  const everyRow = () => Int32Array.from({ length: setting.rowCount }, (_, t) => t);
  const rows = isOne ? columns : yield* sortedByCell(rowCells, everyRow(), box);
  const byCell = { box, edge: 1, weights: yield* weightsByCell(columns, box, weights), all };
  const lower = yield* lowerSums(byCell);
  const demand = (cut: number): SplitDemand => ({
    dimension,
    error: setting.error,
    cut,
    points: columns.order.length + setting.gatherWork * rows.order.length,
    gridCost: (split) =>
      convolveCost * dimension * (2 * split.reach + 1) * nodeCount(gridFor(box, split, setting)),
  });
  const first = setting.leftOut * 1e-3;
  let split = cheapestSplit(demand(first));
  const most = largestRatio(yield* leftOutSums(byCell, split), lower, rows);
  // 1.5: wider windows leave out a little more for each of what they leave out
  const cut = Math.min(first, Math.max(leastCut, first * setting.leftOut / (1.5 * most)));
  split = cheapestSplit(demand(cut));
  const nodes = nodesOf(split.step, setting.width), grid = gridFor(box, split, setting);
  if (nodeCount(grid) > mostNodes) return tooSpread;
  const cost = costOf(split, demand(cut));
  const leftOut = yield* leftOutSums(byCell, split);
  let occupied = 0, doubtful = 0;
  for (let cell = 0; cell < leftOut.length; cell++) {
    if (columns.starts[cell + 1]! > columns.starts[cell]!) occupied++;
    const isDoubtful = leftOut[cell]! > setting.leftOut * lower[cell]!;
    if (isDoubtful) doubtful += rows.starts[cell + 1]! - rows.starts[cell]!;
  }
  return { columns, rows, split, nodes, grid, leftOut, occupied, doubtful, cost };
}

const tooSpread = "the data are spread too far for a grid";

/** How many nodes a grid has. */
export function nodeCount({ extents }: NodeGrid): number {
  return extents[0] * extents[1] * extents[2];
}

/** The nodes of all windows of points in a box of cells. */
function gridFor(
  { lo, extents }: CellBox,
  split: GaussSplit,
  { width, origin }: Pick<ClusterSetting, "width" | "origin">,
): NodeGrid {
  const { step } = nodesOf(split.step, width), { half } = split;
  // one more to each side, for what rounding does to the cell of a point
  const nodeAt = (cell: number, a: number) => Math.floor((cell + origin[a]!) * width / step);
  const first = lo.map((cell, a) => nodeAt(cell, a) - half);
  const counts = lo.map((cell, a) => nodeAt(cell + extents[a]!, a) + half + 2 - first[a]!);
  const padded = [...new Array<number>(3 - lo.length).fill(1), ...counts];
  const last = Math.ceil(padded[2]! / 8) * 8;
  return { lo: first, extents: [padded[0]!, padded[1]!, last] };
}

/** The most that is left out of a sum, relative to it, in a cell with rows whose sums are not faint. */
function largestRatio(
  leftOut: Float64Array,
  lower: Float64Array,
  { starts }: SortedPoints,
): number {
  let most = 0;
  for (let cell = 0; cell < lower.length; cell++) {
    if (starts[cell + 1] === starts[cell] || lower[cell] === 0) continue;
    most = Math.max(most, leftOut[cell]! / lower[cell]!);
  }
  return most;
}
