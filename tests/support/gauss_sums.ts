/** Sums of Gaussians by their definition, and points to try them on. Imports nothing of the library but types. */
import type { PointSet } from "../../src/run/transform/point_set.ts";
import { randomNumbers } from "./random_numbers.ts";

/** Points from a function of the index and the coordinate. */
export function pointSet(
  count: number,
  dimension: number,
  at: (point: number, coordinate: number) => number,
): PointSet {
  const data = new Float64Array(count * dimension);
  for (let p = 0; p < count; p++) {
    for (let a = 0; a < dimension; a++) data[p * dimension + a] = at(p, a);
  }
  return { count, dimension, data };
}

/** Standard normal numbers from a seed (Box and Muller). */
export function normalNumbers(seed: number): () => number {
  const random = randomNumbers(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** What is summed: ln Σⱼ exp(logWeightⱼ − ½‖xᵢ − yⱼ‖²/width²). */
export interface NaiveSum {
  readonly rows: PointSet;
  readonly columns: PointSet;
  readonly logWeights: Float64Array;
  readonly width: number;
  readonly withoutOwn?: boolean;
}

/** The logarithm of the sum of one row, term by term in order of size, in twice the precision. */
export function naiveLogSum(
  { rows, columns, logWeights, width, withoutOwn = false }: NaiveSum,
  row: number,
): number {
  const { dimension } = rows, terms: number[] = [];
  for (let j = 0; j < columns.count; j++) {
    if ((withoutOwn && j === row) || logWeights[j] === -Infinity) continue;
    let square = 0;
    for (let a = 0; a < dimension; a++) {
      const apart = rows.data[row * dimension + a]! - columns.data[j * dimension + a]!;
      square += (apart / width) ** 2;
    }
    terms.push(logWeights[j]! - 0.5 * square);
  }
  const most = terms.reduce((top, term) => Math.max(top, term), -Infinity);
  if (most === -Infinity) return most;
  let sum = 0, rest = 0;
  for (const term of terms.sort((s, t) => s - t)) {
    const next = Math.exp(term - most) - rest, total = sum + next;
    rest = (total - sum) - next;
    sum = total;
  }
  return most + Math.log(sum);
}

/** The means of (x − y)ₐ/width and of ‖x − y‖²/width² for one row, by the shares of its terms. */
export function naiveMeans(
  sum: NaiveSum,
  row: number,
): { readonly slopes: readonly number[]; readonly square: number } {
  const { rows, columns, logWeights, width } = sum, { dimension } = rows;
  const log = naiveLogSum(sum, row), slopes = new Array<number>(dimension).fill(0);
  let mean = 0;
  for (let j = 0; j < columns.count; j++) {
    const apart = slopes.map((_slope, a) =>
      (rows.data[row * dimension + a]! - columns.data[j * dimension + a]!) / width
    );
    const square = apart.reduce((total, one) => total + one * one, 0);
    const share = Math.exp(logWeights[j]! - 0.5 * square - log);
    mean += share * square;
    apart.forEach((one, a) => void (slopes[a]! += share * one));
  }
  return { slopes, square: mean };
}
