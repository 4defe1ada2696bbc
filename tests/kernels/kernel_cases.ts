/** Mixtures of every family and structure, what is estimated of them, and the schedules under which their kernels are tried. */
import {
  bhattacharyyaDistance,
  conditionalEntropy,
  elkEntropy,
  gaussianMixture,
  jointEntropy,
  kdeEntropy,
  klDivergence,
  type Mixture,
  monteCarloEntropy,
  type PairFunction,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { add, mul } from "../../ops.ts";
import type { Schedule } from "../../kernels/wasm/frame/frame.ts";

/** Tiles of every kind for d = 3, some for others; what is written out grows with d³, so for large d there are loops only. */
export function schedules(d: number): Schedule[] {
  const tiles = ([[1, 1], [2, 2], [4, 1], [1, 2], [2, 1], [4, 2]] as const)
    .map(([rows, vectors]) => ({ rows, vectors }));
  const [loops, written] = d === 3 ? [6, 6] : d <= 5 ? [2, 3] : d <= 10 ? [3, 1] : [4, 0];
  return [
    ...tiles.slice(0, loops).map((tile) => ({ ...tile, rolled: true })),
    ...tiles.slice(0, written).map((tile) => ({ ...tile, rolled: false })),
  ];
}

/** Numbers from 0 to 1, the same each time. */
export function numbers(seed: number): (count: number) => number[] {
  let state = seed;
  const next = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  return (count) => Array.from({ length: count }, next);
}

/** A covariance with the given condition number: a spectrum turned by a reflection. */
export function covariance(
  d: number,
  condition: number,
  draw: (count: number) => number[],
): number[][] {
  const v = draw(d).map((x) => x - 0.4), length = v.reduce((sum, x) => sum + x * x, 0);
  const turn = (i: number, j: number) => (i === j ? 1 : 0) - 2 * v[i]! * v[j]! / length;
  const spectrum = v.map((_, t) => condition ** (-t / Math.max(1, d - 1)));
  const entry = (i: number, j: number) =>
    spectrum.reduce((sum, x, t) => sum + turn(i, t) * x * turn(j, t), 0);
  return v.map((_, i) => v.map((_, j) => entry(Math.max(i, j), Math.min(i, j))));
}

/** Mixtures of k components by family and structure. */
export function mixtures(k: number, d: number) {
  const draw = numbers(k * 100 + d);
  const means = Array.from({ length: k }, () => draw(d).map((x) => 5 * x / Math.sqrt(d)));
  const raw = draw(k), total = raw.reduce((sum, x) => sum + x);
  const weights = raw.map((x) => x / total);
  const widths = means.map((row) => row.map((x) => x + 3));
  return {
    spherical: gaussianMixture({ weights, means, variances: raw.map((x) => x + 0.2) }),
    shared: gaussianMixture({ weights, means, covariance: covariance(d, 10, draw) }),
    diagonal: gaussianMixture({ weights, means, variances: widths }),
    full: gaussianMixture({
      weights,
      means,
      covariances: means.map(() => covariance(d, 20, draw)),
    }),
    boxes: uniformMixture({ weights, centers: means, widths }),
    cubes: uniformMixture({ centers: means, widths: 6 }),
    "batch of spherical": gaussianMixture({ means: [means, widths], variance: 2 }),
    "batch of diagonal": gaussianMixture({ means: [means, widths], variances: [widths, widths] }),
  };
}

const own: PairFunction = (p, q) =>
  p.family === "gaussian"
    ? add(mul(0.5, klDivergence(p, q)), bhattacharyyaDistance(p, q))
    : bhattacharyyaDistance(p, q);

/** What is estimated, by name. */
export function estimators(p: Mixture) {
  return {
    kl: pairwiseEntropy(p, { distance: "kl" }),
    bhattacharyya: pairwiseEntropy(p, { distance: "bhattacharyya" }),
    chernoff: pairwiseEntropy(p, { distance: { chernoff: 0.3 } }),
    "elk distance": pairwiseEntropy(p, { distance: "elk" }),
    own: pairwiseEntropy(p, { distance: own }),
    kde: kdeEntropy(p),
    elk: elkEntropy(p),
    joint: jointEntropy(p),
    conditional: conditionalEntropy(p),
    "monte carlo": monteCarloEntropy(p, { samples: 19, seed: 3 }).value,
  };
}
