import { studentQuantile } from "../../estimator/student.ts";
import type { Value } from "../../io/arrays/values.ts";
import type { FileFamily } from "../../io/mixtures/file_families.ts";
import type { PartDescription } from "../../io/mixtures/mixed_description.ts";

/** Numbers in an array. */
type DenseArray = Exclude<Value, string>;

/** The components of one part as numbers, which are counted within it. */
export interface PartOutlines {
  readonly family: FileFamily;
  /** [k, d], the means, or the middles. */
  readonly centers: Float64Array;
  /**
   * How wide component i is along coordinate a: half the width of a box, else half of the interval about the middle in which it has as
   * much of its mass as a Gaussian has within a standard deviation.
   */
  reach(i: number, a: number): number;
  /** How many times its reach a component is drawn. */
  margin(i: number): number;
  /** What its ellipse is made of: a Gaussian's covariance; of others the squares of reaches, of boxes the variances. */
  covariance(i: number, a: number, b: number): number;
  /** Some of the components as an entry of `mixtureOf` has them, blurred as pixels of these sizes blur them. */
  blurred(
    members: readonly number[],
    pixel: readonly number[],
  ): { readonly [name: string]: DenseArray };
}

/** The share of a Gaussian's mass within one standard deviation, and the share that is drawn. */
const withinReach = 0.6826894921370859, drawn = 0.999;
/** How many scales of a Student distribution are drawn: tails of Cauchy's would squeeze all else. */
const mostScales = 12;

/** The outlines of a part in d dimensions. */
export function partOutlines(part: PartDescription, d: number): PartOutlines {
  const { family } = part;
  switch (family) {
    case "gaussian":
      return gaussianOutlines(part, d);
    case "uniform":
      return boxOutlines(part, d);
    case "laplace":
      return locationOutlines(part, d, {
        reach: -Math.log1p(-withinReach),
        all: -Math.log1p(-drawn),
      });
    case "logistic": {
      const quantile = (share: number) => Math.log1p(share) - Math.log1p(-share);
      return locationOutlines(part, d, { reach: quantile(withinReach), all: quantile(drawn) });
    }
    case "studentT":
      return locationOutlines(part, d, undefined);
    default:
      return family satisfies never;
  }
}

/** A number that stands once for all, once a component, or once a coordinate of each. */
function numberAt({ data, shape }: DenseArray, d: number): (i: number, a: number) => number {
  if (shape.length === 0) return () => data[0]!;
  return shape.length === 1 ? (i) => data[i]! : (i, a) => data[i * d + a]!;
}

/** One number for each coordinate of some components. */
function rowsOf(
  members: readonly number[],
  d: number,
  of: (i: number, a: number) => number,
): DenseArray {
  const data = new Float64Array(members.length * d);
  members.forEach((i, m) => {
    for (let a = 0; a < d; a++) data[m * d + a] = of(i, a);
  });
  return { data, shape: [members.length, d] };
}

function boxOutlines({ parameters }: PartDescription, d: number): PartOutlines {
  const { data: centers } = parameters.get("centers")!;
  const width = numberAt(parameters.get("widths")!, d);
  const reach = (i: number, a: number) => width(i, a) / 2;
  return {
    family: "uniform",
    centers,
    reach,
    margin: () => 1.08,
    // of a uniform distribution of width w: w²/12
    covariance: (i, a, b) => a === b ? reach(i, a) ** 2 / 3 : 0,
    // at least a pixel wide
    blurred: (members, pixel) => ({
      centers: rowsOf(members, d, (i, a) => centers[i * d + a]!),
      widths: rowsOf(members, d, (i, a) => Math.max(2 * reach(i, a), pixel[a] ?? 0)),
    }),
  };
}

function gaussianOutlines({ parameters }: PartDescription, d: number): PartOutlines {
  const { data: centers } = parameters.get("means")!, covariance = covarianceOf(parameters, d);
  return {
    family: "gaussian",
    centers,
    reach: (i, a) => Math.sqrt(covariance(i, a, a)),
    margin: () => 3.3,
    covariance,
    // by a Gaussian of half a pixel
    blurred: (members, pixel) => {
      const k = members.length, data = new Float64Array(k * d * d);
      members.forEach((i, m) => {
        for (let a = 0; a < d; a++) {
          for (let b = 0; b < d; b++) {
            const blur = a === b ? ((pixel[a] ?? 0) / 2) ** 2 : 0;
            data[(m * d + a) * d + b] = covariance(i, a, b) + blur;
          }
        }
      });
      return {
        means: rowsOf(members, d, (i, a) => centers[i * d + a]!),
        covariances: { data, shape: [k, d, d] },
      };
    },
  };
}

function covarianceOf(
  parameters: ReadonlyMap<string, DenseArray>,
  d: number,
): (i: number, a: number, b: number) => number {
  const full = parameters.get("covariances");
  if (full !== undefined) return (i, a, b) => full.data[(i * d + a) * d + b]!;
  const shared = parameters.get("covariance");
  if (shared !== undefined) return (_, a, b) => shared.data[a * d + b]!;
  // a Gaussian part has one kind of covariance
  const variance = numberAt((parameters.get("variances") ?? parameters.get("variance"))!, d);
  return (i, a, b) => a === b ? variance(i, a) : 0;
}

/** In scales: the reach, and how far it is drawn; of a Student distribution these are quantiles, which depend on ν. */
interface Quantiles {
  readonly reach: number;
  readonly all: number;
}

function locationOutlines(
  { family, parameters }: PartDescription,
  d: number,
  known: Quantiles | undefined,
): PartOutlines {
  const { data: centers } = parameters.get("locations")!;
  const scale = numberAt(parameters.get("scales")!, d),
    freedom = parameters.get("degreesOfFreedom");
  const nu = freedom && numberAt(freedom, d), quantiles: Quantiles[] = [];
  const of = (i: number): Quantiles => known ?? (quantiles[i] ??= studentQuantiles(nu!(i, 0)));
  const reach = (i: number, a: number) => of(i).reach * scale(i, a);
  return {
    family,
    centers,
    reach,
    margin: (i) => of(i).all / of(i).reach,
    covariance: (i, a, b) => a === b ? reach(i, a) ** 2 : 0,
    // as if the squares of reaches would add up
    blurred: (members, pixel) => ({
      locations: rowsOf(members, d, (i, a) => centers[i * d + a]!),
      scales: rowsOf(
        members,
        d,
        (i, a) => Math.hypot(scale(i, a), (pixel[a] ?? 0) / 2 / of(i).reach),
      ),
      ...nu !== undefined && {
        degreesOfFreedom: {
          data: Float64Array.from(members, (i) => nu(i, 0)),
          shape: [members.length],
        },
      },
    }),
  };
}

function studentQuantiles(nu: number): Quantiles {
  const reach = studentQuantile(withinReach, nu);
  return { reach, all: Math.min(mostScales, studentQuantile(drawn, nu)) };
}
