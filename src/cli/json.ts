import { escapedJSON } from "../expr/quote.ts";
import type { Bracket, Estimate, Report } from "./report.ts";

/**
 * A report as JSON: every digit, `null` where an end of a bracket is missing or a number is not finite. Names may hold
 * anything, so every character that steers a terminal is written as an escape.
 */
export function formatJSON(
  { source, unit, draws, estimates, bracket, information, ofData, notes, warnings }: Report,
): string {
  const { mixture, data } = source;
  const value = {
    source: source.name,
    family: mixture.family,
    k: mixture.components,
    d: mixture.dimension,
    ...(data !== undefined && {
      columns: data.columns,
      ...(data.weightColumn !== undefined && { weights: data.weightColumn }),
      rows: data.rows,
      rowsDropped: data.dropped,
      kernel: {
        rule: typeof data.rule === "number" ? "factor" : data.rule,
        factor: data.kernel.factor,
        covariance: rowsOf(data.kernel.covariance, data.columns.length),
      },
    }),
    unit,
    samples: draws.samples,
    seed: draws.seed,
    estimates: estimates.map(estimateValue),
    bracket: bracketValue(bracket),
    ...(data !== undefined &&
      { dataEstimates: ofData.map(({ name, value }) => ({ name, value })) }),
    notes,
    warnings,
    ...(information !== undefined && {
      group: {
        column: information.column,
        labelEntropy: information.labelEntropy,
        estimates: information.estimates,
        conditionalBracket: {
          lower: information.conditionalBracket.lower ?? null,
          upper: information.conditionalBracket.upper ?? null,
        },
        bracket: information.bracket,
        groups: information.groups.map(({ label, rows, weight, estimates, bracket }) => ({
          label,
          rows,
          weight,
          estimates: estimates.map(estimateValue),
          bracket: bracketValue(bracket),
        })),
      },
    }),
  };
  return `${escapedJSON(JSON.stringify(value, null, 2))}\n`;
}

function estimateValue({ name, kind, value, standardError }: Estimate) {
  return { name, kind, value, standardError };
}

function bracketValue({ lower, upper }: Bracket) {
  return { lower: lower ?? null, upper: upper ?? null };
}

function rowsOf(matrix: Float64Array, d: number): number[][] {
  return Array.from({ length: d }, (_, a) => Array.from(matrix.subarray(a * d, (a + 1) * d)));
}
