import type { EntropyMethod } from "../../mod.ts";
import type { DataEstimator, Draws, Kind } from "./estimators.ts";
import type { Source } from "./source.ts";
import type { AnswerAim } from "./syntax/entropy_options.ts";
import type { Unit } from "./syntax/unit.ts";

/** One estimator's value, in the unit of the report. */
export interface Estimate {
  name: string;
  kind: Kind;
  note?: string | undefined;
  /** A bound is rounded outward by what its computation may have lost. */
  value: number;
  standardError?: number;
}

/** The one answer, as `entropy` of the library gives it, in the unit of the report. */
export interface Answer {
  readonly value: number;
  /** By how much it may be wrong: surely if `certified`, else with the confidence asked for. */
  readonly error: number;
  /** Between these the entropy lies for sure. */
  readonly lower: number;
  readonly upper: number;
  readonly certified: boolean;
  readonly method: EntropyMethod;
  /** How many draws were taken. */
  readonly samples: number;
  /** What was asked for. */
  readonly aim: AnswerAim;
}

/** One end of a bracket, and the estimator that gives it. */
export interface End {
  value: number;
  estimator: string;
}

/** Between which values the truth lies; an end is missing where no estimator that was asked for bounds it. */
export interface Bracket {
  lower?: End;
  upper?: End;
}

/** What one group tells: H(X | label) for its label. */
export interface GroupEntropy {
  label: string;
  rows: number;
  /** p(label), the group's share of the rows. */
  weight: number;
  estimates: Estimate[];
  bracket: Bracket;
}

/** One estimator's I(X; label) = H(X) − H(X | label). A difference of bounds is no bound: this is an estimate. */
export interface InformationEstimate {
  name: string;
  /** H(X). */
  entropy: number;
  /** H(X | label) = Σ p(label) H(X | that label). */
  conditional: number;
  /** Clipped to [0, H(label)]. */
  information: number;
  /** Of the information, where the estimator has one. */
  standardError?: number;
}

/** One end of the bracket of the information, and where it comes from: bounds of it or of H, or the range [0, H(label)]. */
export interface InformationEnd {
  value: number;
  from: "direct bounds" | "bounds" | "zero" | "label entropy";
}

/** The mutual information between the data and the label. */
export interface Information {
  column: string;
  /** H(label), of the shares of the rows. */
  labelEntropy: number;
  groups: GroupEntropy[];
  estimates: InformationEstimate[];
  /** Of H(X | label). */
  conditionalBracket: { lower: number | undefined; upper: number | undefined };
  bracket: { lower: InformationEnd; upper: InformationEnd };
}

/** An estimate of the entropy of what the data rows are draws of. */
export interface DataEstimate {
  readonly name: DataEstimator;
  readonly value: number;
  /** What more there is to say about it. */
  readonly note: string;
}

/** Everything that a run has to say. */
export interface Report {
  source: Source;
  unit: Unit;
  /** H(X). */
  answer: Answer;
  draws: Draws;
  /** What was asked beside the answer. */
  estimates: Estimate[];
  /** By the bounds among those. */
  bracket: Bracket;
  information?: Information;
  /** Of data rows, the estimates that are not of the mixture that they make. */
  ofData: DataEstimate[];
  /** Sentences on how the input was read. */
  notes: string[];
  /** Sentences on what does not fit together. */
  warnings: string[];
}

/** The value and standard error of an estimator on one mixture, in the unit of the report. */
export interface Measured {
  value: number;
  standardError?: number;
}
