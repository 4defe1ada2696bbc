import { shown } from "../expr/quote.ts";
import { directions } from "./bracket.ts";
import type { Estimate, Information, InformationEnd } from "./report.ts";
import { ascending, grouped, interval, plusMinus } from "./report_words.ts";
import { fixed } from "./rounding.ts";
import { formatColumns, width } from "./text_table.ts";

/** How each kind of estimate bounds the entropies in its row. */
const boundWords = {
  "lower bound": "lower",
  "upper bound": "upper",
  "estimate": "none",
} satisfies Record<Estimate["kind"], string>;

/** A name in the titles of more than one column: where it is long, lines would not fit a terminal. */
export function titleName(column: string): string {
  const name = shown(column);
  return width(name) <= 9 ? name : "label";
}

/** What each estimator says of the information. */
export function informationTable(
  { column, estimates: rows }: Information,
  estimates: Estimate[],
  unit: string,
  digits: number,
): string {
  const name = titleName(column);
  return formatColumns(
    [
      { title: "estimator", align: "left" },
      { title: `H(X) in ${unit}`, align: "right" },
      { title: `H(X | ${name})`, align: "right" },
      { title: `I(X; ${name})`, align: "right" },
      { title: "± error", align: "left" },
      { title: "bound", align: "left" },
    ],
    ascending(rows.map((row, i) => ({ row, estimate: estimates[i]! })), ({ row }) => row.entropy)
      .map(({ row, estimate }) => [
        row.name,
        fixed(row.entropy, digits, directions[estimate.kind]),
        fixed(row.conditional, digits, directions[estimate.kind]),
        fixed(row.information, digits),
        plusMinus(row.standardError, digits),
        boundWords[estimate.kind],
      ]),
  );
}

/** The bracket of each label. */
export function groupTable({ column, groups }: Information, unit: string, digits: number): string {
  const name = titleName(column);
  return formatColumns(
    [
      { title: name, align: "left" },
      { title: "rows", align: "right" },
      { title: "share", align: "right" },
      { title: `H(X | this ${name}) in ${unit}`, align: "left" },
    ],
    groups.map(({ label, rows, weight, bracket: { lower, upper } }) => [
      shown(label),
      grouped(rows),
      `${(100 * weight).toFixed(1)} %`,
      interval(lower?.value, upper?.value, digits),
    ]),
  );
}

/** The estimates by draws, which say more than brackets that are as wide as two others. */
export function drawnInformation(
  { column, estimates }: Information,
  unit: string,
  digits: number,
): string[] {
  return estimates.filter(({ standardError }) => standardError !== undefined)
    .map(({ name, information, standardError }) =>
      `I(X; ${shown(column)}) is about ${fixed(information, digits)} ${unit} ${
        plusMinus(standardError, digits)
      }, by ${name}`
    );
}

/** Between which values H(X | label) lies. */
export function conditionalSentence(
  { column, conditionalBracket: { lower, upper } }: Information,
  unit: string,
  digits: number,
): string {
  const name = shown(column);
  if (lower === undefined && upper === undefined) {
    return `H(X | ${name}) is not bracketed: none of these estimators is a bound`;
  }
  return `H(X | ${name}) lies in ${
    interval(lower, upper, digits)
  } ${unit}, by the bounds of each ${name}`;
}

/** Between which values the information lies, and by what. */
export function informationSentence(
  { column, labelEntropy, bracket: { lower, upper } }: Information,
  unit: string,
  digits: number,
): string {
  const name = shown(column);
  const words: { readonly [F in InformationEnd["from"]]: string } = {
    "direct bounds": "bounds on the information itself",
    "bounds": "the two brackets above",
    "zero": "0",
    "label entropy": `H(${name})`,
  };
  const [below, above] = [words[lower.from], words[upper.from]];
  const how = below === above ? `by ${below}` : `below by ${below}, above by ${above}`;
  return `I(X; ${name}) lies in ${interval(lower.value, upper.value, digits)} ${unit}, ${how}
  (H(${name}) = ${fixed(labelEntropy, digits)})`;
}
