import type { RecordLayout } from "../../../kernels/wasm/grid/record.ts";
import { recordBytes, sumAt } from "../../../kernels/wasm/grid/record.ts";
import type { Slices } from "../../expr/slices.ts";
import { type ClusterPlan, nodeCount } from "./cluster_plan.ts";
import { convolve } from "./convolve.ts";
import { type GridMemory, type GridNeeds, recordsAtOnce } from "./grid_memory.ts";
import type { PointSet } from "./point_set.ts";
import { recordWriter } from "./windows_of_points.ts";

/** Nodes of windows in a slice: some milliseconds. */
const nodesAtOnce = 2 ** 22;

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
  const write = recordWriter({ layout, split, nodes, grid }, {
    buffer,
    address: memory.records,
    gridAddress: memory.grid,
  });
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
  yield* inBatches(spread.order.length, (first, end) => {
    write(spread, first, end);
    run.spread(memory.records, end - first, ...strides);
  });
  yield* convolve(memory, run.convolve, { grid, split, relative: nodes.relative });
  const gathered = { points: rows, order: plan.rows.order };
  const sums = new Float64Array(gathered.order.length);
  const records = new Float64Array(buffer), size = recordBytes(layout, 1) / 8;
  yield* inBatches(sums.length, (first, end) => {
    write(gathered, first, end);
    run.gather(memory.records, end - first, ...strides);
    for (let t = first; t < end; t++) {
      sums[t] = records[(memory.records + sumAt) / 8 + (t - first) * size]!;
    }
  });
  return sums;
}
