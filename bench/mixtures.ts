/** The mixtures that the benchmarks run on, the estimators by name, and a sink for results. */
import {
  conditionalEntropy,
  elkEntropy,
  type Expr,
  gaussianMixture,
  jointEntropy,
  kdeEntropy,
  type Mixture,
  pairwiseEntropy,
} from "@mixtropy/mixtropy";

/** How the covariances of a mixture are given: one number, d numbers or a matrix for each component. */
export type Structure = "spherical" | "diagonal" | "full";

/** The parameters of a random Gaussian mixture, row-major. */
export interface Parameters {
  readonly weights: Float64Array;
  readonly means: Float64Array;
  /** [k], [k, d] or [k, d, d]. */
  readonly spread: Float64Array;
}

/** Random parameters: means of variance 4, variances between ½ and 1½, weights that differ. */
export function randomParameters(structure: Structure, k: number, d: number): Parameters {
  const next = uniformNumbers(1 + k * 31 + d);
  const normal = () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  const raw = Float64Array.from({ length: k }, () => 0.5 + next());
  const total = raw.reduce((a, b) => a + b);
  const weights = raw.map((weight) => weight / total);
  const means = Float64Array.from({ length: k * d }, () => 2 * normal());
  const variance = () => 0.5 + next();
  if (structure === "spherical") {
    return { weights, means, spread: Float64Array.from({ length: k }, variance) };
  }
  if (structure === "diagonal") {
    return { weights, means, spread: Float64Array.from({ length: k * d }, variance) };
  }
  // ½ I + A Aᵀ / d, with A of standard normal numbers
  const spread = new Float64Array(k * d * d);
  for (let i = 0; i < k; i++) {
    const a = Float64Array.from({ length: d * d }, normal);
    for (let row = 0; row < d; row++) {
      for (let column = 0; column < d; column++) {
        let dot = 0;
        for (let m = 0; m < d; m++) dot += a[row * d + m] * a[column * d + m];
        spread[(i * d + row) * d + column] = dot / d + (row === column ? 0.5 : 0);
      }
    }
  }
  return { weights, means, spread };
}

/** The mixture with random parameters. */
export function randomMixture(structure: Structure, k: number, d: number): Mixture {
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

/** The closed-form estimators of a mixture's entropy by name. */
export function closedForms(p: Mixture): { readonly [name: string]: Expr } {
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

/** Park & Miller (1988): x ← 48271 x mod 2³¹ − 1. */
function uniformNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = state * 48271 % 2147483647) / 2147483647;
}
