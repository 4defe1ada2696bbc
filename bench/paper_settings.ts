/**
 * The settings of Kolchinsky & Tracey 2017, section 5: 100 components of equal weight in 10 coordinates, as the paper says how
 * they are drawn. Each has a number that is varied there, given by its logarithm.
 */
import { gaussianMixture, uniformMixture } from "@mixtropy/mixtropy";
import type { OneMixture } from "../tests/support/forms.ts";
import { normalNumbers } from "../tests/support/random_gaussians.ts";
import { randomNumbers, times } from "../tests/support/random_numbers.ts";

/** A mixture of the paper. */
export interface Setting {
  readonly name: string;
  readonly p: OneMixture;
}

const k = 100;
const random = randomNumbers(2017);
const normal = normalNumbers(() => 1 - random());

/** Points from N(0, s² I). */
const points = (s: number, d = 10) => times(k, () => times(d, () => s * normal()));

/** Σ drawn from a Wishart distribution of mean I with d + s degrees of freedom, by Bartlett's decomposition. */
function wishart(d: number, s: number): number[][] {
  const freedom = d + s;
  const root = times(
    d,
    (i) =>
      times(d, (j) => j < i ? normal() : j === i ? Math.sqrt(2 * gamma((freedom - i) / 2)) : 0),
  );
  return root.map((x) => root.map((y) => x.reduce((sum, v, t) => sum + v * y[t]!, 0) / freedom));
}

/** A number from a gamma distribution of shape a ≥ 1 and scale 1 (Marsaglia & Tsang 2000). */
function gamma(a: number): number {
  const d = a - 1 / 3;
  for (;;) {
    const x = normal(), v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Each point of five that are drawn from N(0, s² I), twenty times. */
function clusters(s: number): number[][] {
  const centers = points(s).slice(0, 5);
  return times(k, (i) => centers[i % 5]!);
}

const unit = (means: number[][]) => gaussianMixture({ means, variance: 1 });
/** Boxes of width 2. */
const boxes = (centers: number[][]) =>
  uniformMixture({ centers, widths: centers.map((center) => center.map(() => 2)) });

/** Boxes around points of a unit cube, whose widths have mean 1, the more alike the larger s is. */
function widths(s: number) {
  const centers = times(k, () => times(10, () => random() - 0.5));
  return uniformMixture({
    centers,
    widths: times(k, () => times(10, () => gamma(1 + s) / (1 + s))),
  });
}

/** A family of settings, by the number that is varied. */
function varied(
  name: string,
  logs: readonly number[],
  make: (s: number) => OneMixture,
): Setting[] {
  return logs.map((log) => ({ name: `${name}, ln s = ${log}`, p: make(Math.exp(log)) }));
}

/** All settings. */
export const settings: readonly Setting[] = [
  ...varied("Gaussians, mean spread", [-1, 0, 1], (s) => unit(points(s))),
  ...varied(
    "Gaussians, similarity",
    [2, 4, 6],
    (s) => gaussianMixture({ means: points(1), covariances: times(k, () => wishart(10, s)) }),
  ),
  ...varied("Gaussians, clusters", [-1, 0, 1], (s) => unit(clusters(s))),
  ...[5, 25, 50].map((d) => ({ name: `Gaussians, d = ${d}`, p: unit(points(1, d)) })),
  ...varied("boxes, mean spread", [-3, -2, -1], (s) => boxes(points(s))),
  ...varied("boxes, width variability", [-1, 1, 3], widths),
  ...varied("boxes, clusters", [-3, -2, -1], (s) => boxes(clusters(s))),
];
