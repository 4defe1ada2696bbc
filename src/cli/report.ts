import type { Unit } from "./arguments.ts";
import type { Draws, Estimator, Kind } from "./estimators.ts";
import { aboveLabelEntropy, type Direction, outward } from "./rounding.ts";
import type { Source } from "./source.ts";

/** One estimator's value, in the unit of the report. */
export interface Estimate {
  name: string;
  kind: Kind;
  note?: string | undefined;
  /** A bound is rounded outward by what its computation may have lost. */
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
  /** Clipped to [0, H(label)]. */
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
  /** Sentences on what does not fit together. */
  warnings: string[];
}

/** The value and standard error of an estimator on one mixture, in the unit of the report. */
export interface Measured {
  value: number;
  standardError?: number;
}

/** Where a kind of estimate is rounded to, so that it stays what it is. */
export const directions: { readonly [K in Kind]: Direction } = {
  "lower bound": "down",
  "estimate": "nearest",
  "upper bound": "up",
};

/** The estimates that belong to `values`, in the same order, of a mixture in `d` dimensions; `nats` is the unit. */
export function estimatesOf(
  estimators: Estimator[],
  values: Measured[],
  { d, nats }: { d: number; nats: number },
): Estimate[] {
  return estimators.map(({ name, kind, note }, i) => {
    const { value, ...rest } = values[i]!;
    return { name, kind, note, value: outward(value, directions[kind], d, nats), ...rest };
  });
}

/** The greatest lower bound and the least upper bound. */
function tightest(estimates: Estimate[]): Bracket {
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
 * [the greatest lower bound, the least upper bound]. Should they lie the wrong way round by more than rounding explains, their
 * values change places, and `warningsOf` says so.
 */
export function bracketOf(estimates: Estimate[]): Bracket {
  const bracket = tightest(estimates), { lower, upper } = bracket;
  if (lower === undefined || upper === undefined || lower.value <= upper.value) return bracket;
  return {
    lower: { ...lower, value: upper.value },
    upper: { ...upper, value: lower.value },
  };
}

/** How many standard errors a Monte Carlo estimate may lie outside the bracket: once in two million times by chance. */
const mostErrors = 5;

/** What does not fit together among the estimates of one entropy; `what` is how a person writes it. */
export function warningsOf(what: string, estimates: Estimate[]): string[] {
  const warnings: string[] = [];
  const { lower, upper } = tightest(estimates);
  if (lower !== undefined && upper !== undefined && lower.value > upper.value) {
    warnings.push(
      `The lower bound of ${what} by ${lower.estimator} lies above its upper bound by ${upper.estimator}, by ${
        (lower.value - upper.value).toPrecision(2)
      }: more than rounding explains`,
    );
  }
  const bracket = bracketOf(estimates);
  for (const { name, value, standardError } of estimates) {
    if (standardError === undefined) continue;
    const below = (bracket.lower?.value ?? -Infinity) - value;
    const above = value - (bracket.upper?.value ?? Infinity);
    const beyond = Math.max(below, above);
    if (!(beyond > mostErrors * standardError)) continue;
    warnings.push(
      `The estimate of ${what} by ${name} lies ${beyond.toPrecision(2)} ${
        below > above ? "below its lower" : "above its upper"
      } bound, more than ${mostErrors} standard errors of ${standardError.toPrecision(2)}`,
    );
  }
  return warnings;
}

/**
 * I(X; label) = H(X) − Σ p(label) H(X | label). Every group has the kernel of all rows, so p(x) = Σ p(label) p(x | label) holds
 * and I lies in [0, H(label)]; it also lies in [lower H(X) − Σ p upper H(X | label), upper H(X) − Σ p lower H(X | label)].
 *
 * @param labelEntropy H(label), in the unit of the rest, which is `nats`
 */
export function informationOf(
  column: string,
  whole: { estimates: Estimate[]; bracket: Bracket },
  groups: GroupEntropy[],
  { labelEntropy, nats }: { labelEntropy: number; nats: number },
): Information {
  const estimates = whole.estimates.map(({ name, value: entropy, standardError }, i) => {
    const conditional = weightedSum(groups, ({ estimates }) => estimates[i]!.value);
    const estimate: InformationEstimate = {
      name,
      entropy,
      conditional,
      information: Math.min(labelEntropy, Math.max(0, entropy - conditional)),
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
  const most = aboveLabelEntropy(labelEntropy, nats);
  const upperEnd: InformationEnd = upper < most
    ? { value: Math.max(0, upper), from: upper < 0 ? "zero" : "bounds" }
    : { value: most, from: "label entropy" };
  return {
    column,
    labelEntropy,
    groups,
    estimates,
    conditionalBracket,
    bracket: {
      lower: lower > 0
        ? { value: Math.min(lower, upperEnd.value), from: "bounds" }
        : { value: 0, from: "zero" },
      upper: upperEnd,
    },
  };
}

/** Σ p · value over the groups, compensated (Neumaier 1974): a file may have as many labels as rows. */
function weightedSum(groups: GroupEntropy[], value: (group: GroupEntropy) => number): number {
  let sum = 0, rest = 0;
  for (const group of groups) {
    const term = group.weight * value(group), next = sum + term;
    rest += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  // an infinite sum has no rest
  return Number.isFinite(sum) ? sum + rest : sum;
}

function boundSum(groups: GroupEntropy[], end: "lower" | "upper"): number | undefined {
  if (groups.some(({ bracket }) => bracket[end] === undefined)) return undefined;
  return weightedSum(groups, ({ bracket }) => bracket[end]?.value ?? NaN);
}

function difference(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}
