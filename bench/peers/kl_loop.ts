/** The KL bound as a careful programmer writes it by hand, for one structure and with one number for each covariance. */
import type { Parameters } from "../parameters.ts";

/**
 * H(X|C) − Σᵢ cᵢ ln Σⱼ cⱼ exp(−KLᵢⱼ), KLᵢⱼ = ½[d vᵢ/vⱼ − d + ‖μᵢ − μⱼ‖²/vⱼ + d ln vⱼ − d ln vᵢ]; what does not depend on both i and
 * j is taken out of the loop, and one row of exponents is kept.
 */
export function klBoundSpherical({ weights, means, spread }: Parameters, d: number): number {
  const k = weights.length;
  const inverse = spread.map((v) => 0.5 / v);
  const constant = spread.map((v, j) => Math.log(weights[j]!) - 0.5 * d * Math.log(v));
  const exponents = new Float64Array(k);
  let entropy = 0;
  for (let i = 0; i < k; i++) {
    const trace = d * spread[i]!;
    let greatest = -Infinity;
    for (let j = 0; j < k; j++) {
      let square = 0;
      for (let a = 0; a < d; a++) {
        const delta = means[i * d + a]! - means[j * d + a]!;
        square += delta * delta;
      }
      const exponent = constant[j]! - (trace + square) * inverse[j]!;
      exponents[j] = exponent;
      if (exponent > greatest) greatest = exponent;
    }
    let total = 0;
    for (let j = 0; j < k; j++) total += Math.exp(exponents[j]! - greatest);
    const logLikelihood = greatest + Math.log(total) + 0.5 * d * (1 + Math.log(spread[i]!));
    const own = 0.5 * d * (Math.log(2 * Math.PI * Math.E) + Math.log(spread[i]!));
    entropy += weights[i]! * (own - logLikelihood);
  }
  return entropy;
}
