import type { Slices } from "../../expr/slices.ts";
import type { GaussSumResults } from "./sum_results.ts";
import type { PointSet } from "./point_set.ts";

/** Columns in blocks: each has those of one cell. */
export interface CellBlocks {
  /** Columns, block by block; block b is `order[starts[b]]` to `order[starts[b + 1] − 1]`. */
  readonly order: Int32Array;
  readonly starts: Int32Array;
  /** The cell of each block, coordinate by coordinate, and the logarithm of the weight in it. */
  readonly cells: Int32Array;
  readonly logWeights: Float64Array;
}

/** What single rows are summed over. */
export interface DirectSetting {
  readonly blocks: CellBlocks;
  readonly columns: PointSet;
  readonly rows: PointSet;
  readonly logWeights: Float64Array;
  readonly width: number;
  /** The cell that cells are counted from. */
  readonly origin: readonly number[];
  /** What all that is passed by may be of a sum. */
  readonly error: number;
  /** Whether a row leaves out the column of its own index. */
  readonly withoutOwn: boolean;
}

/** Steps over blocks or columns in a slice. */
const stepsAtOnce = 2 ** 20;
/** How much further, in widths, a cell may reach than it says, by rounding. */
const slack = 1e-6;

/**
 * ln Σⱼ wⱼ exp(−½Dᵢⱼ²) for single rows, term by term. A block is passed by if the largest that it can be is less than its share of
 * `error` of what some block is for sure.
 */
export function* directRows(
  list: readonly number[],
  setting: DirectSetting,
  { logs, slopes, squares }: GaussSumResults,
): Slices {
  const { blocks: { starts, logWeights }, rows: { dimension }, error } = setting;
  const count = logWeights.length, upper = new Float64Array(count);
  const share = Math.log(error / count);
  let steps = 0;
  for (const row of list) {
    const least = blockTerms(row, setting, upper) + share,
      sum = emptySum();
    for (let b = 0; b < count; b++) {
      if (upper[b]! < least) continue;
      if (slopes === undefined) addBlock(row, b, setting, sum);
      else addBlockWithSlopes(row, b, setting, sum);
      steps += starts[b + 1]! - starts[b]!;
    }
    logs[row] = sum.sum > 0 ? sum.shift + Math.log(sum.sum) : -Infinity;
    for (let a = 0; slopes !== undefined && sum.sum > 0 && a < dimension; a++) {
      slopes[row * dimension + a] = sum.slopes[a]! / sum.sum;
    }
    if (squares !== undefined && sum.sum > 0) squares[row] = sum.square / sum.sum;
    steps += count;
    if (steps < stepsAtOnce) continue;
    steps = 0;
    yield undefined;
  }
}

/** Writes what each block can be for a row at the most, and gives what one of them is at the least: logarithms. */
function blockTerms(
  row: number,
  { blocks: { cells, logWeights }, rows: { data, dimension }, width, origin, withoutOwn }:
    DirectSetting,
  upper: Float64Array,
): number {
  let sure = -Infinity;
  for (let b = 0; b < upper.length; b++) {
    let near = 0, far = 0;
    for (let a = 0; a < dimension; a++) {
      const from = data[row * dimension + a]! / width - origin[a]! - cells[b * dimension + a]!;
      const outside = Math.max(0, -from, from - 1) - slack,
        across = Math.max(1 - from, from) + slack;
      if (outside > 0) near += outside * outside;
      far += across * across;
    }
    upper[b] = logWeights[b]! - 0.5 * near;
    // the row's own column, which is left out, may be all there is
    if (withoutOwn && near === 0) continue;
    sure = Math.max(sure, logWeights[b]! - 0.5 * far);
  }
  return sure;
}

/** exp(shift)·sum, and the same with (x − y)ₐ and with ‖x − y‖² in each term, in widths. */
interface LogSum {
  shift: number;
  sum: number;
  readonly slopes: [number, number, number];
  square: number;
}

function emptySum(): LogSum {
  return { shift: -Infinity, sum: 0, slopes: [0, 0, 0], square: 0 };
}

/** Adds the terms of a block. */
function addBlock(
  row: number,
  block: number,
  { blocks: { order, starts }, rows, columns, logWeights, width, withoutOwn }: DirectSetting,
  total: LogSum,
): void {
  const { dimension, data } = columns, at = row * dimension;
  let { shift, sum } = total;
  for (let t = starts[block]!; t < starts[block + 1]!; t++) {
    const column = order[t]!;
    if (withoutOwn && column === row) continue;
    let square = 0;
    for (let a = 0; a < dimension; a++) {
      const apart = (rows.data[at + a]! - data[column * dimension + a]!) / width;
      square += apart * apart;
    }
    const term = logWeights[column]! - 0.5 * square;
    if (term > shift) {
      sum = sum * Math.exp(shift - term) + 1;
      shift = term;
    } else sum += Math.exp(term - shift);
  }
  total.shift = shift;
  total.sum = sum;
}

/** The same with slopes. */
function addBlockWithSlopes(
  row: number,
  block: number,
  { blocks: { order, starts }, rows, columns, logWeights, width, withoutOwn }: DirectSetting,
  total: LogSum,
): void {
  const { dimension, data } = columns, at = row * dimension, apart = [0, 0, 0];
  for (let t = starts[block]!; t < starts[block + 1]!; t++) {
    const column = order[t]!;
    if (withoutOwn && column === row) continue;
    let square = 0;
    for (let a = 0; a < dimension; a++) {
      const own = apart[a] = (rows.data[at + a]! - data[column * dimension + a]!) / width;
      square += own * own;
    }
    const term = logWeights[column]! - 0.5 * square;
    let share = 1;
    if (term > total.shift) {
      const less = Math.exp(total.shift - term);
      total.shift = term;
      total.sum *= less;
      total.square *= less;
      for (let a = 0; a < dimension; a++) total.slopes[a]! *= less;
    } else share = Math.exp(term - total.shift);
    total.sum += share;
    total.square += share * square;
    for (let a = 0; a < dimension; a++) total.slopes[a]! += share * apart[a]!;
  }
}
