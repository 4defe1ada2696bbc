import type { GaussTerm } from "../../plan/gauss_form.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import { numbersAtOnce, type Slices } from "../conduct/slices.ts";
import type { GaussSumResults } from "../transform/gauss_sums.ts";

/** What the values of a term are made of besides its sums. */
export interface ValueParts {
  /** What the row adds to each exponent; it may be one number for all. */
  readonly rowTerm: DenseArray;
  readonly width: number;
  /** The sign of all weights. */
  readonly sign: number;
}

/** The values of a term: a logarithm, a sum, or sums with (x − y)ₐ or Σₐ (x − y)ₐ² in each term. */
export function* valuesOf(
  kind: GaussTerm["kind"],
  { logs, slopes, squares }: GaussSumResults,
  { rowTerm: { data, shape }, width, sign }: ValueParts,
): Slices<DenseArray> {
  const rows = logs.length, isOne = shape.length === 0;
  const dimension = kind === "slopes" && slopes !== undefined ? slopes.length / rows : 1;
  const values = new Float64Array(rows * dimension);
  for (let first = 0; first < rows; first += numbersAtOnce) {
    const end = Math.min(rows, first + numbersAtOnce);
    for (let row = first; row < end; row++) {
      const exponent = logs[row]! + data[isOne ? 0 : row]!, isEmpty = logs[row] === -Infinity;
      if (kind === "log") {
        values[row] = isEmpty ? -Infinity : exponent;
        continue;
      }
      // a row that meets nothing has no share of anything
      const sum = isEmpty ? 0 : sign * Math.exp(exponent);
      if (kind === "sum") values[row] = sum;
      else if (kind === "squares") values[row] = sum * width * width * squares![row]!;
      else {
        for (let t = row * dimension; t < (row + 1) * dimension; t++) {
          values[t] = sum * width * slopes![t]!;
        }
      }
    }
    yield undefined;
  }
  return { data: values, shape: kind === "slopes" ? [rows, dimension] : [rows] };
}

/** ln|wⱼ| + cⱼ and the sign of all weights, each of which may be one number for all; undefined if they have both signs. */
export function* weightsOf(
  weight: DenseArray,
  term: DenseArray,
  count: number,
): Slices<{ readonly sign: number; readonly logs: Float64Array } | undefined> {
  const logs = new Float64Array(count), sign = signOf(weight);
  const isOne = weight.shape.length === 0, ofOne = Math.log(sign * weight.data[0]!);
  let hasBoth = false;
  for (let first = 0; first < count; first += numbersAtOnce) {
    const end = Math.min(count, first + numbersAtOnce);
    for (let t = first; t < end; t++) {
      if (!isOne && sign * weight.data[t]! < 0) hasBoth = true;
      const log = isOne ? ofOne : Math.log(sign * weight.data[t]!);
      // a weight of 0 drops its term, whatever that is
      logs[t] = log === -Infinity ? log : log + term.data[term.shape.length === 0 ? 0 : t]!;
    }
    yield undefined;
  }
  return hasBoth ? undefined : { sign, logs };
}

/** The sign of the first number that is not 0. */
export function signOf({ data }: DenseArray): number {
  return (data.find((x) => x !== 0) ?? 1) < 0 ? -1 : 1;
}
