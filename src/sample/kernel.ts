import { DomainError, ShapeError } from "../expr/errors.ts";
import { effectiveSize, type Sample, sampleCovariance } from "./covariance.ts";
import { type Dependent, dependentColumns } from "./dependence.ts";

/** A rule of thumb for the bandwidth, or the factor itself. */
export type Bandwidth = "scott" | "silverman" | number;

/** One kernel for all rows. */
export interface Kernel {
  /** What the standard deviations of the data are multiplied with. */
  readonly factor: number;
  /** factor² × the sample covariance of the data, [d, d], row after row. */
  readonly covariance: Float64Array;
}

/** What messages call columns and the bandwidth, and what they say of columns that must go. */
export interface Wording {
  /** As in "column 3". */
  readonly column: (a: number) => string;
  /** As in "bandwidth". */
  readonly bandwidth: string;
  /** What comes after a sentence on columns without which a kernel has a volume; a colon or comma first. */
  readonly without: (columns: readonly number[]) => string;
}

/** The wording of the library, which knows columns by their indices. */
export const plainWording: Wording = {
  column: (a) => `column ${a}`,
  bandwidth: "bandwidth",
  without: () => "",
};

/** The names of the rules. */
export const rules = ["scott", "silverman"] as const;

/**
 * The factor by which a rule scales the standard deviations of n rows in d columns (Scott 1992; Silverman 1986, eq. 4.14):
 * n^(−1/(d+4)) or (n(d+2)/4)^(−1/(d+4)); n is the effective number where rows have weights.
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
 * The kernel of rows by the rule of `scipy.stats.gaussian_kde`: factor² × the sample covariance.
 *
 * Throws `DomainError` if columns are constant or depend linearly on others, all of which it names, for the kernel would
 * have no volume; `ShapeError` if there are too few rows to span the columns.
 */
export function kernelOf(sample: Sample, bandwidth: Bandwidth, wording: Wording): Kernel {
  const { n, d } = sample;
  if (n < 2) throw new ShapeError(`Expected at least 2 rows for a bandwidth, got ${n}`);
  // before d² numbers are asked for
  if (n <= d) {
    throw new ShapeError(`Expected at least ${d + 1} rows for a kernel in ${d} columns, got ${n}`);
  }
  const covariance = sampleCovariance(sample);
  checkVariances(covariance, sample, wording);
  checkRank(dependentColumns(covariance, d), sample, wording);
  const factor = bandwidthFactor(bandwidth, effectiveSize(sample), d);
  const scaled = covariance.map((entry) => factor * entry * factor);
  for (let a = 0; a < d; a++) {
    const variance = scaled[a * d + a]!;
    if (variance > 0 && Number.isFinite(variance)) continue;
    throw new DomainError(
      `Expected a ${wording.bandwidth} factor that leaves ${
        wording.column(a)
      } a positive finite variance, got ${factor}, which makes ${
        covariance[a * d + a]
      } into ${variance}`,
    );
  }
  return { factor, covariance: scaled };
}

/** Throws where the variance of a column is no number, or 0 though the column varies. */
function checkVariances(covariance: Float64Array, sample: Sample, { column }: Wording): void {
  const { d } = sample;
  for (let a = 0; a < d; a++) {
    const variance = covariance[a * d + a]!;
    if (variance > 0 ? variance < Infinity : variance === 0 && isConstant(sample, a)) continue;
    throw new DomainError(
      `Expected a column whose variance is a positive number, got ${column(a)} with ${variance}`,
    );
  }
}

/** Throws if a column is constant or depends on others, naming each. */
function checkRank(
  dependent: readonly Dependent[],
  { values, n }: Sample,
  { column, without }: Wording,
): void {
  if (dependent.length === 0) return;
  const flaws = dependent.slice(0, mostNamed).map(({ column: a, on }) =>
    on.length === 0
      ? `${column(a)} with ${values[a]} in all ${n} rows`
      : `${column(a)}, a linear combination of ${on.slice(0, mostNamed).map(column).join(", ")}${
        on.length > mostNamed ? ` and ${on.length - mostNamed} more` : ""
      }`
  );
  const more = dependent.length > mostNamed ? `; and ${dependent.length - mostNamed} more` : "";
  throw new DomainError(
    `Expected columns that vary independently, got ${flaws.join("; ")}${more}${
      without(dependent.map(({ column }) => column))
    }`,
  );
}

/** How many columns of a kind a message names. */
const mostNamed = 8;

function isConstant({ values, n, d }: Sample, a: number): boolean {
  for (let r = 1; r < n; r++) if (values[r * d + a] !== values[a]) return false;
  return true;
}
