import { enumerated, escapedJSON, shown } from "../expr/quote.ts";
import type { LogDetValues } from "./logdet_values.ts";
import { mostPath } from "./read.ts";
import { grouped } from "./report_words.ts";
import { fixed } from "./rounding.ts";
import type { Unit } from "./syntax/unit.ts";
import { formatColumns } from "./text_table.ts";
import { fitted } from "./wrap.ts";

/** What `mixtropy logdet` has found. */
export interface LogDetReport extends LogDetValues {
  readonly source: string;
  readonly rows: number;
  readonly dropped: number;
  readonly group: string | undefined;
  readonly beta: number;
  readonly unit: Unit;
  readonly notes: readonly string[];
}

const digits = 4;

/** As a person likes to read it. */
export function formatLogDet(report: LogDetReport): string {
  const { source, rows, columns, other, values, group, beta, unit } = report;
  const y = group !== undefined
    ? `\nY is ${shown(group)}, a column for each of ${other.length} labels`
    : other.length > 0
    ? `\nY is ${enumerated(other)}`
    : "";
  return `LogDet of ${grouped(rows)} rows, β = ${beta}, from ${shown(source, mostPath)}
${fitted(`X is ${enumerated(columns)}${y}`)}

${
    formatColumns(
      [{ title: "value", align: "left" }, { title: `in ${unit}`, align: "right" }],
      values.map(({ name, value }) => [name, fixed(value, digits)]),
    )
  }

½ ln|I + (β/n) XᵀX| with centred columns: no differential entropy
`;
}

/** As JSON: every digit, and what is not finite as a text that programs read as that number. */
export function jsonOfLogDet(report: LogDetReport): string {
  const { source, columns, other, rows, dropped, group, beta, unit, values, notes } = report;
  const value = {
    kind: "logdet",
    version: 1,
    source,
    columns,
    ...group !== undefined ? { group: { column: group, labels: other } } : {},
    ...group === undefined && other.length > 0 ? { with: other } : {},
    rows,
    rowsDropped: dropped,
    beta,
    unit,
    estimates: values.map(({ name, value }) => ({
      name,
      value: Number.isFinite(value) ? value : String(value),
    })),
    notes,
  };
  return `${escapedJSON(JSON.stringify(value, null, 2))}\n`;
}
