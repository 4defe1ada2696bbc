/** The mixtures that the benchmarks run on, the estimators by name, and a sink for results. */
import {
  conditionalEntropy,
  elkEntropy,
  type GaussianMixture,
  gaussianMixture,
  jointEntropy,
  kdeEntropy,
  type MixtureWith,
  pairwiseEntropy,
  type Spread,
  type UniformMixture,
  uniformMixture,
  type Value,
} from "@mixtropy/mixtropy";
import { randomBoxParameters, randomParameters, type Structure } from "./parameters.ts";

export { type Parameters, randomParameters, type Structure } from "./parameters.ts";

/** The mixture with random parameters. */
export function randomMixture(
  structure: Structure,
  k: number,
  d: number,
): GaussianMixture<Spread, undefined> {
  const { weights, means: numbers, spread } = randomParameters(structure, k, d);
  const means = { data: numbers, shape: [k, d] } as const;
  switch (structure) {
    case "spherical":
      return gaussianMixture({ weights, means, variances: spread });
    case "diagonal":
      return gaussianMixture({
        weights,
        means,
        variances: { data: spread, shape: [k, d] } as const,
      }) as GaussianMixture<Spread, undefined>;
    case "full":
      return gaussianMixture({
        weights,
        means,
        covariances: { data: spread, shape: [k, d, d] } as const,
      });
    default:
      return structure satisfies never;
  }
}

/** The mixture whose components share the first variance or covariance of those with random parameters. */
export function sharedMixture(
  structure: "spherical" | "full",
  k: number,
  d: number,
): GaussianMixture<Spread, undefined> {
  const { weights, means: numbers, spread } = randomParameters(structure, k, d);
  const means = { data: numbers, shape: [k, d] } as const;
  if (structure === "spherical") return gaussianMixture({ weights, means, variance: spread[0]! });
  const covariance = { data: spread.slice(0, d * d), shape: [d, d] } as const;
  return gaussianMixture({ weights, means, covariance });
}

/** The mixture of boxes with random parameters. */
export function randomBoxes(k: number, d: number): UniformMixture<Value, undefined> {
  const { weights, means: centers, spread } = randomBoxParameters(k, d);
  const widths = { data: spread, shape: [k, d] } as const;
  return uniformMixture({ weights, centers: { data: centers, shape: [k, d] } as const, widths });
}

/** The closed-form estimators of a mixture's entropy by name. */
export function closedForms<B extends number | undefined>(p: MixtureWith<object, B>) {
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
export function keep(value: Value): void {
  sum += typeof value === "number" ? value : value.data[0]!;
  if (sum === 0.123456789) console.log(sum);
}
