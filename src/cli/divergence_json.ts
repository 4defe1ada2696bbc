import { escapedJSON } from "../expr/quote.ts";
import type { ComparedJSON, DivergenceJSON } from "./divergence_json_types.ts";
import type { DivergenceReport } from "./divergence_report.ts";
import { familyOf } from "./family_words.ts";
import { extended, rowsJSON } from "./json.ts";
import { schemaAddress } from "./schema_address.ts";
import type { Source } from "./source.ts";

/** A report on two mixtures as JSON: every digit. */
export function formatDivergenceJSON(report: DivergenceReport): string {
  return `${escapedJSON(JSON.stringify(divergenceJSON(report), null, 2))}\n`;
}

function divergenceJSON(
  { sources: { p, q }, unit, drawn, exact, confidence, samples, seed, notes, warnings }:
    DivergenceReport,
): DivergenceJSON {
  return {
    $schema: schemaAddress("divergence"),
    kind: "divergence",
    version: 1,
    p: comparedJSON(p),
    q: comparedJSON(q),
    unit,
    estimates: drawn.map(({ name, value, by, standardError, error, lower, upper }) => ({
      name,
      value: extended(value),
      by,
      standardError: extended(standardError),
      error: extended(error),
      lower: extended(lower),
      upper: extended(upper),
    })),
    exact: exact.map(({ name, value }) => ({ name, value: extended(value) })),
    ...{ confidence, samples, seed, notes, warnings },
  };
}

function comparedJSON({ name, mixture, data }: Source): ComparedJSON {
  return {
    source: name,
    family: familyOf(mixture),
    k: mixture.components,
    d: mixture.dimension,
    ...(data !== undefined && rowsJSON(data)),
  };
}
