import type { RecordLayout } from "../../../kernels/wasm/grid/record.ts";
import { recordBytes, sumAt } from "../../../kernels/wasm/grid/record.ts";
import type { Slices } from "../../expr/slices.ts";
import { type ClusterPlan, nodeCount } from "./cluster_plan.ts";
import { convolve } from "./convolve.ts";
import { type GridMemory, type GridNeeds, recordsAtOnce } from "./grid_memory.ts";
import { lineTotals } from "./line_totals.ts";
import type { PointSet } from "./point_set.ts";
import { decayOf, writeRecords } from "./windows_of_points.ts";

/** Nodes of windows in a slice: some milliseconds. */
const nodesAtOnce = 2 ** 22;
/** Points whose windows are added up on a line before they go to its totals. */
const pointsInBlock = 16 * recordsAtOnce;

/** What the code of a cluster's grid is made for. */
export function layoutOf({ split: { half, dimension } }: ClusterPlan): RecordLayout {
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

/** Writes Σⱼ wⱼ exp(−½Dᵢⱼ²) over the columns of a cluster into `sums`, for its rows in their order. */
export function* clusterSums(
  plan: ClusterPlan,
  { columns, rows, weights }: {
    readonly columns: PointSet;
    readonly rows: PointSet;
    readonly weights: Float64Array;
  },
  memory: GridMemory,
): Slices<Float64Array> {
  const { split, nodes, grid } = plan, layout = layoutOf(plan);
  const run = memory.functionsFor(layout), { buffer } = memory;
  const numbers = new Float64Array(buffer, memory.grid, nodeCount(grid));
  numbers.fill(0);
  const size = recordBytes(layout, 1) / 8, words = new Int32Array(buffer);
  const target = {
    ...{ layout, split, nodes, grid },
    numbers: new Float64Array(buffer),
    address: memory.records,
    gridAddress: memory.grid,
    decay: decayOf(split, nodes),
  };
  const strides = [8 * grid.extents[1] * grid.extents[2], 8 * grid.extents[2]] as const;
  const perSlice = nodesAtOnce / (layout.nodes * layout.outer[0] * layout.outer[1]);
  function* inBatches(count: number, batch: (first: number, end: number) => void): Slices {
    let done = 0;
    for (let first = 0; first < count; first += recordsAtOnce) {
      const end = Math.min(count, first + recordsAtOnce);
      batch(first, end);
      done += end - first;
      if (done < perSlice) continue;
      done = 0;
      yield undefined;
    }
  }
  const spread = { points: columns, order: plan.columns.order, weights };
  const count = spread.order.length;
  const totals = split.dimension === 1 ? lineTotals(numbers) : undefined;
  let from = Infinity, until = 0;
  yield* inBatches(count, (first, end) => {
    writeRecords(target, spread, [first, end]);
    run.spread(memory.records, end - first, ...strides);
    if (totals === undefined) return;
    // the points are sorted by cell: their windows lie beside each other
    for (let t = 0; t < end - first; t++) {
      const place = (words[(memory.records + t * 8 * size) / 4]! - memory.grid) / 8;
      from = Math.min(from, place);
      until = Math.max(until, place + layout.nodes);
    }
    if (end < count && end % pointsInBlock !== 0) return;
    totals.take(from, until);
    [from, until] = [Infinity, 0];
  });
  totals?.finish();
  yield* convolve(memory, run.convolve, { grid, split, relative: nodes.relative });
  const gathered = { points: rows, order: plan.rows.order };
  const sums = new Float64Array(gathered.order.length);
  yield* inBatches(sums.length, (first, end) => {
    writeRecords(target, gathered, [first, end]);
    run.gather(memory.records, end - first, ...strides);
    for (let t = first; t < end; t++) {
      sums[t] = target.numbers[(memory.records + sumAt) / 8 + (t - first) * size]!;
    }
  });
  return sums;
}
