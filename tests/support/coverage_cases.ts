/**
 * Mixtures of every kind and in awkward orders, and their true entropies, for tests and tables of what the standard error of
 * a Monte Carlo estimate says.
 */
import { gaussianMixture, uniformMixture } from "../../mod.ts";
import { boxEntropy, gaussianEntropy } from "./exact_entropy.ts";
import type { OneMixture } from "./forms.ts";

/** A mixture with its true entropy. */
export interface Known {
  readonly p: OneMixture;
  readonly truth: number;
}

/** A mixture that a part can be taken from. */
export interface Case extends Known {
  readonly name: string;
  readonly weights: readonly number[];
  /** The mixture of some of the components. */
  readonly part: (components: readonly number[]) => Known;
  /** How many draws the test takes; 1000 if not given. */
  readonly samples?: number;
}

/** The entropy of a unit Gaussian. */
const h = 0.5 * Math.log(2 * Math.PI * Math.E);
const times = <T>(count: number, make: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));

/** A case from its weights and what makes the mixture of some components with weights that sum to 1. */
function known(
  name: string,
  weights: readonly number[],
  make: (components: readonly number[], weights: number[]) => Known,
): Case {
  const part = (components: readonly number[]) => {
    const total = components.reduce((sum, j) => sum + weights[j]!, 0);
    return make(components, components.map((j) => weights[j]! / total));
  };
  return { name, weights, part, ...part([...weights.keys()]) };
}

/** Gaussians in one dimension; the truth by quadrature. */
function onTheLine(
  name: string,
  { weights, means, variances }: { weights: number[]; means: number[]; variances: number[] },
): Case {
  return known(name, weights, (components, weights) => {
    const m = components.map((j) => means[j]!), v = components.map((j) => variances[j]!);
    return {
      p: gaussianMixture({ weights, means: m.map((x) => [x]), variances: v }),
      truth: gaussianEntropy(weights, m, v),
    };
  });
}

/** Unit Gaussians so far apart that what stands at one place is one component: h + the entropy of the places. */
function farApart(name: string, places: readonly number[], samples = 1000): Case {
  const result = known(name, places.map(() => 1 / places.length), (components) => {
    const count = new Map<number, number>();
    for (const j of components) {
      count.set(places[j]!, (count.get(places[j]!) ?? 0) + 1 / components.length);
    }
    const truth = [...count.values()].reduce((sum, share) => sum - share * Math.log(share), h);
    const means = components.map((j) => [1e6 * places[j]!]);
    return { p: gaussianMixture({ means, variance: 1 }), truth };
  });
  return { ...result, samples };
}

function boxes(name: string, weights: number[], centers: number[][], widths: number[][]): Case {
  return known(name, weights, (components, weights) => {
    const parameters = {
      weights,
      centers: components.map((j) => centers[j]!),
      widths: components.map((j) => widths[j]!),
    };
    return { p: uniformMixture(parameters), truth: boxEntropy(parameters) };
  });
}

const alternating = (k: number) => times(k, (i) => i % 2 === 0 ? i + 1 : 0);
const period = times(240, (i) => 5 * Math.sin(2 * Math.PI * i / 24));

export const cases: readonly Case[] = [
  farApart("every second row the same", alternating(500)),
  farApart("the same rows in order", alternating(500).sort((a, b) => a - b)),
  farApart("more components than draws, in a period", alternating(3000), 150),
  onTheLine("rows with a period of 24", {
    weights: times(240, () => 1 / 240),
    means: period,
    variances: times(240, () => 0.05),
  }),
  onTheLine("6 σ apart", { weights: [0.5, 0.5], means: [0, 6], variances: [1, 1] }),
  onTheLine("rare and wide", { weights: [0.995, 0.005], means: [0, 0], variances: [1, 1e3] }),
  onTheLine("rare and narrow, inside", {
    weights: [0.99, 0.01],
    means: [0, 0.5],
    variances: [1, 1e-4],
  }),
  onTheLine("rare and far", { weights: [0.999, 0.001], means: [0, 100], variances: [1, 1] }),
  onTheLine("unequal widths", {
    weights: [0.2, 0.5, 0.3],
    means: [0, 1, 2],
    variances: [1e-3, 1, 9],
  }),
  onTheLine("unequal weights", {
    weights: [0.4, 0.3, 0.1, 0.1, 0.05, 0.03, 0.015, 0.005],
    means: [0, 1, 3, 4, 7, 9, 12, 20],
    variances: [1, 0.5, 0.1, 2, 1, 1, 3, 0.2],
  }),
  onTheLine("one component", { weights: [1], means: [3], variances: [4] }),
  boxes("overlapping boxes", [0.5, 0.3, 0.2], [[0], [0.4], [1]], [[1], [1], [2]]),
  boxes("disjoint boxes, one of them rare", [0.998, 0.0015, 0.0005], [[0], [10], [20]], [
    [1],
    [0.01],
    [7],
  ]),
  boxes("boxes in the plane", [0.25, 0.25, 0.3, 0.2], [[0, 0], [0.5, 0.5], [1, 0], [2, 2]], [
    [1, 1],
    [1, 2],
    [0.5, 3],
    [2, 2],
  ]),
  boxes(
    "200 boxes, their weights with a period of 2",
    times(200, (i) => (i % 2 === 0 ? 0.2 : 1.8) / 200),
    times(200, (i) => [i % 2 === 0 ? 1000 + 3 * i : 0.3 * i]),
    times(200, () => [1]),
  ),
];
