import { enumerated, shown } from "../expr/quote.ts";
import { directions } from "./bracket.ts";
import { kindOf } from "./family_words.ts";
import { headline, howSentence } from "./headline.ts";
import {
  conditionalSentence,
  drawnInformation,
  groupTable,
  informationSentence,
  informationTable,
} from "./information_table.ts";
import type { Report } from "./report.ts";
import {
  ascending,
  bracketSentence,
  decimals,
  grouped,
  plusMinus,
  whatItIs,
} from "./report_words.ts";
import { fixed } from "./rounding.ts";
import { mostPath } from "./read.ts";
import type { Data } from "./rows.ts";
import type { Source } from "./source.ts";
import { formatColumns } from "./text_table.ts";
import { fitted, pageWidth, wrap } from "./wrap.ts";

/** A report as a person likes to read it. */
export function formatTable(report: Report): string {
  const { source, unit, answer, estimates, bracket, information } = report;
  const digits = decimals(report);
  const parts = [fitted(`${headline(answer, unit)}\n${howSentence(answer, unit)}`), title(source)];
  if (information === undefined) {
    if (estimates.length > 0) {
      parts.push(estimateTable(report, digits));
      parts.push(bracketSentence("In this table H(X)", bracket, unit, digits));
    }
  } else {
    parts.push(informationTable(information, estimates, unit, digits));
    parts.push(fitted(
      [
        ...drawnInformation(information, unit, digits),
        conditionalSentence(information, unit, digits),
        informationSentence(information, unit, digits),
      ].join("\n"),
    ));
    parts.push(groupTable(information, unit, digits));
  }
  if (source.data !== undefined) parts.push(wrap(ofTheEstimate(report), pageWidth).join("\n"));
  if (report.ofData.length > 0) parts.push(dataTable(report, digits));
  const monteCarlo = estimates.some(({ standardError }) => standardError !== undefined);
  if (monteCarlo) {
    const { samples, seed } = report.draws;
    parts.push(`± is one standard error, of ${grouped(samples)} draws with seed ${seed}`);
  }
  return `${parts.join("\n\n")}\n`;
}

function title(source: Source): string {
  const { data, name, mixture } = source;
  const whole = `${titleLine(source)}, from ${shown(name, mostPath)}`;
  // the names of several families may take a line by themselves
  const line = mixture.family === "mixed" ? fitted(whole) : whole;
  return data === undefined ? line : `${line}\n${fitted(kernelSentence(data))}`;
}

/** What the entropy is of, in a line. */
export function titleLine(source: Source): string {
  return `Entropy of a ${mixtureWords(source)}`;
}

/** A kind of mixture, k and d. */
export function mixtureWords({ mixture, data }: Omit<Source, "name">): string {
  const { components: k, dimension: d } = mixture;
  const what = data !== undefined ? "kernel density estimate" : kindOf(mixture);
  return `${what}, k = ${k}, d = ${d}`;
}

/** Which rows the estimate is made of, and of what width. */
export function kernelSentence(
  { rows, dropped, columns, rule, weightColumn, kernel }: Data,
): string {
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
      { title: "± error", align: "left" },
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
