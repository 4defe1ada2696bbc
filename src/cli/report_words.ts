import type { Bracket, Estimate, Report } from "./report.ts";
import { fixed } from "./rounding.ts";

/** From the least to the greatest, so that lower bounds, estimates and upper bounds read as a ladder. */
export function ascending<T>(rows: readonly T[], value: (row: T) => number): T[] {
  return [...rows].sort((a, b) => value(a) - value(b));
}

/** What an estimator gives. */
export function whatItIs({ name, kind, note }: Estimate, { lower, upper }: Bracket): string {
  const best = name === lower?.estimator || name === upper?.estimator ? ", the tightest" : "";
  return `${kind}${best}${note === undefined ? "" : `, ${note}`}`;
}

/** Between which values something lies, and which estimators say so. */
export function bracketSentence(
  what: string,
  bracket: Bracket,
  unit: string,
  digits: number,
): string {
  const { lower, upper } = bracket;
  if (lower === undefined && upper === undefined) {
    return `${what} is not bracketed: none of these estimators is a bound`;
  }
  const by = [lower, upper].flatMap((end) => end === undefined ? [] : [end.estimator]);
  return `${what} lies in ${interval(lower?.value, upper?.value, digits)} ${unit}, by ${
    by.join(" and ")
  }`;
}

/** The ends with so many digits, rounded outward; an end that is missing or infinite is ∞. */
export function interval(lower = -Infinity, upper = Infinity, digits: number): string {
  const left = lower > -Infinity ? `[${fixed(lower, digits, "down")}` : "(-∞";
  return `${left}, ${upper < Infinity ? `${fixed(upper, digits, "up")}]` : "∞)"}`;
}

/** A standard error, where there is one. */
export function plusMinus(standardError: number | undefined, digits: number): string {
  return standardError === undefined ? "" : `± ${fixed(standardError, digits)}`;
}

/** Four decimals, or as many as it takes to show two digits of the smallest standard error. */
export function decimals({ estimates, information }: Report): number {
  const errors = [...estimates, ...information?.estimates ?? []]
    .flatMap(({ standardError }) => standardError ?? [])
    .filter((error) => error > 0 && Number.isFinite(error));
  const needed = errors.map((error) => 1 - Math.floor(Math.log10(error)));
  return Math.min(10, Math.max(4, ...needed));
}

/** 10000 as 10,000. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
