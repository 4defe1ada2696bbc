import type { GridFunctions } from "../../../kernels/wasm/grid/grid_module.ts";
import type { RecordLayout } from "../../../kernels/wasm/grid/record.ts";
import { recordBytes, sumAt } from "../../../kernels/wasm/grid/record.ts";
import type { Slices } from "../../expr/slices.ts";
import { type ClusterPlan, nodeCount } from "./cluster_plan.ts";
import { convolve } from "./convolve.ts";
import { type GridMemory, type GridNeeds, recordsAtOnce } from "./grid_memory.ts";
import { lineTotals } from "./line_totals.ts";
import type { PointSet } from "./point_set.ts";
import { decayOf, type RecordSource, type RecordTarget, writeRecords } from "./records.ts";

/** Nodes of windows in a slice: some milliseconds. */
const nodesAtOnce = 2 ** 21;
/** Points whose windows are added up on a line before they go to its totals. */
const pointsInBlock = 16 * recordsAtOnce;
/** Points in a slice, whose windows are written by the host: some milliseconds. */
const mostPointsAtOnce = 2 ** 14;

/** What the code of a cluster's grid is made for. */
function layoutOf({ split: { half, dimension } }: ClusterPlan): RecordLayout {
  const nodes = 2 * half;
  return { nodes, outer: [dimension > 2 ? nodes : 1, dimension > 1 ? nodes : 1] };
}

/** What the grid of a cluster needs of memory. */
export function needsOf(plan: ClusterPlan): GridNeeds {
  const { split: { reach }, grid } = plan;
  return {
    layout: layoutOf(plan),
    nodes: nodeCount(grid),
    line: Math.max(...grid.extents) + 2 * reach + 8,
    taps: 2 * reach + 1,
  };
}

/** What a cluster's sums are made of. */
export interface ClusterPoints {
  readonly columns: PointSet;
  readonly rows: PointSet;
  readonly weights: Float64Array;
}

/** Sums of the rows of a cluster, in their order: Σⱼ wⱼ Eᵢⱼ with E = exp(−½D²). */
export interface ClusterSums {
  readonly sums: Float64Array;
  /** Σⱼ wⱼ Eᵢⱼ (x − y)ₐ, coordinate by coordinate, and Σⱼ wⱼ Eᵢⱼ D², in widths of the kernel; empty if they are not asked for. */
  readonly slopes: Float64Array;
  readonly squares: Float64Array;
}

/** The sums of a cluster's rows. `report` is called with the share that is done. */
export function* clusterSums(
  plan: ClusterPlan,
  points: ClusterPoints,
  { memory, withSlopes, report }: {
    readonly memory: GridMemory;
    readonly withSlopes: boolean;
    readonly report: (share: number) => void;
  },
): Slices<ClusterSums> {
  const { split, nodes, grid } = plan, layout = layoutOf(plan);
  const numbers = new Float64Array(memory.buffer);
  const over: ClusterGrid = {
    memory,
    run: memory.functionsFor(layout),
    strides: [8 * grid.extents[1] * grid.extents[2], 8 * grid.extents[2]],
    target: {
      ...{ layout, split, nodes, grid, numbers },
      address: memory.records,
      gridAddress: memory.grid,
      decay: decayOf(split, nodes),
      orders: 1,
    },
  };
  numbers.fill(0, memory.grid / 8, memory.grid / 8 + nodeCount(grid));
  yield undefined;
  yield* spread(
    over,
    { points: points.columns, ...plan.columns, weights: points.weights },
    (share) => report(0.45 * share),
  );
  yield* convolve(memory, over.run.convolve, { grid, split, relative: nodes.relative });
  const source = { points: points.rows, ...plan.rows };
  return yield* gather(over, source, withSlopes, (share) => report(0.55 + 0.45 * share));
}

/** The grid of a cluster while points are spread and sums gathered. */
interface ClusterGrid {
  readonly memory: GridMemory;
  readonly run: GridFunctions;
  /** Bytes between nodes of the first and of the second axis. */
  readonly strides: readonly [number, number];
  readonly target: RecordTarget;
}

/** Runs over points in batches of as many as have records at once. */
function* inBatches(
  { target: { layout } }: ClusterGrid,
  count: number,
  batch: (first: number, end: number) => void,
  report: (share: number) => void,
): Slices {
  const perSlice = nodesAtOnce / (layout.nodes * layout.outer[0] * layout.outer[1]);
  let done = 0;
  for (let first = 0; first < count; first += recordsAtOnce) {
    const end = Math.min(count, first + recordsAtOnce);
    batch(first, end);
    done += end - first;
    if (done < Math.min(perSlice, mostPointsAtOnce)) continue;
    done = 0;
    report(end / count);
    yield undefined;
  }
}

/** Spreads points over the grid. Those of a line are added up in blocks. */
function* spread(
  over: ClusterGrid,
  source: RecordSource,
  report: (share: number) => void,
): Slices {
  const { memory, run, strides, target } = over, count = source.order.length;
  const line = new Float64Array(memory.buffer, memory.grid, target.grid.extents[2]);
  const totals = target.split.dimension === 1 ? lineTotals(line) : undefined;
  const words = new Int32Array(memory.buffer), size = recordBytes(target.layout, 1);
  let from = Infinity, until = 0;
  yield* inBatches(over, count, (first, end) => {
    writeRecords(target, source, [first, end]);
    run.spread(memory.records, end - first, ...strides);
    if (totals === undefined) return;
    // the points are sorted by cell: their windows lie beside each other
    for (let t = 0; t < end - first; t++) {
      const place = (words[(memory.records + t * size) / 4]! - memory.grid) / 8;
      from = Math.min(from, place);
      until = Math.max(until, place + target.layout.nodes);
    }
    if (end < count && end % pointsInBlock !== 0) return;
    totals.take(from, until);
    [from, until] = [Infinity, 0];
  }, report);
  totals?.finish();
}

/** Gathers the sums of rows from the grid. */
function* gather(
  over: ClusterGrid,
  source: RecordSource,
  withSlopes: boolean,
  report: (share: number) => void,
): Slices<ClusterSums> {
  const { memory, run, strides, target: { layout, split: { dimension }, numbers } } = over;
  const orders = withSlopes ? 3 : 1, target: RecordTarget = { ...over.target, orders };
  const size = recordBytes(layout, orders) / 8, count = source.order.length;
  const sums = new Float64Array(count),
    slopes = new Float64Array(withSlopes ? count * dimension : 0);
  const squares = new Float64Array(withSlopes ? count : 0), sumPlace = (memory.records + sumAt) / 8;
  yield* inBatches(over, count, (first, end) => {
    writeRecords(target, source, [first, end]);
    run[withSlopes ? "gatherSlopes" : "gather"](memory.records, end - first, ...strides);
    for (let t = first, place = sumPlace; t < end; t++, place += size) {
      const sum = sums[t] = numbers[place]!;
      if (!withSlopes) continue;
      // ∂E/∂xₐ = −(x − y)ₐ E and ∂²E/∂xₐ² = ((x − y)ₐ² − 1) E
      for (let a = 0; a < dimension; a++) {
        slopes[t * dimension + a] = -numbers[place + 4 - dimension + a]!;
      }
      squares[t] = numbers[place + 4]! + dimension * sum;
    }
  }, report);
  return { sums, slopes, squares };
}
