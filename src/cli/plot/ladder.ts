/** Brackets with all that is known of a number, as lines: pictures and terminals draw the same. */
import { directions } from "../bracket.ts";
import type { Kind } from "../estimators.ts";
import { valueAndError } from "../headline.ts";
import type { Answer, Report } from "../report.ts";
import { fixed } from "../rounding.ts";
import { decimals } from "../report_words.ts";
import { shown } from "../../expr/quote.ts";
import type { Range } from "./view.ts";

/** One estimate or bound. */
export interface Rung {
  readonly name: string;
  readonly value: number;
  readonly standardError?: number | undefined;
  /** Estimates "of the data" are of another number than the bracket. */
  readonly kind: Kind | "answer" | "estimate of the data";
  /** The value as it is printed. */
  readonly printed: string;
}

/** A bracket, and the lines that belong to it. */
export interface Ladder {
  /** What it is of, H(X), and in which unit. */
  readonly of: string;
  readonly unit: string;
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  /** In ascending order; those of the data last. */
  readonly rungs: readonly Rung[];
}

/** The ladder of H(X), and that of I(X; label) if there is a label. */
export function laddersOf(report: Report): readonly Ladder[] {
  const { unit, answer, estimates, ofData, information } = report, digits = decimals(report);
  const printed = (value: number, kind: Kind, error: number | undefined) =>
    fixed(value, digits, directions[kind]) +
    (error === undefined ? "" : ` ± ${fixed(error, digits)}`);
  const rungs = estimates.map(({ name, value, kind, standardError }): Rung => ({
    ...{ name, value, kind, standardError },
    printed: printed(value, kind, standardError),
  }));
  const entropy: Ladder = {
    of: "H(X)",
    unit,
    lower: answer.lower,
    upper: answer.upper,
    rungs: [
      ...ascending([...rungs, answerRung(answer)]),
      ...ascending(ofData.map(({ name, value }): Rung => ({
        ...{ name, value, kind: "estimate of the data" },
        printed: fixed(value, digits),
      }))),
    ],
  };
  if (information === undefined) return [entropy];
  return [entropy, {
    of: `I(X; ${shown(information.column, 30)})`,
    unit,
    lower: information.bracket.lower.value,
    upper: information.bracket.upper.value,
    rungs: ascending(
      information.estimates.map(({ name, information: value, standardError }): Rung => ({
        ...{ name, value, standardError, kind: "estimate" },
        printed: printed(value, "estimate", standardError),
      })),
    ),
  }];
}

/** The answer, with its error as the error of draws is shown. */
function answerRung(answer: Answer): Rung {
  const { value, error } = answer;
  return {
    ...{ name: "H(X)", value, kind: "answer", standardError: error },
    printed: Number.isFinite(error) ? valueAndError(answer) : "not known",
  };
}

function ascending(rungs: readonly Rung[]): Rung[] {
  return [...rungs].sort((a, b) => a.value - b.value);
}

/** How many times the width of the bracket is shown on each side of it, where values are far away. */
const mostSides = 5;

/** How far apart the nearest bounds that are drawn are: the answer may know more than those. */
function widthOfBounds(rungs: readonly Rung[]): number {
  const of = (kind: Rung["kind"]) =>
    rungs.filter((rung) => rung.kind === kind).map(({ value }) => value);
  const width = Math.min(...of("upper bound")) - Math.max(...of("lower bound"));
  return Number.isFinite(width) ? width : 0;
}

/** Which values are shown: all that are finite, unless the bracket could then not be seen. */
export function rangeOfLadder({ lower, upper, rungs }: Ladder): Range {
  const ends = [lower, upper].filter((end) =>
    end !== undefined && Number.isFinite(end)
  ) as number[];
  const all = [
    ...rungs.flatMap((
      { value, standardError = 0 },
    ) => [value - standardError, value + standardError]),
    ...ends,
  ].filter(Number.isFinite);
  if (all.length === 0) return [-1, 1];
  let low = Math.min(...all), high = Math.max(...all);
  if (ends.length === 2) {
    const [from, to] = ends as [number, number];
    const errors = rungs.map(({ standardError = 0 }) => standardError).filter(Number.isFinite);
    // where bounds meet, what is drawn has a width, or all values have
    const width = Math.max(to - from, widthOfBounds(rungs));
    const side = mostSides * Math.max(width, 2 * Math.max(0, ...errors), 1e-5 * (high - low));
    low = Math.max(low, from - side);
    high = Math.min(high, to + side);
  }
  const least = 1e-9 * Math.max(Math.abs(low), Math.abs(high), 1e-3);
  const margin = high - low > least ? 0.06 * (high - low) : Math.max(0.5 * Math.abs(low), 0.5) / 10;
  return [low - margin, high + margin];
}
