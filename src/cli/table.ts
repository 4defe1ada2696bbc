import { enumerated, shown } from "../expr/quote.ts";
import { directions } from "./bracket.ts";
import type { Bracket, Estimate, Information, Report } from "./report.ts";
import { fixed } from "./rounding.ts";
import { mostPath } from "./read.ts";
import type { Data } from "./rows.ts";
import type { Source } from "./source.ts";
import { formatColumns } from "./text_table.ts";

/** A report as a person likes to read it. */
export function formatTable(report: Report): string {
  const { source, unit, estimates, bracket, information } = report;
  const digits = decimals(report);
  const parts = [title(source)];
  if (information === undefined) {
    if (estimates.length > 0) parts.push(estimateTable(report, digits));
    parts.push(bracketSentence("H(X)", bracket, unit, digits));
  } else {
    parts.push(informationTable(information, estimates, unit, digits));
    parts.push([
      ...drawnInformation(information, unit, digits),
      bracketSentence("H(X)", bracket, unit, digits),
      conditionalSentence(information, unit, digits),
      informationSentence(information, unit, digits),
    ].join("\n"));
    parts.push(groupTable(information, unit, digits));
  }
  if (source.data !== undefined) parts.push(ofTheEstimate(report));
  if (report.ofData.length > 0) parts.push(dataTable(report, digits));
  const monteCarlo = estimates.some(({ standardError }) => standardError !== undefined);
  if (monteCarlo) {
    const { samples, seed } = report.draws;
    parts.push(`± is one standard error, of ${grouped(samples)} draws with seed ${seed}`);
  }
  return `${parts.join("\n\n")}\n`;
}

function title(source: Source): string {
  const { data, name } = source;
  const line = `${titleLine(source)}, from ${shown(name, mostPath)}`;
  return data === undefined ? line : `${line}\n${kernelSentence(data)}`;
}

/** What the entropy is of, in a line. */
export function titleLine({ mixture, data }: Source): string {
  const { family, components: k, dimension: d } = mixture;
  const what = data !== undefined
    ? "kernel density estimate"
    : family === "gaussian"
    ? "Gaussian mixture"
    : "uniform mixture";
  return `Entropy of a ${what}, k = ${k}, d = ${d}`;
}

function kernelSentence({ rows, dropped, columns, rule, weightColumn, kernel }: Data): string {
  const gaps = dropped === 0 ? "" : ` (${grouped(dropped)} dropped for gaps)`;
  const weighed = weightColumn === undefined ? "" : `, weighed by ${shown(weightColumn)}`;
  const factor = Number(kernel.factor.toPrecision(4));
  return `${grouped(rows)} rows${gaps} of ${
    enumerated(columns)
  }${weighed}\none kernel for all rows: ${factor}² × their covariance${byRule(rule)}`;
}

function byRule(rule: Data["rule"]): string {
  switch (rule) {
    case "scott":
      return " by the rule of Scott";
    case "silverman":
      return " by the rule of Silverman";
    case "likelihood":
      return ", under which the rows are likeliest, each given the others";
    default:
      return "";
  }
}

/** What the numbers above are the entropy of, and what those below are. */
export function ofTheEstimate({ ofData }: Pick<Report, "ofData">): string {
  const of =
    "H(X) is the entropy of the estimate, which the bandwidth biases upwards, and not of the data";
  return ofData.length === 0 ? of : `${of}; of those:`;
}

function dataTable({ ofData, unit }: Report, digits: number): string {
  return formatColumns(
    [
      { title: "estimate", align: "left" },
      { title: `entropy in ${unit}`, align: "right" },
      { title: "of the data, by", align: "left" },
    ],
    ofData.map(({ name, value, note }) => [name, fixed(value, digits), note]),
  );
}

function estimateTable({ estimates, bracket, unit }: Report, digits: number): string {
  return formatColumns(
    [
      { title: "estimator", align: "left" },
      { title: `H(X) in ${unit}`, align: "right" },
      { title: "± std. error", align: "left" },
      { title: "what it is", align: "left" },
    ],
    ascending(estimates, ({ value }) => value).map((estimate) => [
      estimate.name,
      fixed(estimate.value, digits, directions[estimate.kind]),
      plusMinus(estimate.standardError, digits),
      whatItIs(estimate, bracket),
    ]),
  );
}

function informationTable(
  { column, estimates: rows }: Information,
  estimates: Estimate[],
  unit: string,
  digits: number,
): string {
  const name = shown(column);
  return formatColumns(
    [
      { title: "estimator", align: "left" },
      { title: `H(X) in ${unit}`, align: "right" },
      { title: `H(X | ${name})`, align: "right" },
      { title: `I(X; ${name})`, align: "right" },
      { title: "± std. error", align: "left" },
      { title: "what H is", align: "left" },
    ],
    ascending(rows.map((row, i) => ({ row, estimate: estimates[i]! })), ({ row }) => row.entropy)
      .map(({ row, estimate }) => [
        row.name,
        fixed(row.entropy, digits, directions[estimate.kind]),
        fixed(row.conditional, digits, directions[estimate.kind]),
        fixed(row.information, digits),
        plusMinus(row.standardError, digits),
        whatItIs(estimate, {}),
      ]),
  );
}

/** From the least to the greatest, so that lower bounds, estimates and upper bounds read as a ladder. */
function ascending<T>(rows: readonly T[], value: (row: T) => number): T[] {
  return [...rows].sort((a, b) => value(a) - value(b));
}

function groupTable({ column, groups }: Information, unit: string, digits: number): string {
  const name = shown(column);
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

function whatItIs({ name, kind, note }: Estimate, { lower, upper }: Bracket): string {
  const best = name === lower?.estimator || name === upper?.estimator ? ", the tightest" : "";
  return `${kind}${best}${note === undefined ? "" : `, ${note}`}`;
}

/** Where the truth lies, and by which bounds. */
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

/** The estimates by draws, which say more than brackets that are as wide as two others. */
function drawnInformation(
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

function conditionalSentence(
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
  } ${unit}, by the tightest bounds of each ${name}`;
}

function informationSentence(
  { column, labelEntropy, bracket: { lower, upper } }: Information,
  unit: string,
  digits: number,
): string {
  const name = shown(column);
  const ends = [
    ...(lower.from === "zero" ? ["the lower end clipped by 0"] : []),
    ...(upper.from === "label entropy" ? [`the upper end clipped by H(${name})`] : []),
  ];
  const how = ends.length === 0 ? "by the two brackets above" : ends.join(", ");
  return `I(X; ${name}) lies in ${
    interval(lower.value, upper.value, digits)
  } ${unit}, ${how}; H(${name}) = ${fixed(labelEntropy, digits)}
  (a bound less a bound: this bracket is as wide as the two above it together)`;
}

/** The ends with so many digits, rounded outward; an end that is missing or infinite is ∞. */
function interval(lower = -Infinity, upper = Infinity, digits: number): string {
  const left = lower > -Infinity ? `[${fixed(lower, digits, "down")}` : "(-∞";
  return `${left}, ${upper < Infinity ? `${fixed(upper, digits, "up")}]` : "∞)"}`;
}

function plusMinus(standardError: number | undefined, digits: number): string {
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
function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
