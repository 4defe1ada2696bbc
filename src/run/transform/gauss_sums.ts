import type { Slices } from "../../expr/slices.ts";
import { inChunks } from "./chunks.ts";
import { blocksOf } from "./cell_blocks.ts";
import { type ClusterPlan, clusterPlan, rowMargin } from "./cluster_plan.ts";
import { type ClusterSums, clusterSums, needsOf } from "./cluster_sums.ts";
import { clustersOf } from "./clusters.ts";
import { directRows } from "./direct_rows.ts";
import { gridMemory } from "./grid_memory.ts";
import type { GaussSumResults } from "./sum_results.ts";
import { cellsOf, originOf, type PointSet } from "./point_set.ts";

export type { GaussSumResults } from "./sum_results.ts";

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
  /** Which means by the shares of the columns are asked for, too: from 1 on those of (x − y)ₐ, with 2 that of D². */
  readonly order: SumOrder;
  /** The relative error of each sum that is allowed, besides rounding. */
  readonly accuracy: number;
}

/** The order of the polynomials of differences that sums have in their terms, at the most. */
export type SumOrder = 0 | 1 | 2;

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

/** Cells between a row on the grid of a cluster and all other clusters: 12 widths and more. */
const gap = 13;
/** Fewer columns need no grid. */
const leastOfCluster = 64;
/** So many clusters have grids, the largest ones, where rows are no columns. */
const mostForRows = 50;
/** Nanoseconds to find the place of a point, for a single row to look at a block, for a term of it, and about how many it has. */
const pointCost = 150, blockCost = 6, termCost = 15, nearTerms = 1000;
/** Sums below are not vouched for: products of windows would lose their digits. */
const leastSum = 1e-200;

/** How sums would be made by Gauss transforms; a reason where they cannot. */
export function* planSums(question: GaussSumQuestion): Slices<GaussSumPlan | string> {
  const { columns, rows, width, logWeights, order } = question;
  let largest = -Infinity, isWrong = false;
  yield* inChunks(columns.count, (first, end) => {
    for (let t = first; t < end; t++) {
      const log = logWeights[t]!;
      // also where it is no number
      if (!(log < Infinity)) isWrong = true;
      if (log > largest) largest = log;
    }
  });
  if (isWrong) return "a weight is no finite number";
  if (!(width > 0 && width < Infinity)) return "the width of the kernel is no positive number";
  const origin = originOf(columns, width), own = yield* cellsOf(columns, width, origin);
  const ofRows = rows === columns ? own : yield* cellsOf(rows, width, origin);
  if (own === undefined || ofRows === undefined) {
    return "the data lie too far from 0 for exact nodes";
  }
  yield undefined;
  const weights = new Float64Array(columns.count), taken = new Int32Array(columns.count);
  let count = 0, all = 0;
  yield* inChunks(columns.count, (first, end) => {
    for (let t = first; t < end; t++) {
      const log = logWeights[t]!;
      if (log === -Infinity) continue;
      taken[count++] = t;
      all += weights[t] = Math.exp(log - largest);
    }
  });
  const chosen = taken.subarray(0, count), isOne = rows === columns;
  const found = yield* clustersOf(own, chosen, isOne ? gap : gap + rowMargin);
  // each looks at all rows
  const gridded = found.filter(({ length }) => length >= leastOfCluster)
    .slice(0, isOne ? undefined : mostForRows);
  const clusters: ClusterPlan[] = [];
  for (const points of gridded) {
    const plan = yield* clusterPlan(points, {
      width,
      origin,
      columnCells: own,
      rowCells: ofRows,
      rowCount: rows.count,
      weights,
      all,
      error: errorOf(question) / 4,
      leftOut: leftOutShare(question),
      gatherWork: order === 0 ? 1 : 3,
    });
    if (typeof plan === "string") return plan;
    clusters.push(plan);
  }
  const total = (of: (plan: ClusterPlan) => number) =>
    clusters.reduce((sum, plan) => sum + of(plan), 0);
  const alone = rows.count - total(({ rows, doubtful }) => rows.order.length - doubtful);
  const blocks = count - total(({ columns, occupied }) => columns.order.length - occupied);
  const cost = total((plan) => plan.cost) + pointCost * (rows.count + columns.count) +
    alone * (blockCost * blocks + termCost * Math.min(count, nearTerms));
  const cells = { rows: ofRows, columns: own };
  return { question, clusters, columns: chosen, weights, largest, cells, cost };
}

