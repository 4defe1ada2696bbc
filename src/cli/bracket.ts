import type { Estimator, Kind } from "./estimators.ts";
import type { OneMixture } from "./one_mixture.ts";
import type { Bracket, Estimate, Measured } from "./report.ts";
import { type Direction, outward, type Scale } from "./rounding.ts";

/** Where a kind of estimate is rounded to, so that it stays what it is. */
export const directions: { readonly [K in Kind]: Direction } = {
  "lower bound": "down",
  "estimate": "nearest",
  "upper bound": "up",
};

/** The estimates that belong to `values`, in the same order, of a mixture, or of the groups of one. */
export function estimatesOf(
  estimators: readonly Estimator[],
  values: Measured[],
  { mixture, scale }: { readonly mixture: OneMixture; readonly scale: Scale },
): Estimate[] {
  return estimators.map(({ name, kind, note }, i) => {
    const { value, ...rest } = values[i]!;
    return {
      name,
      kind,
      note: note?.(mixture),
      value: outward(value, directions[kind], scale),
      ...rest,
    };
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
