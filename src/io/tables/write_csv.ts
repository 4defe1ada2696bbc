import { numberText } from "../arrays/number_text.ts";
import type { Separator } from "./separator.ts";

/** Columns that become text. */
export interface WrittenColumn {
  readonly name: string;
  readonly values: ArrayLike<number | string>;
}

/**
 * A table as text under a row of names, with a line for each row: numbers with as many digits as it takes to read them back
 * exactly, NaN as an empty field, texts in quotes where they need them.
 */
export function writeCSV(columns: readonly WrittenColumn[], separator: Separator = ","): string {
  const rows = Math.max(0, ...columns.map(({ values }) => values.length));
  const field = (value: number | string | undefined) =>
    typeof value === "number"
      ? Number.isNaN(value) ? "" : numberText(value)
      : quotedField(value ?? "", separator);
  const lines = [columns.map(({ name }) => field(name)).join(separator)];
  for (let r = 0; r < rows; r++) {
    lines.push(columns.map(({ values }) => field(values[r])).join(separator));
  }
  return `${lines.join("\n")}\n`;
}

function quotedField(text: string, separator: Separator): string {
  const isPlain = !/["\r\n]|^\s|\s$/.test(text) && !text.includes(separator);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}
