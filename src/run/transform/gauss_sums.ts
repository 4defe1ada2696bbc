import type { Slices } from "../../expr/slices.ts";
import { blocksOf } from "./blocks.ts";
import { type ClusterPlan, clusterPlan } from "./cluster_plan.ts";
import { clusterSums, needsOf } from "./cluster_sums.ts";
import { clustersOf } from "./clusters.ts";
import { directRows } from "./direct_rows.ts";
import { gridMemory } from "./grid_memory.ts";
import { cellsOf, originOf, type PointSet } from "./point_set.ts";

/** ln Σⱼ wⱼ exp(−½‖yᵢ − zⱼ‖²/width²) for each row i. */
export interface GaussSumQuestion {
  readonly columns: PointSet;
  /** The same object, if the rows are the columns. */
  readonly rows: PointSet;
  readonly width: number;
  /** ln wⱼ; −∞ for a weight of 0. */
  readonly logWeights: Float64Array;
  /** Whether row i leaves out column i: rows are columns then. */
  readonly withoutOwn: boolean;
  /** The relative error of each sum that is allowed, besides rounding. */
  readonly accuracy: number;
}

/** How sums are to be made, and about how many nanoseconds that takes. */
export interface GaussSumPlan {
  readonly question: GaussSumQuestion;
  readonly clusters: readonly ClusterPlan[];
  readonly columns: Int32Array;
  /** Weights, the largest being 1. */
  readonly weights: Float64Array;
  readonly largest: number;
  readonly cells: { readonly rows: readonly Int32Array[]; readonly columns: readonly Int32Array[] };
  readonly cost: number;
}

/** Cells between clusters: 12 widths. */
const gap = 13;
/** Fewer columns need no grid. */
const leastOfCluster = 64;
/** Nanoseconds for a row to look at a block, and for a term of a single row. */
const blockCost = 6, termCost = 15;
/** Sums below are not vouched for: products of windows would lose their digits. */
const leastSum = 1e-200;

/** How sums would be made by Gauss transforms; a reason where they cannot. */
export function* planSums(question: GaussSumQuestion): Slices<GaussSumPlan | string> {
  const { columns, rows, width, logWeights, withoutOwn, accuracy } = question;
  let largest = -Infinity;
  for (const log of logWeights) {
    if (!(log < Infinity)) return "a weight is no number";
    if (log > largest) largest = log;
  }
  if (!(width > 0 && width < Infinity)) return "the width of the kernel is no positive number";
  const origin = originOf(columns, width), own = cellsOf(columns, width, origin);
  yield undefined;
  const ofRows = rows === columns ? own : cellsOf(rows, width, origin);
  if (own === undefined || ofRows === undefined) {
    return "the data lie too far from 0 for exact nodes";
  }
  yield undefined;
  const weights = new Float64Array(columns.count);
  let chosen = new Int32Array(columns.count), count = 0, all = 0;
  for (let t = 0; t < columns.count; t++) {
    const log = logWeights[t]!;
    if (log === -Infinity) continue;
    chosen[count++] = t;
    all += weights[t] = Math.exp(log - largest);
  }
  chosen = chosen.subarray(0, count);
  yield undefined;
  const { order, starts } = yield* clustersOf(own, chosen, gap);
  const clusters: ClusterPlan[] = [];
  // one that leaves out its own term may be half as large
  const error = withoutOwn ? accuracy / 2 : accuracy;
  let onGrids = 0, single = 0;
  for (let t = 0; t + 1 < starts.length; t++) {
    const points = order.subarray(starts[t], starts[t + 1]);
    if (points.length < leastOfCluster) {
      single += points.length;
      continue;
    }
    const plan = clusterPlan(points, {
      width,
      origin,
      columnCells: own,
      rowCells: ofRows,
      rowCount: rows.count,
      weights,
      all,
      error: error / 4,
      leftOut: error / 2,
    });
    if (typeof plan === "string") return plan;
    clusters.push(plan);
    onGrids += plan.rows.order.length;
    yield undefined;
  }
  const alone = rows.count - onGrids;
  const blocks = clusters.reduce((sum, { leftOut }) => sum + leftOut.length, single);
  const cost = clusters.reduce((sum, one) => sum + one.cost, 0) +
    300 * (rows.count + columns.count) +
    alone * (blockCost * blocks + 100 * termCost);
  const cells = { rows: ofRows, columns: own };
  return { question, clusters, columns: chosen, weights, largest, cells, cost };
}

/** The logarithms of the sums. */
export function* gaussSums(plan: GaussSumPlan): Slices<Float64Array> {
  const { question, clusters, weights, largest, cells } = plan;
  const { columns, rows, logWeights, width, withoutOwn, accuracy } = question;
  const logs = new Float64Array(rows.count).fill(NaN);
  if (clusters.length > 0) {
    const memory = gridMemory(clusters.map(needsOf));
    for (const cluster of clusters) {
      const sums = yield* clusterSums(cluster, { columns, rows, weights }, memory);
      const { order, numbers } = cluster.rows, share = accuracy / (withoutOwn ? 4 : 2);
      for (let t = 0; t < order.length; t++) {
        const row = order[t]!, whole = sums[t]!, left = cluster.leftOut[numbers[t]!]!;
        const sum = withoutOwn ? whole - weights[row]! : whole;
        if (left <= share * whole && sum >= 0.5 * whole && sum > leastSum) {
          logs[row] = largest + Math.log(sum);
        }
      }
      yield undefined;
    }
  }
  const alone: number[] = [];
  for (let row = 0; row < logs.length; row++) if (Number.isNaN(logs[row]!)) alone.push(row);
  if (alone.length > 0) {
    const blocks = blocksOf(cells.columns, plan.columns, logWeights);
    yield undefined;
    const setting = {
      ...{ blocks, columns, rows, logWeights, width, withoutOwn },
      origin: originOf(columns, width),
      error: accuracy / 2,
    };
    yield* directRows(alone, setting, logs);
  }
  return logs;
}
