/** Random mixtures of Gaussians in numbers, for laws that are tried on very many. */
import { randomNumbers, times } from "./random_numbers.ts";

/** A Gaussian mixture in numbers. */
export interface RandomGaussians {
  readonly weights: number[];
  readonly means: number[][];
  readonly covariances: number[][][];
}

/** A standard normal number from two uniform ones, by Box & Muller (1958). */
export function normalNumbers(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/**
 * A random mixture of 2 to 10 components, or to `most`, in d coordinates: components of scales apart that overlap strongly, or
 * not at all.
 */
export function randomGaussians(seed: number, d: number, most = 10): RandomGaussians {
  const random = randomNumbers(seed), k = 2 + Math.floor((most - 1) * random());
  const normal = normalNumbers(random);
  const shares = times(k, () => -Math.log(random())), scale = [0.3, 1, 2, 4][seed % 4]!;
  const total = shares.reduce((sum, share) => sum + share);
  const covariance = () => {
    const root = times(d, () => times(d, normal));
    return root.map((x, a) =>
      root.map((y, b) => x.reduce((sum, v, t) => sum + v * y[t]!, a === b ? 0.1 * d : 0) / d)
    );
  };
  return {
    weights: shares.map((share) => share / total),
    means: times(k, () => times(d, () => scale * normal())),
    covariances: times(k, covariance),
  };
}
