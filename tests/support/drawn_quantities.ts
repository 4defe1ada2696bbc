/** Monte Carlo estimates of what is between two mixtures, by the name of the quantity. */
import {
  type DrawOptions,
  type Mixture,
  monteCarloCrossEntropy,
  type MonteCarloEstimate,
  monteCarloJensenShannon,
  monteCarloKl,
  monteCarloSymmetricKl,
} from "../../mod.ts";
import type { QuantityName } from "./divergence_truth.ts";

/** The functions of the library. */
export const drawnEstimators = {
  kl: monteCarloKl,
  symmetric: monteCarloSymmetricKl,
  jensenShannon: monteCarloJensenShannon,
  crossEntropy: monteCarloCrossEntropy,
} as const satisfies { readonly [Q in QuantityName]: unknown };

/** The estimates of those quantities that are named. */
export function drawnQuantities(
  names: { readonly [Q in QuantityName]?: unknown },
  [p, q]: readonly [Mixture, Mixture],
  options: DrawOptions,
): { readonly [Q in QuantityName]?: MonteCarloEstimate } {
  const asked = Object.keys(names) as QuantityName[];
  return Object.fromEntries(asked.map((name) => [name, drawnEstimators[name](p, q, options)]));
}
