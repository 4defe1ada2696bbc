/**
 * Data rows from CSV text: numeric columns and, if asked for, a column of labels.
 *
 * @module
 */
import { CsvError, parse } from "csv-parse/sync";
import { DomainError, ShapeError, unknownName } from "../expr/errors.ts";
import { quoted, shown } from "../expr/quote.ts";

/** The numeric columns of a CSV file, gaps left out. */
export interface Table {
  /** The names of the columns, in the order of the values. */
  columns: string[];
  /** The values, row after row: entry (r, c) stands at `r · columns.length + c`. */
  values: Float64Array;
  /** The label of each row, if a label column was asked for. */
  labels: string[] | undefined;
  /** How many rows are in the table. */
  rows: number;
  /** How many rows were left out because one of the columns that were asked for had a gap. */
  dropped: number;
}

/** How much of a mistake found by the parser is shown: it may end in the whole of a field. */
const mostShown = 160;

/** What to read of a CSV file. */
export interface CSVOptions {
  /** The names of the numeric columns; without them, all columns but the label's. */
  columns?: string[] | undefined;
  /** The name of the column of labels, which may be any text. */
  label?: string | undefined;
}

/** What stands for a value that is not there. */
const GAP = /^(|na|nan|null|\.)$/i;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads a CSV text whose first row names the columns. A row with a gap in one of the chosen columns is dropped and counted;
 * other columns are not looked at. A gap is an empty field, NA, NaN, null or a full stop. Quoted fields, CRLF and a byte order mark are understood.
 *
 * @example
 * ```ts
 * import { parseCSV } from "./csv.ts";
 *
 * const table = parseCSV("x,y\n1,2\n3,NA\n5,6\n", { columns: ["y"] });
 * console.log(table.rows, table.dropped, table.values); // 2 1 Float64Array [2, 6]
 * ```
 *
 * @throws {DomainError} if a column is unknown, named twice or empty, or a value is not a number
 * @throws {ShapeError} if a row has not one field for each column
 */
export function parseCSV(text: string, options: CSVOptions = {}): Table {
  const [header, ...records] = parseRecords(text);
  if (header === undefined) {
    throw new ShapeError("Expected a row of column names, got an empty file");
  }
  const names = header.fields.map((field) => field.trim());
  const places = placesOf(names);
  const position = (name: string) => {
    const place = places.get(name);
    if (place === undefined) throw new DomainError(unknownName("column", name, names));
    return place;
  };

  const { label } = options;
  const columns = options.columns ?? names.filter((name) => name !== label);
  if (columns.length === 0) {
    throw new ShapeError("Expected at least one column of numbers, got none");
  }
  const positions = columns.map(position);
  const labelPosition = label === undefined ? undefined : position(label);

  const values = new Float64Array(records.length * columns.length);
  const labels: string[] = [];
  let rows = 0;
  for (const [r, { fields, line }] of records.entries()) {
    if (fields.length !== names.length) {
      throw new ShapeError(
        `Expected ${plural(names.length, "field")} in row ${
          r + 1
        } (line ${line}), one for each column of the header, got ${fields.length}`,
      );
    }
    const rowLabel = labelPosition === undefined ? undefined : fields[labelPosition]!.trim();
    if (rowLabel !== undefined && GAP.test(rowLabel)) continue;
    if (positions.some((p) => GAP.test(fields[p]!.trim()))) continue;
    for (const [c, p] of positions.entries()) {
      values[rows * columns.length + c] = number(fields[p]!.trim(), names[p]!, r + 1, line);
    }
    if (rowLabel !== undefined) labels.push(rowLabel);
    rows++;
  }
  return {
    columns,
    values: values.slice(0, rows * columns.length),
    labels: label === undefined ? undefined : labels,
    rows,
    dropped: records.length - rows,
  };
}

/**
 * The fields of one line of CSV: how a list of names with commas in them is written. A name with a line break in it is
 * quoted.
 *
 * @throws {DomainError} if there is more than one line
 */
export function parseNames(list: string): string[] {
  const [record, ...others] = parseRecords(list);
  if (others.length > 0) {
    throw new DomainError(`Expected names on one line, got ${quoted(list)}`);
  }
  return record === undefined ? [] : record.fields.map((field) => field.trim());
}

interface CSVRecord {
  fields: string[];
  /** The line of the file on which the record ends, from 1. */
  line: number;
}

function parseRecords(text: string): CSVRecord[] {
  try {
    const records = parse(text, {
      bom: true,
      trim: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ fields: record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new DomainError(`The text is not CSV: ${shown(error.message, mostShown)}`);
  }
}

/** Where each column stands. */
function placesOf(names: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [i, name] of names.entries()) {
    if (places.has(name)) {
      throw new DomainError(`Expected column names that differ, got ${quoted(name)} twice`);
    }
    places.set(name, i);
  }
  return places;
}

function number(text: string, column: string, row: number, line: number): number {
  const value = NUMBER.test(text) ? Number(text) : NaN;
  if (Number.isFinite(value)) return value;
  throw new DomainError(
    `Expected a finite number in row ${row} (line ${line}), column ${quoted(column)}, got ${
      quoted(text)
    }`,
  );
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
