/** The mixtures that the benchmarks run on, the estimators by name, and a sink for results. */
import {
  conditionalEntropy,
  elkEntropy,
  gaussianMixture,
  jointEntropy,
  kdeEntropy,
  type Mixture,
  pairwiseEntropy,
  uniformMixture,
} from "@mixtropy/mixtropy";
import { randomBoxParameters, randomParameters, type Structure } from "./parameters.ts";

export { type Parameters, randomParameters, type Structure } from "./parameters.ts";

/** The mixture with random parameters. */
export function randomMixture(
  structure: Structure,
  k: number,
  d: number,
): Mixture<"weights" | "means"> {
  const { weights, means: numbers, spread } = randomParameters(structure, k, d);
  const means = { data: numbers, shape: [k, d] };
  switch (structure) {
    case "spherical":
      return gaussianMixture({ weights, means, variances: spread });
    case "diagonal":
      return gaussianMixture({ weights, means, variances: { data: spread, shape: [k, d] } });
    case "full":
      return gaussianMixture({ weights, means, covariances: { data: spread, shape: [k, d, d] } });
    default:
      return structure satisfies never;
  }
}

/** The mixture whose components share the first variance or covariance of those with random parameters. */
export function sharedMixture(
  structure: "spherical" | "full",
  k: number,
  d: number,
): Mixture<"weights" | "means"> {
  const { weights, means: numbers, spread } = randomParameters(structure, k, d);
  const means = { data: numbers, shape: [k, d] };
  if (structure === "spherical") return gaussianMixture({ weights, means, variance: spread[0]! });
  const covariance = { data: spread.slice(0, d * d), shape: [d, d] };
  return gaussianMixture({ weights, means, covariance });
}

/** The mixture of boxes with random parameters. */
export function randomBoxes(k: number, d: number): Mixture {
  const { weights, means: centers, spread } = randomBoxParameters(k, d);
  const widths = { data: spread, shape: [k, d] };
  return uniformMixture({ weights, centers: { data: centers, shape: [k, d] }, widths });
}

/** The closed-form estimators of a mixture's entropy by name. */
export function closedForms(p: Mixture) {
  return {
    conditional: conditionalEntropy(p),
    joint: jointEntropy(p),
    KDE: kdeEntropy(p),
    ELK: elkEntropy(p),
    KL: pairwiseEntropy(p, { distance: "kl" }),
    Bhattacharyya: pairwiseEntropy(p, { distance: "bhattacharyya" }),
    "ELK distance": pairwiseEntropy(p, { distance: "elk" }),
  };
}

let sum = 0;

/** Takes a result in, so that the engine cannot leave out the work of a benchmark. */
export function keep(value: number): void {
  sum += value;
  if (sum === 0.123456789) console.log(sum);
}
