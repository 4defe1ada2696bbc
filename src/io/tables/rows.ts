/** Records of text made into a table: which rows have gaps, and which texts are no numbers. */
import { DomainError } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";
import { type Choice, isUnnamed, type Table, type TableOptions } from "../table.ts";
import { type CellReader, isGap } from "./cells.ts";
import {
  type BadColumn,
  indexNote,
  notNumbers,
  type Place,
  placeText,
  shortRowsNote,
  tooFewFields,
  tooManyFields,
  unreadNote,
} from "./faults.ts";
import { growing } from "./growing.ts";
import type { CSVRecord } from "./records.ts";

/** Takes the records of a file one after another. */
export interface RowReader {
  read(record: CSVRecord): void;
  /** The table of all rows. Throws `DomainError` if a value is not a number. */
  finish(): Table;
}

/** What is known before the first row is read. */
export interface Header {
  readonly names: readonly string[];
  readonly choice: Choice;
  readonly cells: CellReader;
  readonly separator: string;
}

/** A column of numbers and what was found in it. */
interface Column {
  readonly name: string;
  readonly position: number;
  hasNumbers: boolean;
  bad: { readonly first: Place & { readonly text: string }; isOnly: boolean } | undefined;
}

/** A reader of the records under a header. */
export function rowReader(header: Header, options: TableOptions): RowReader {
  const { names, choice, cells } = header, missing = new Set(options.missing);
  const chosen = choice.positions.map((position) => columnAt(position, names));
  const weight = choice.weights === undefined ? undefined : columnAt(choice.weights, names);
  const numeric = weight === undefined ? chosen : [...chosen, weight];
  const last = numeric.reduce((l, { position }) => Math.max(l, position), choice.label ?? 0);
  const values = growing(), weights = growing(), labels: string[] = [];
  const texts = new Array<string>(numeric.length), found = new Float64Array(numeric.length);
  const width = widthChecker(header, last);
  let rows = 0, row = 0;

  /** Reads the numbers of a row; false where one of them is a gap. */
  const take = (record: CSVRecord): boolean => {
    for (let c = 0; c < numeric.length; c++) {
      const text = record.text(numeric[c]!.position);
      if (missing.size > 0 && missing.has(text)) return false;
      texts[c] = text;
      found[c] = cells.read(text, record.line);
      if (Number.isNaN(found[c]) && isGap(text)) return false;
    }
    return true;
  };
  const read = (record: CSVRecord) => {
    if (isBlank(record)) return;
    row++;
    width.check(record, row);
    const label = choice.label === undefined ? undefined : record.text(choice.label);
    if (label === "" || (label !== undefined && missing.has(label)) || !take(record)) return;
    for (let c = 0; c < numeric.length; c++) {
      const value = found[c]!;
      if (Number.isNaN(value)) noteBad(numeric[c]!, { row, line: record.line, text: texts[c]! });
      else numeric[c]!.hasNumbers = true;
      if (c < chosen.length) values.push(value);
      else weights.push(checkedWeight(value, numeric[c]!.name, { row, line: record.line }));
    }
    if (label !== undefined) labels.push(label);
    rows++;
  };
  const finish = (): Table => {
    const bad = numeric.flatMap((column): BadColumn[] =>
      column.bad === undefined ? [] : [{ ...column, ...column.bad }]
    );
    if (bad.length > 0) throw notNumbers(bad, choice);
    const decimals = cells.finish(), numbers = values.numbers();
    return {
      columns: choice.columns,
      values: numbers,
      labels: choice.label === undefined ? undefined : labels,
      weights: weight === undefined ? undefined : weights.numbers(),
      rows,
      dropped: row - rows,
      notes: [decimals, ...width.notes(), indexNote(choice, numbers, rows)]
        .filter((note) => note !== undefined),
    };
  };
  return { read, finish };
}

function columnAt(position: number, names: readonly string[]): Column {
  return { name: names[position]!, position, hasNumbers: false, bad: undefined };
}

/** Whether a record has fields but nothing in them: spreadsheets write rows of separators below the data. */
function isBlank(record: CSVRecord): boolean {
  for (let f = 0; f < record.count; f++) if (record.text(f) !== "") return false;
  return record.count > 1;
}

function noteBad(column: Column, first: Place & { readonly text: string }): void {
  if (column.bad === undefined) column.bad = { first, isOnly: true };
  else if (column.bad.first.text !== first.text) column.bad.isOnly = false;
}

function checkedWeight(value: number, name: string, place: Place): number {
  if (!(value < 0)) return value;
  throw new DomainError(
    `Expected weights ≥ 0 in column ${quoted(name)}, got ${value} in ${placeText(place)}`,
  );
}

/** Checks the number of fields of each record, and looks at those under no name. */
function widthChecker({ names, separator }: Header, last: number) {
  /** Columns without a name, and whether anything stands in them. */
  const unnamed = new Map(
    [...names.entries()].filter(([, name]) => isUnnamed(name)).map(([f]) => [f, false]),
  );
  // empty names at the end are no columns, so that rows may end before them
  let named = names.length;
  while (named > 0 && names[named - 1] === "") named--;
  let short = 0, firstShort = 0;
  return {
    check(record: CSVRecord, row: number) {
      const { count, line } = record;
      if (count <= last) throw tooFewFields({ row, line }, count, names);
      for (let f = names.length; f < count; f++) {
        if (record.text(f) !== "") throw tooManyFields({ row, line }, count, { names, separator });
      }
      if (count < named && short++ === 0) firstShort = record.line;
      for (const [f, isSeen] of unnamed) {
        if (!isSeen && f < count && record.text(f) !== "") unnamed.set(f, true);
      }
    },
    notes(): string[] {
      const notes = short === 0 ? [] : [shortRowsNote(short, firstShort)];
      for (const [f, isSeen] of unnamed) if (isSeen) notes.push(unreadNote(f, names[f]!));
      return notes;
    },
  };
}
