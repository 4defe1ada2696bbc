import type { Unit } from "./arguments.ts";
import type { Draws, Estimator, Kind } from "./estimators.ts";
import type { Source } from "./source.ts";

/** One estimator's value, in the unit of the report. */
export interface Estimate {
  name: string;
  kind: Kind;
  note?: string | undefined;
  value: number;
  standardError?: number;
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
  information: number;
  /** Of the information, where the estimator has one. */
  standardError?: number;
}

/** One end of the bracket of the information, and where it comes from: the bounds of H, or the range [0, H(label)]. */
export interface InformationEnd {
  value: number;
  from: "bounds" | "zero" | "label entropy";
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

/** Everything that a run has to say. */
export interface Report {
  source: Source;
  unit: Unit;
  draws: Draws;
  estimates: Estimate[];
  bracket: Bracket;
  information?: Information;
}

/** The value and standard error of an estimator on one mixture, in the unit of the report. */
export interface Measured {
  value: number;
  standardError?: number;
}

/** The estimates that belong to `values`, in the same order. */
export function estimatesOf(estimators: Estimator[], values: Measured[]): Estimate[] {
  return estimators.map(({ name, kind, note }, i) => ({ name, kind, note, ...values[i]! }));
}

/** [the greatest lower bound, the least upper bound]. */
export function bracketOf(estimates: Estimate[]): Bracket {
  const bracket: Bracket = {};
  for (const { name, kind, value } of estimates) {
    switch (kind) {
      case "lower bound":
        if (bracket.lower === undefined || value > bracket.lower.value) {
          bracket.lower = { value, estimator: name };
        }
        break;
      case "upper bound":
        if (bracket.upper === undefined || value < bracket.upper.value) {
          bracket.upper = { value, estimator: name };
        }
        break;
      case "estimate":
        break;
      default:
        kind satisfies never;
    }
  }
  return bracket;
}

/**
 * I(X; label) = H(X) − Σ p(label) H(X | label). Every group has the kernel of all rows, so p(x) = Σ p(label) p(x | label) holds
 * and I lies in [0, H(label)]; it also lies in [lower H(X) − Σ p upper H(X | label), upper H(X) − Σ p lower H(X | label)].
 *
 * @param labelEntropy H(label), in the unit of the rest
 */
export function informationOf(
  column: string,
  whole: { estimates: Estimate[]; bracket: Bracket },
  groups: GroupEntropy[],
  labelEntropy: number,
): Information {
  const estimates = whole.estimates.map(({ name, value: entropy, standardError }, i) => {
    const conditional = weightedSum(groups, ({ estimates }) => estimates[i]!.value);
    const estimate: InformationEstimate = {
      name,
      entropy,
      conditional,
      information: entropy - conditional,
    };
    if (standardError !== undefined) {
      // The draws of the groups are independent of each other and of those of the whole: variances add.
      let variance = standardError ** 2;
      for (const { weight, estimates } of groups) {
        variance += (weight * (estimates[i]!.standardError ?? 0)) ** 2;
      }
      estimate.standardError = Math.sqrt(variance);
    }
    return estimate;
  });

  const conditionalBracket = {
    lower: boundSum(groups, "lower"),
    upper: boundSum(groups, "upper"),
  };
  const lower = difference(whole.bracket.lower?.value, conditionalBracket.upper) ?? -Infinity;
  const upper = difference(whole.bracket.upper?.value, conditionalBracket.lower) ?? Infinity;
  return {
    column,
    labelEntropy,
    groups,
    estimates,
    conditionalBracket,
    bracket: {
      lower: lower > 0 ? { value: lower, from: "bounds" } : { value: 0, from: "zero" },
      upper: upper < labelEntropy
        ? { value: upper, from: "bounds" }
        : { value: labelEntropy, from: "label entropy" },
    },
  };
}

function weightedSum(groups: GroupEntropy[], value: (group: GroupEntropy) => number): number {
  let sum = 0;
  for (const group of groups) sum += group.weight * value(group);
  return sum;
}

function boundSum(groups: GroupEntropy[], end: "lower" | "upper"): number | undefined {
  if (groups.some(({ bracket }) => bracket[end] === undefined)) return undefined;
  return weightedSum(groups, ({ bracket }) => bracket[end]?.value ?? NaN);
}

function difference(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}
