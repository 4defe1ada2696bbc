import { escapedJSON } from "../expr/quote.ts";
import type { Draws } from "./estimators.ts";
import { familyOf } from "./family_words.ts";
import type {
  Answer,
  Bracket,
  End,
  Estimate,
  Information,
  InformationEnd,
  Report,
} from "./report.ts";
import type {
  AnswerJSON,
  BracketJSON,
  EndJSON,
  EstimateJSON,
  Extended,
  GroupingJSON,
  InformationEndJSON,
  ReportJSON,
} from "./report_json.ts";
import type { Data } from "./rows.ts";
import { schemaAddress } from "./schema_address.ts";

/**
 * A report as JSON: every digit, and `null` where an end of a bracket is missing. Names may hold anything, so every character that
 * steers a terminal is written as an escape.
 */
export function formatJSON(report: Report): string {
  return `${escapedJSON(JSON.stringify(reportJSON(report), null, 2))}\n`;
}

function reportJSON(
  { source, unit, answer, draws, estimates, bracket, information, ofData, notes, warnings }: Report,
): ReportJSON {
  const { mixture, data } = source;
  return {
    $schema: schemaAddress("report"),
    kind: "entropy",
    version: 2,
    source: source.name,
    family: familyOf(mixture),
    k: mixture.components,
    d: mixture.dimension,
    ...(data !== undefined && rowsJSON(data)),
    unit,
    ...answerJSON(answer),
    estimates: estimates.map((one) => estimateJSON(one, draws)),
    bracket: bracketJSON(bracket),
    ...(data !== undefined && {
      dataEstimates: ofData.map(({ name, value }) => ({ name, value: extended(value) })),
    }),
    notes,
    warnings,
    ...(information !== undefined && { group: groupingJSON(information, draws) }),
  };
}

/** What is said of rows of data. */
export function rowsJSON(
  { columns, weightColumn, rows, dropped, rule, kernel }: Data,
): Pick<ReportJSON, "columns" | "weights" | "rows" | "rowsDropped" | "kernel"> {
  const d = columns.length;
  return {
    columns,
    ...(weightColumn !== undefined && { weights: weightColumn }),
    rows,
    rowsDropped: dropped,
    kernel: {
      rule: typeof rule === "number" ? "factor" : rule,
      factor: kernel.factor,
      covariance: Array.from(
        { length: d },
        (_, a) => Array.from(kernel.covariance.subarray(a * d, (a + 1) * d)),
      ),
    },
  };
}

function groupingJSON(
  { column, labelEntropy, estimates, conditionalBracket, bracket, groups }: Information,
  draws: Draws,
): GroupingJSON {
  return {
    column,
    labelEntropy,
    estimates: estimates.map(({ name, entropy, conditional, information, standardError }) => ({
      name,
      entropy: extended(entropy),
      conditional: extended(conditional),
      information: extended(information),
      ...errorJSON(standardError),
    })),
    conditionalBracket: {
      lower: extendedOrNull(conditionalBracket.lower),
      upper: extendedOrNull(conditionalBracket.upper),
    },
    bracket: { lower: informationEndJSON(bracket.lower), upper: informationEndJSON(bracket.upper) },
    groups: groups.map(({ label, rows, weight, estimates, bracket }) => ({
      label,
      rows,
      weight,
      estimates: estimates.map((one) => estimateJSON(one, draws)),
      bracket: bracketJSON(bracket),
    })),
  };
}

function answerJSON(
  { value, error, lower, upper, certified, method, samples, aim: { confidence, seed } }: Answer,
): AnswerJSON {
  return {
    value: extended(value),
    error: extended(error),
    lower: extended(lower),
    upper: extended(upper),
    ...{ certified, confidence: certified ? 1 : confidence, method, samples, seed },
  };
}

function estimateJSON(
  { name, kind, value, standardError }: Estimate,
  { samples }: Draws,
): EstimateJSON {
  const drawn = standardError === undefined ? undefined : { samples };
  return { name, kind, value: extended(value), ...errorJSON(standardError), ...drawn };
}

function errorJSON(
  standardError: number | undefined,
): { readonly standardError: Extended } | undefined {
  return standardError === undefined ? undefined : { standardError: extended(standardError) };
}

function bracketJSON({ lower, upper }: Bracket): BracketJSON {
  return { lower: endJSON(lower), upper: endJSON(upper) };
}

function endJSON(end: End | undefined): EndJSON | null {
  return end === undefined ? null : { value: extended(end.value), estimator: end.estimator };
}

function informationEndJSON({ value, from }: InformationEnd): InformationEndJSON {
  return { value: extended(value), from };
}

function extendedOrNull(value: number | undefined): Extended | null {
  return value === undefined ? null : extended(value);
}

/** A number as JSON can have it. */
export function extended(value: number): Extended {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) throw new Error("A value of a report is NaN");
  return value > 0 ? "Infinity" : "-Infinity";
}
