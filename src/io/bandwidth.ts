/**
 * The bandwidth of a kernel density estimate with one Gaussian kernel for all rows.
 *
 * @module
 */
import { DomainError, ShapeError } from "../expr/errors.ts";
import { listed, quoted } from "../expr/quote.ts";
import type { Table } from "./csv.ts";

/** A rule of thumb for the bandwidth, or the factor itself. */
export type Bandwidth = "scott" | "silverman" | number;

/** One kernel for all rows. */
export interface Kernel {
  /** What the standard deviations of the data are multiplied with. */
  factor: number;
  /** factor² × the sample covariance of the data, [d, d], row after row. */
  covariance: Float64Array;
}

/** The names of the rules. */
export const RULES: readonly ["scott", "silverman"] = ["scott", "silverman"];

/**
 * The factor by which a rule scales the standard deviations of n rows in d columns (Scott 1992; Silverman 1986, eq. 4.14):
 * n^(−1/(d+4)) or (n(d+2)/4)^(−1/(d+4)).
 */
export function bandwidthFactor(bandwidth: Bandwidth, n: number, d: number): number {
  switch (bandwidth) {
    case "scott":
      return n ** (-1 / (d + 4));
    case "silverman":
      return (n * (d + 2) / 4) ** (-1 / (d + 4));
    default:
      if (bandwidth > 0 && Number.isFinite(bandwidth)) return bandwidth;
      throw new DomainError(`Expected a bandwidth factor above 0, got ${bandwidth}`);
  }
}

/**
 * The kernel of a table's rows, by the rule of `scipy.stats.gaussian_kde`: factor² × the sample covariance (denominator n − 1).
 *
 * @throws {DomainError} if a column is constant, or depends linearly on those before it: the kernel would have no volume
 * @throws {ShapeError} if there are too few rows to span the columns
 */
export function kernel(table: Table, bandwidth: Bandwidth): Kernel {
  const { values, columns, rows: n } = table;
  const d = columns.length;
  if (n < 2) throw new ShapeError(`Expected at least 2 rows for a bandwidth, got ${n}`);
  checkColumns(table);
  // before d² numbers are asked for
  if (n <= d) {
    throw new ShapeError(`Expected at least ${d + 1} rows for a kernel in ${d} columns, got ${n}`);
  }
  const covariance = sampleCovariance(values, n, d);
  checkSpread(covariance, table);
  const factor = bandwidthFactor(bandwidth, n, d);
  const scaled = covariance.map((entry) => factor * entry * factor);
  for (let a = 0; a < d; a++) {
    const variance = scaled[a * d + a]!;
    if (variance > 0 && Number.isFinite(variance)) continue;
    throw new DomainError(
      `Expected a bandwidth factor that leaves column ${
        quoted(columns[a]!)
      } a positive finite variance, got ${factor}, which makes ${
        covariance[a * d + a]
      } into ${variance}`,
    );
  }
  return { factor, covariance: scaled };
}

/** S = Σ_r (x_r − x̄)(x_r − x̄)ᵀ / (n − 1), [d, d]; the mean is taken off before multiplying. */
export function sampleCovariance(values: Float64Array, n: number, d: number): Float64Array {
  const mean = new Float64Array(d);
  for (let r = 0; r < n; r++) {
    for (let a = 0; a < d; a++) mean[a]! += values[r * d + a]! / n;
  }
  const covariance = new Float64Array(d * d);
  for (let r = 0; r < n; r++) {
    for (let a = 0; a < d; a++) {
      const deviation = values[r * d + a]! - mean[a]!;
      for (let b = 0; b <= a; b++) {
        covariance[a * d + b]! += deviation * (values[r * d + b]! - mean[b]!) / (n - 1);
      }
    }
  }
  for (let a = 0; a < d; a++) {
    for (let b = 0; b < a; b++) covariance[b * d + a] = covariance[a * d + b]!;
  }
  return covariance;
}

/**
 * The share of a column's variance that the columns before it do not explain below which it counts as their linear combination:
 * rounding in the covariance leaves about d·1e-16 where nothing should be.
 */
const LEAST_SHARE = 1e-12;

/** Throws if all values of a column are equal. */
function checkColumns({ columns, values, rows: n }: Table): void {
  const d = columns.length;
  for (let a = 0; a < d; a++) {
    const first = values[a];
    let constant = true;
    for (let r = 1; r < n && constant; r++) constant = values[r * d + a] === first;
    if (constant) {
      throw new DomainError(
        `Expected a column that varies, got column ${
          quoted(columns[a]!)
        } with ${first} in all ${n} rows`,
      );
    }
  }
}

/** Throws unless the covariance has full rank, naming the column; a Cholesky factorisation of the correlations. */
function checkSpread(covariance: Float64Array, { columns }: Table): void {
  const d = columns.length;
  for (let a = 0; a < d; a++) {
    const variance = covariance[a * d + a]!;
    if (variance > 0 && Number.isFinite(variance)) continue;
    throw new DomainError(
      `Expected a column whose variance is a positive number, got column ${
        quoted(columns[a]!)
      } with ${variance}`,
    );
  }
  const factor = new Float64Array(d * d);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      let entry = covariance[a * d + b]! /
        Math.sqrt(covariance[a * d + a]!) / Math.sqrt(covariance[b * d + b]!);
      for (let c = 0; c < b; c++) entry -= factor[a * d + c]! * factor[b * d + c]!;
      if (b < a) {
        factor[a * d + b] = entry / factor[b * d + b]!;
      } else if (entry > LEAST_SHARE) {
        factor[a * d + a] = Math.sqrt(entry);
      } else {
        throw new DomainError(
          `Expected columns that are linearly independent, got column ${
            quoted(columns[a]!)
          }, a linear combination of ${listed(columns.slice(0, a))}`,
        );
      }
    }
  }
}
