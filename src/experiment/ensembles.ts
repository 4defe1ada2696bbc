import { gaussianMixture } from "../mixture/gaussian.ts";
import type { Mixture, MixtureParameters } from "../mixture/component_types.ts";
import { uniformMixture } from "../mixture/uniform.ts";
import type { Numbers } from "./numbers.ts";

/** One mixture that is no batch. */
export type OneMixture = Mixture<MixtureParameters, undefined>;

/** How many components there are: k. */
export const components = 100;
/** How many coordinates a point has where that is not what is varied: d. */
export const coordinates = 10;
/** How many clusters components fall into. */
const clusters = 5;

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

/** k points from N(0, σ² I). */
function points({ normal }: Numbers, deviation: number, d = coordinates): number[][] {
  return times(components, () => times(d, () => deviation * normal()));
}

/** k points, each one of five that are from N(0, σ² I), by chance. */
function clustered({ normal, uniform }: Numbers, deviation: number): number[][] {
  const centers = times(clusters, () => times(coordinates, () => deviation * normal()));
  return times(components, () => centers[Math.floor(clusters * uniform())]!);
}

/** A matrix from a Wishart distribution W(I/ν, ν), by Bartlett's decomposition. */
function wishart({ normal, gamma }: Numbers, freedom: number): number[][] {
  const root = times(
    coordinates,
    (a) =>
      times(
        coordinates,
        (b) => b < a ? normal() : b > a ? 0 : Math.sqrt(2 * gamma((freedom - a) / 2)),
      ),
  );
  return root.map((x) => root.map((y) => x.reduce((sum, v, t) => sum + v * y[t]!, 0) / freedom));
}

const boxes = (centers: number[][]): OneMixture =>
  uniformMixture({ centers, widths: centers.map((center) => center.map(() => 2)) });

/** The mixtures of the eight experiments, by the number that is varied. */
export const ensembles = {
  "gaussian-mean-spread": (n: Numbers, deviation: number): OneMixture =>
    gaussianMixture({ means: points(n, deviation), variance: 1 }),
  "gaussian-covariance-similarity": (n: Numbers, s: number): OneMixture =>
    gaussianMixture({
      means: points(n, 1),
      covariances: times(components, () => wishart(n, coordinates + s)),
    }),
  "gaussian-cluster-spread": (n: Numbers, deviation: number): OneMixture =>
    gaussianMixture({ means: clustered(n, deviation), variance: 1 }),
  "gaussian-dimension": (n: Numbers, d: number): OneMixture =>
    gaussianMixture({ means: points(n, 1, d), variance: 1 }),
  "uniform-mean-spread": (n: Numbers, deviation: number): OneMixture => boxes(points(n, deviation)),
  "uniform-width-variability": (n: Numbers, s: number): OneMixture => {
    const centers = points(n, 1);
    return uniformMixture({
      centers,
      // half a width, the same along all coordinates, has mean 1
      widths: centers.map((center) => {
        const width = 2 * n.gamma(1 + s) / (1 + s);
        return center.map(() => width);
      }),
    });
  },
  "uniform-cluster-spread": (n: Numbers, deviation: number): OneMixture =>
    boxes(clustered(n, deviation)),
  "uniform-dimension": (n: Numbers, d: number): OneMixture => boxes(points(n, 1, d)),
};

/** The name of an experiment. */
export type ExperimentName = keyof typeof ensembles;
