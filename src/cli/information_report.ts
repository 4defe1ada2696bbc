import { shown } from "../expr/quote.ts";
import { headline } from "./headline.ts";
import {
  conditionalSentence,
  drawnInformation,
  groupTable,
  informationSentence,
  titleName,
} from "./information_table.ts";
import { mostPath } from "./read.ts";
import type { Information, Report } from "./report.ts";
import { ascending, decimals, grouped, plusMinus } from "./report_words.ts";
import { fixed } from "./rounding.ts";
import { kernelSentence } from "./table.ts";
import { formatColumns } from "./text_table.ts";
import { fitted } from "./wrap.ts";

/** A report on labels as a person likes to read it: what they tell comes first. */
export function formatInformation(report: Report, information: Information): string {
  const { source: { name, data }, unit, answer, draws } = report, digits = decimals(report);
  const drawn = drawnInformation(information, unit, digits);
  const parts = [
    [
      `Information between X and ${shown(information.column)}, from ${shown(name, mostPath)}`,
      ...data === undefined ? [] : [fitted(`X are ${kernelSentence(data)}`)],
    ].join("\n"),
    fitted(drawn.join("\n")),
    estimateTable(information, unit, digits),
    fitted(
      [
        headline(answer, unit),
        conditionalSentence(information, unit, digits),
        informationSentence(information, unit, digits),
      ].join("\n"),
    ),
    groupTable(information, unit, digits),
    "X is the kernel density estimate, and its bandwidth blurs what the label tells",
  ].filter((part) => part !== "");
  if (drawn.length > 0) {
    parts.push(
      `± is one standard error, of ${grouped(draws.samples)} draws with seed ${draws.seed}`,
    );
  }
  return `${parts.join("\n\n")}\n`;
}

function estimateTable(
  { column, estimates }: Information,
  unit: string,
  digits: number,
): string {
  const name = titleName(column);
  return formatColumns(
    [
      { title: "estimator", align: "left" },
      { title: `I(X; ${name})`, align: "right" },
      { title: "± error", align: "left" },
      { title: `H(X) in ${unit}`, align: "right" },
      { title: `H(X | ${name})`, align: "right" },
    ],
    ascending(estimates, ({ information }) => information).map((estimate) => [
      estimate.name,
      fixed(estimate.information, digits),
      plusMinus(estimate.standardError, digits),
      fixed(estimate.entropy, digits),
      fixed(estimate.conditional, digits),
    ]),
  );
}
