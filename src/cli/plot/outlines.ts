import { descriptionOf } from "../../io/mixtures/description.ts";
import type { OneMixture } from "../one_mixture.ts";

/** The components of a mixture as numbers: where each is and how far it reaches. */
export interface Outlines {
  readonly family: "gaussian" | "uniform";
  readonly k: number;
  readonly d: number;
  readonly weights: Float64Array;
  /** [k, d], the means or the middles of the boxes. */
  readonly centers: Float64Array;
  /** How wide component i is along coordinate a: a standard deviation, or half the width of a box. */
  reach(i: number, a: number): number;
  /** The covariance of coordinates a and b of component i; 0 for boxes where they differ. */
  covariance(i: number, a: number, b: number): number;
  /** The components from the heaviest to the lightest, those without weight left out. */
  readonly heaviest: readonly number[];
}

/** The numbers of a mixture that was read, whatever the shapes in which they were given. */
export function outlinesOf(mixture: OneMixture): Outlines {
  const described = descriptionOf(mixture), k = mixture.components, d = mixture.dimension;
  const weights = described.weights?.data ?? new Float64Array(k).fill(1 / k);
  const heaviest = Array.from(weights.keys())
    .filter((i) => weights[i]! > 0)
    .sort((i, j) => weights[j]! - weights[i]! || i - j);
  const common = { k, d, weights, heaviest };
  if (described.family === "uniform") {
    const { centers, widths: { data, shape } } = described;
    const half = (i: number, a: number) => (shape.length === 0 ? data[0]! : data[i * d + a]!) / 2;
    return {
      ...common,
      family: "uniform",
      centers: centers.data,
      reach: half,
      // of a uniform distribution of width w: w²/12
      covariance: (i, a, b) => a === b ? half(i, a) ** 2 / 3 : 0,
    };
  }
  const { means, spread, array: { data, shape } } = described;
  const covariance = (i: number, a: number, b: number): number => {
    switch (spread) {
      case "covariances":
        return data[(i * d + a) * d + b]!;
      case "covariance":
        return data[a * d + b]!;
      case "variances":
        return a !== b ? 0 : shape.length === 1 ? data[i]! : data[i * d + a]!;
      case "variance":
        return a === b ? data[0]! : 0;
      default:
        return spread satisfies never;
    }
  };
  return {
    ...common,
    family: "gaussian",
    centers: means.data,
    reach: (i, a) => Math.sqrt(covariance(i, a, a)),
    covariance,
  };
}
