/**
 * The eight experiments of Kolchinsky & Tracey 2017, "Estimating mixture entropy with pairwise distances", section 5: what is
 * varied, and how far.
 *
 * @module
 */
import { ensembles, type ExperimentName, type OneMixture } from "./ensembles.ts";
import { numbersOf } from "./numbers.ts";

/** Whose settings: those of the paper, or those of the experiments of MixEntroPY. */
export type Settings = "paper" | "mixentropy";

/** An experiment. */
export interface Experiment {
  readonly name: ExperimentName;
  /** What a picture of it is called. */
  readonly title: string;
  /** Whether it is the dimension that is varied. */
  readonly variesDimension: boolean;
  /** What is varied: the name of the axis. */
  readonly axis: string;
  /** What the axis runs over: v, or d. */
  readonly at: readonly number[];
  /** The mixture at a place of the axis; `repeat` 0, 1, 2 … gives others of the same kind. */
  readonly mixture: (at: number, repeat: number) => OneMixture;
}

/** What is varied, and the range of v, the logarithm of it, by the settings. */
interface Row {
  readonly title: string;
  /** What is varied: a deviation from the origin, a similarity, or the number of coordinates. */
  readonly varies: "deviation" | "similarity" | "dimension";
  /** In words. */
  readonly what: string;
  readonly paper: readonly [number, number];
  readonly mixentropy: readonly [number, number];
}

const rows: { readonly [N in ExperimentName]: Row } = {
  "gaussian-mean-spread": {
    ...{ title: "Gaussians, mean spread", varies: "deviation", what: "spread of the means" },
    ...{ paper: [-2.5, 1.5], mixentropy: [-2.5, 1.5] },
  },
  "gaussian-covariance-similarity": {
    ...{ title: "Gaussians, covariance similarity", varies: "similarity" },
    ...{ what: "similarity of the covariances", paper: [0, 7], mixentropy: [0, 7] },
  },
  "gaussian-cluster-spread": {
    ...{ title: "Gaussians, cluster spread", varies: "deviation", what: "spread of five clusters" },
    ...{ paper: [-2.5, 0.5], mixentropy: [-2.5, 0.5] },
  },
  "gaussian-dimension": {
    ...{ title: "Gaussians, dimension", varies: "dimension", what: "dimension" },
    ...{ paper: [1, 25], mixentropy: [1, 24] },
  },
  "uniform-mean-spread": {
    ...{ title: "Boxes, mean spread", varies: "deviation", what: "spread of the centres" },
    ...{ paper: [-4, 1.5], mixentropy: [-4, 2] },
  },
  "uniform-width-variability": {
    ...{
      title: "Boxes, width variability",
      varies: "similarity",
      what: "similarity of the widths",
    },
    ...{ paper: [-3.5, 3], mixentropy: [-3.5, 3] },
  },
  "uniform-cluster-spread": {
    ...{ title: "Boxes, cluster spread", varies: "deviation", what: "spread of five clusters" },
    ...{ paper: [-6, 0], mixentropy: [-6, 0] },
  },
  "uniform-dimension": {
    ...{ title: "Boxes, dimension", varies: "dimension", what: "dimension" },
    ...{ paper: [1, 16], mixentropy: [1, 15] },
  },
};

/** All of them, in the order of the paper. */
export const experimentNames = Object.keys(rows) as ExperimentName[];

/**
 * An experiment. In the paper, v = ln s runs along the axis, s being a standard deviation, and all its mixtures are made of the
 * same random numbers; with the settings of MixEntroPY v = log₁₀ s, s being a variance, and each mixture has its own numbers.
 */
export function experiment(
  name: ExperimentName,
  { settings = "paper", places = 41, seed = 0 }: {
    readonly settings?: Settings | undefined;
    /** How many places there are along an axis of v. */
    readonly places?: number | undefined;
    readonly seed?: number | undefined;
  } = {},
): Experiment {
  const { title, varies, what, [settings]: [from, to] } = rows[name];
  const variesDimension = varies === "dimension", count = variesDimension ? to - from + 1 : places;
  const at = Array.from(
    { length: count },
    (_, n) => from + (to - from) * n / Math.max(1, count - 1),
  );
  const ofPaper = settings === "paper";
  const value = (v: number) =>
    variesDimension
      ? v
      : ofPaper
      ? Math.exp(v)
      : varies === "deviation"
      ? Math.sqrt(10 ** v)
      : 10 ** v;
  const mixture = (v: number, repeat: number) => {
    const place = ofPaper ? 0 : at.indexOf(v);
    return ensembles[name](numbersOf(seed, (repeat * 1000 + place) >>> 0), value(v));
  };
  return {
    name,
    title,
    variesDimension,
    axis: variesDimension ? "d" : `${ofPaper ? "ln" : "log10"} s: ${what}`,
    at,
    mixture,
  };
}