/** The sums; undefined where there is no memory or no code for grids. `report` is called now and then with the share that is done. */
export function* gaussSums(
  plan: GaussSumPlan,
  report: (share: number) => void = () => {},
): Slices<GaussSumResults | undefined> {
  const { question, clusters, cells } = plan, { columns, rows, order } = question;
  const withSlopes = order > 0;
  const results: GaussSumResults = {
    logs: new Float64Array(rows.count).fill(NaN),
    slopes: withSlopes ? new Float64Array(rows.count * rows.dimension) : undefined,
    squares: withSlopes ? new Float64Array(rows.count) : undefined,
  };
  if (clusters.length > 0) {
    const memory = gridMemory(clusters.map(needsOf));
    if (memory === undefined) return undefined;
    const points = { columns, rows, weights: plan.weights };
    let done = 0;
    for (const cluster of clusters) {
      const part = (share: number) => report((done + share * cluster.cost) / plan.cost);
      const sums = yield* clusterSums(cluster, points, { memory, withSlopes, report: part });
      yield* take(plan, cluster, sums, results);
      done += cluster.cost;
      yield undefined;
    }
  }
  const alone: number[] = [];
  for (let row = 0; row < rows.count; row++) if (Number.isNaN(results.logs[row]!)) alone.push(row);
  if (alone.length > 0) {
    const blocks = blocksOf(cells.columns, plan.columns, question.logWeights);
    yield undefined;
    const origin = originOf(columns, question.width), error = question.accuracy / 2;
    const setting = { ...question, blocks, origin, error: error * strictness(question) };
    yield* directRows(alone, setting, results);
  }
  return results;
}

/** Takes the sums of those rows of a cluster that are known to be right. */
function* take(
  { question, weights, largest }: GaussSumPlan,
  { rows: { order, numbers }, leftOut }: ClusterPlan,
  { sums, slopes, squares }: ClusterSums,
  results: GaussSumResults,
): Slices {
  const { withoutOwn, rows: { dimension } } = question, share = leftOutShare(question);
  yield* inChunks(order.length, (first, end) => {
    for (let t = first; t < end; t++) {
      const row = order[t]!, whole = sums[t]!;
      const sum = withoutOwn ? whole - weights[row]! : whole;
      const isRight = leftOut[numbers[t]!]! <= share * whole && sum >= 0.5 * whole;
      if (!isRight || sum < leastSum) continue;
      results.logs[row] = largest + Math.log(sum);
      for (let a = 0; results.slopes !== undefined && a < dimension; a++) {
        results.slopes[row * dimension + a] = slopes[t * dimension + a]! / sum;
      }
      if (results.squares !== undefined) results.squares[row] = squares[t]! / sum;
    }
  });
}

/** What windows may leave out of a sum. */
function leftOutShare(question: GaussSumQuestion): number {
  return errorOf(question) / 2;
}

/** The relative error of a whole sum: one that leaves out its own term may be half as large. */
function errorOf(question: GaussSumQuestion): number {
  return question.accuracy * strictness(question) / (question.withoutOwn ? 2 : 1);
}

/**
 * By how much a sum must be better than its means: differentiating a window once makes its errors larger by 2π/h and r/b, some
 * twenty to thirty, twice by their squares.
 */
function strictness({ order }: GaussSumQuestion): number {
  return order === 0 ? 1 : order === 1 ? 1 / 40 : 1e-3;
}
