/** Columns of typed values made into a table: what NPY, Parquet and Arrow files hold. */
import { describe } from "../../expr/describe.ts";
import { DomainError } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";
import { type Choice, chooseColumns, isUnnamed, type Table, type TableOptions } from "../table.ts";
import { type BadColumn, indexNote, notNumbers, placeText, unreadNote } from "./faults.ts";
import { growing } from "./growing.ts";
import { labelText } from "./label_text.ts";
import { dateText } from "./moments.ts";

/** A file of columns. */
export interface ColumnFile {
  readonly names: readonly string[];
  readonly rows: number;
  /** The values of the columns at these places, in their order; read only where they are asked for. */
  read(places: readonly number[]): Promise<readonly ArrayLike<unknown>[]>;
}

/**
 * The table of the columns that are asked for. A value that is null, undefined or NaN is a gap, and so is an empty label.
 *
 * Throws `DomainError` if a column is unknown or a value is not a number.
 */
export async function tableOfColumns(file: ColumnFile, options: TableOptions): Promise<Table> {
  const { names } = file, choice = chooseColumns(names, options, { isHeader: false });
  const places = [...choice.positions];
  for (const place of [choice.weights, choice.label]) if (place !== undefined) places.push(place);
  const columns = await file.read(places);
  checkLengths(file, columns);
  const count = choice.positions.length;
  const weights = choice.weights === undefined ? undefined : columns[count];
  const labels = choice.label === undefined ? undefined : columns.at(-1);
  const numeric = columns.slice(0, count + (weights === undefined ? 0 : 1));
  return collect(file, choice, { numeric, labels, count, missing: new Set(options.missing) });
}

/** Throws `DomainError` unless there are as many values in each column as there are rows. */
function checkLengths({ rows }: ColumnFile, columns: readonly ArrayLike<unknown>[]): void {
  const wrong = columns.find(({ length }) => length !== rows);
  if (Number.isSafeInteger(rows) && rows >= 0 && wrong === undefined) return;
  throw new DomainError(
    "Expected as many values in each column as there are rows, got columns of other lengths: is the file damaged?",
  );
}

interface Asked {
  /** The columns of numbers and then, if there is one, that of weights. */
  readonly numeric: readonly ArrayLike<unknown>[];
  readonly labels: ArrayLike<unknown> | undefined;
  /** How many of them are no weights. */
  readonly count: number;
  readonly missing: ReadonlySet<string>;
}

function collect({ names, rows }: ColumnFile, choice: Choice, asked: Asked): Table {
  const { numeric, labels, count, missing } = asked;
  const values = growing(), weights = growing(), found: string[] = [];
  const bad: { first: { row: number; text: string }; isOnly: boolean }[] = [];
  const hasNumbers = numeric.map(() => false);
  let kept = 0;
  for (let r = 0; r < rows; r++) {
    const label = labels === undefined ? undefined : labelText(labels[r]);
    if (labels !== undefined && label === undefined) {
      throw noLabel(labels[r], names[choice.label!]!, r + 1);
    }
    if (labels !== undefined && (label === "" || missing.has(label!))) continue;
    if (numeric.some((column) => isGap(column[r]))) continue;
    for (let c = 0; c < numeric.length; c++) {
      const given = numeric[c]![r], value = numberOf(given);
      if (Number.isFinite(value)) hasNumbers[c] = true;
      else bad[c] ??= { first: { row: r + 1, text: textOf(given) }, isOnly: false };
      if (c < count) values.push(value);
      else if (value < 0) throw negative(value, names[choice.weights!]!, r + 1);
      else weights.push(value);
    }
    if (label !== undefined) found.push(label);
    kept++;
  }
  const columnNames = [...choice.columns, names[choice.weights ?? -1] ?? ""];
  const flawed = [...bad.entries()].filter(([, flaw]) => flaw !== undefined)
    .map(([c, flaw]): BadColumn => ({
      ...flaw,
      name: columnNames[c]!,
      hasNumbers: hasNumbers[c]!,
    }));
  if (flawed.length > 0) throw notNumbers(flawed, choice);
  const numbers = values.numbers();
  return {
    columns: choice.columns,
    values: numbers,
    labels: labels === undefined ? undefined : found,
    weights: numeric.length === count ? undefined : weights.numbers(),
    rows: kept,
    dropped: rows - kept,
    notes: [
      ...[...names.entries()]
        .filter(([place, name]) => isUnnamed(name) && !choice.positions.includes(place))
        .map(([place, name]) => unreadNote(place, name)),
      indexNote(choice, numbers, kept),
    ].filter((note) => note !== undefined),
  };
}

function isGap(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "number" && value !== value);
}

/** NaN for what is no number. */
function numberOf(value: unknown): number {
  switch (typeof value) {
    case "number":
      return value;
    case "bigint":
    case "boolean":
      return Number(value);
    default:
      return NaN;
  }
}

/** What a message shows of a value that is no number. */
function textOf(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  return value instanceof Date ? dateText(value) ?? "a date out of range" : describe(value);
}

function noLabel(value: unknown, name: string, row: number): DomainError {
  return new DomainError(
    `Expected labels in column ${quoted(name)} that are text, numbers or dates, got ${
      value instanceof Uint8Array ? "bytes that are not UTF-8" : textOf(value)
    } in ${placeText({ row })}`,
  );
}

function negative(value: number, name: string, row: number): DomainError {
  return new DomainError(
    `Expected weights ≥ 0 in column ${quoted(name)}, got ${value} in ${placeText({ row })}`,
  );
}
