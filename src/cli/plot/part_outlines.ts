import type { PartDescription } from "../../io/mixtures/mixed_description.ts";
import { locationOutlines } from "./location_outlines.ts";
import { type DenseArray, numberAt, type PartOutlines, rowsOf } from "./part_numbers.ts";

/** The outlines of a part in d dimensions. */
export function partOutlines(part: PartDescription, d: number): PartOutlines {
  const { family } = part;
  switch (family) {
    case "gaussian":
      return gaussianOutlines(part, d);
    case "uniform":
      return boxOutlines(part, d);
    case "laplace":
    case "logistic":
    case "studentT":
      return locationOutlines(part, d);
    default:
      return family satisfies never;
  }
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
    covariance: undefined,
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
