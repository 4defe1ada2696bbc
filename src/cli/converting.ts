/** What files hold, as bytes or text of another format. */
import { writeNPY } from "../io/arrays/npy_write.ts";
import { writeNPZ } from "../io/arrays/npz.ts";
import type { Value } from "../io/arrays/values.ts";
import { descriptionOf } from "../io/mixtures/described_parts.ts";
import { type MixtureFormat, writeMixture } from "../io/mixtures/write.ts";
import type { RowsOfFile } from "./contents.ts";
import { headerNames } from "./header_names.ts";
import { writeCSV } from "../io/tables/write_csv.ts";
import type { Mixture } from "../../mod.ts";
import { UsageError } from "./errors.ts";
import type { DataOptions } from "./syntax/data_options.ts";

/** The formats that rows of data are written in. */
export type TableFormat = "csv" | "tsv" | "npy" | "npz";

/** A mixture by the names of the library. */
export function mixtureBytes(p: Mixture, format: MixtureFormat): string | Uint8Array {
  const bytes = writeMixture(descriptionOf(p), format);
  return format === "json" ? new TextDecoder().decode(bytes) : bytes;
}

/** Rows of data; their labels and weights as far as the format has a place for them. */
export function tableContents(
  rowsOfFile: RowsOfFile,
  format: TableFormat,
  names: Pick<DataOptions, "group" | "weights">,
): string | Uint8Array {
  const { table } = rowsOfFile, { values, columns, weights } = table;
  const rows = { data: values, shape: [table.rows, columns.length] };
  switch (format) {
    case "csv":
    case "tsv":
      return writeCSV(columnsOf(rowsOfFile, names), format === "tsv" ? "\t" : ",");
    case "npy":
      refuse(names.group, "group", "labels, which are text");
      refuse(names.weights, "weights", "weights: use NPZ");
      return writeNPY(rows);
    case "npz":
      refuse(names.group, "group", "labels, which are text");
      return writeNPZ(
        new Map<string, Value>([
          ["X", rows],
          ...weights === undefined
            ? []
            : [["sample_weight", { data: weights, shape: [table.rows] }] as const],
        ]),
      );
    default:
      return format satisfies never;
  }
}

function refuse(given: string | undefined, option: string, what: string): void {
  if (given === undefined) return;
  throw new UsageError(`Option --${option} is for csv and tsv: an array has no place for ${what}`);
}

function columnsOf(
  { table, areColumnsNamed }: RowsOfFile,
  { group = "label", weights: weight = "weight" }: Pick<DataOptions, "group" | "weights">,
) {
  const { columns, values, rows, labels, weights: weightOf } = table, d = columns.length;
  return [
    ...headerNames(columns, areColumnsNamed).map((name, c) => ({
      name,
      values: Float64Array.from({ length: rows }, (_, r) => values[r * d + c]!),
    })),
    ...weightOf === undefined ? [] : [{ name: weight, values: weightOf }],
    ...labels === undefined ? [] : [{ name: group, values: labels }],
  ];
}
