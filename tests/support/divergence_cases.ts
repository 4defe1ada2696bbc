/** Pairs of mixtures and what is between them, for tests and tables of what standard errors of Monte Carlo divergences say. */
import {
  gaussianMixture,
  laplaceMixture,
  type Mixture,
  type MixtureEntry,
  mixtureOf,
  type MixtureParameters,
  uniformMixture,
} from "../../mod.ts";
import {
  type LineMixture,
  type LineParts,
  onTheLine,
  type QuantityName,
} from "./divergence_truth.ts";
import { divergenceVectors } from "./mixture_vectors.ts";

type OneMixture = Mixture<MixtureParameters, undefined>;

/** Two mixtures, and those of the quantities between them that are finite and known. */
export interface DivergenceCase {
  readonly name: string;
  readonly p: OneMixture;
  readonly q: OneMixture;
  readonly truth: { readonly [Q in QuantityName]?: number };
  /** How many draws the test takes; 512 if not given. */
  readonly samples?: number;
}

const column = (numbers: readonly number[]) => numbers.map((x) => [x]);

/** The mixture of the library. */
export function mixtureOnTheLine(f: LineMixture | LineParts): OneMixture {
  // numbers of one mixture
  if (isParts(f)) return mixtureOf(f.map(entryOf)) as OneMixture;
  switch (f.family) {
    case "gaussian":
      return gaussianMixture({
        weights: f.weights,
        means: column(f.means),
        covariances: f.variances.map((v) => [[v]]),
      });
    case "uniform":
      return uniformMixture({
        weights: f.weights,
        centers: column(f.centers),
        widths: column(f.widths),
      });
    case "laplace":
      return laplaceMixture({
        weights: f.weights,
        locations: column(f.locations),
        scales: column(f.scales),
      });
    default:
      return f satisfies never;
  }
}

function isParts(f: LineMixture | LineParts): f is LineParts {
  return Array.isArray(f);
}

/** A part with its weights in the whole. */
function entryOf(f: LineMixture): MixtureEntry {
  const { weights } = f;
  switch (f.family) {
    case "gaussian":
      return {
        weights,
        gaussian: { means: column(f.means), covariances: f.variances.map((v) => [[v]]) },
      };
    case "uniform":
      return { weights, uniform: { centers: column(f.centers), widths: column(f.widths) } };
    case "laplace":
      return { weights, laplace: { locations: column(f.locations), scales: column(f.scales) } };
    default:
      return f satisfies never;
  }
}

function gaussians(...components: (readonly [weight: number, mean: number, deviation: number])[]) {
  return {
    family: "gaussian",
    weights: components.map(([c]) => c),
    means: components.map(([, m]) => m),
    variances: components.map(([, , s]) => s ** 2),
  } as const satisfies LineMixture;
}

function boxes(...components: (readonly [weight: number, center: number, width: number])[]) {
  return {
    family: "uniform",
    weights: components.map(([c]) => c),
    centers: components.map(([, m]) => m),
    widths: components.map(([, , w]) => w),
  } as const satisfies LineMixture;
}

const every: readonly QuantityName[] = ["kl", "symmetric", "jensenShannon", "crossEntropy"];
const oneWay: readonly QuantityName[] = ["kl", "jensenShannon", "crossEntropy"];

function onLine(
  name: string,
  [p, q]: readonly [LineMixture | LineParts, LineMixture | LineParts],
  names: readonly QuantityName[] = every,
): DivergenceCase {
  const truth = Object.fromEntries(names.map((each) => [each, onTheLine(each, p, q)]));
  return { name, p: mixtureOnTheLine(p), q: mixtureOnTheLine(q), truth };
}

const ofVectors = divergenceVectors.map((each): DivergenceCase => ({
  name: each.name,
  p: gaussianMixture(each.p),
  q: gaussianMixture(each.q),
  truth: {
    kl: each.kl,
    symmetric: each.kl + each.klReverse,
    jensenShannon: each.jensenShannon,
    crossEntropy: each.crossEntropy,
  },
}));

/** N(0, I) against N(0.3, 1.44 I): ½ Σ [s + δ² − 1 − ln s] of variances s⁻¹ each way. */
function tenCoordinates(): DivergenceCase {
  const d = 10, mean = 0.3, s = 1.44, means = Array.from({ length: d }, () => mean);
  const kl = 0.5 * d * ((1 + mean ** 2) / s - 1 + Math.log(s));
  const reverse = 0.5 * d * (s + mean ** 2 - 1 - Math.log(s));
  return {
    name: "ten coordinates",
    p: gaussianMixture({ means: [means.map(() => 0)], variance: 1 }),
    q: gaussianMixture({ means: [means], variance: s }),
    truth: {
      kl,
      symmetric: kl + reverse,
      crossEntropy: kl + 0.5 * d * Math.log(2 * Math.PI * Math.E),
    },
  };
}

const grid = (count: number, shift: number, deviation: number) =>
  gaussians(
    ...Array.from({ length: count }, (_, i) => [1 / count, 0.7 * i + shift, deviation] as const),
  );

/** A dozen pairs. */
export const divergenceCases: readonly DivergenceCase[] = [
  ...ofVectors,
  onLine("nearly equal", [
    gaussians([0.5, -1, 1], [0.5, 1, 0.5]),
    gaussians([0.501, -1.001, 1], [0.499, 1.001, 0.501]),
  ]),
  onLine("q three times as wide", [gaussians([1, 0, 1]), gaussians([1, 0, 3])]),
  // they differ at their ends only, where a tenth of the draws fall
  { ...onLine("twenty against twenty", [grid(20, 0, 0.3), grid(20, 0.2, 0.4)]), samples: 2048 },
  tenCoordinates(),
  onLine("boxes within boxes", [
    boxes([0.6, 0.1, 1.3], [0.4, 0.9, 0.8]),
    boxes([0.2, 0.3, 3], [0.5, 0.5, 1.2], [0.3, 0.8, 1.1]),
  ], oneWay),
  onLine("boxes that stick out", [
    boxes([0.6, 0.1, 1.3], [0.4, 0.9, 0.8]),
    boxes([0.5, 0.6, 1.1], [0.5, 1.7, 0.9]),
  ], ["jensenShannon"]),
  onLine("several families", [
    [
      gaussians([0.4, -1, 0.7], [0.2, 2, 0.5]),
      boxes([0.4, 0.5, 2]),
    ],
    [
      { family: "laplace", weights: [0.3], locations: [0.5], scales: [1.2] },
      gaussians([0.7, 0, 1.5]),
    ],
  ], oneWay),
  onLine("boxes and Gaussians", [
    boxes([0.6, 0.1, 1.3], [0.4, 0.9, 0.8]),
    gaussians([0.5, -0.5, 1], [0.5, 1, 0.8]),
  ], oneWay),
];
