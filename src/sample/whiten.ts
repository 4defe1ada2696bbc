import { meanOf, type Sample } from "./covariance.ts";
import { kernelOf, plainWording } from "./kernel.ts";

/** Points whose sample covariance is the unit matrix, and what the map that made them so does to volumes. */
export interface Whitened {
  /** L⁻¹(x − x̄), where LLᵀ is the sample covariance. */
  readonly points: Sample;
  /** ln|L|: by so much the entropy of the points lies below that of the sample. */
  readonly logDeterminant: number;
}

/** Throws what `kernelOf` does for columns that do not span a volume. */
export function whitened(sample: Sample): Whitened {
  const { values, n, d, weights } = sample;
  const l = cholesky(kernelOf(sample, 1, plainWording).covariance, d);
  const mean = meanOf(sample, weights), points = new Float64Array(n * d);
  for (let r = 0; r < n; r++) {
    for (let a = 0; a < d; a++) {
      let rest = values[r * d + a]! - mean.high[a]! - mean.low[a]!;
      for (let b = 0; b < a; b++) rest -= l[a * d + b]! * points[r * d + b]!;
      points[r * d + a] = rest / l[a * d + a]!;
    }
  }
  let logDeterminant = 0;
  for (let a = 0; a < d; a++) logDeterminant += Math.log(l[a * d + a]!);
  return { points: { values: points, n, d, weights }, logDeterminant };
}

/** L of a matrix that is known to be far enough from singular. */
function cholesky(matrix: Float64Array, d: number): Float64Array {
  const l = new Float64Array(d * d);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      let entry = matrix[a * d + b]!;
      for (let c = 0; c < b; c++) entry -= l[a * d + c]! * l[b * d + c]!;
      l[a * d + b] = a === b ? Math.sqrt(entry) : entry / l[b * d + b]!;
    }
  }
  return l;
}
