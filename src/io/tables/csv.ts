/**
 * Data rows from CSV text: numeric columns and, if asked for, columns of labels and weights.
 *
 * @module
 */
import { ShapeError } from "../../expr/errors.ts";
import { chooseColumns, type Table, type TableOptions } from "../table.ts";
import { cellReader, type DecimalMark } from "./cells.ts";
import { openQuoteNote } from "./faults.ts";
import { type CSVRecord, forEachRecord } from "./records.ts";
import { type RowReader, rowReader } from "./rows.ts";
import { type Separator, sniffSeparator } from "./separator.ts";

/** What to read of a CSV file, and how it is written where that is known. */
export interface CSVOptions extends TableOptions {
  /** Whether the first row names the columns: true if left out. Without, they are called "1", "2", and so on. */
  readonly header?: boolean | undefined;
  /** What stands between fields; found by looking at the first rows if left out. */
  readonly separator?: Separator | undefined;
  /** What stands before decimals; if left out, the point, and the comma where it does not separate fields. */
  readonly decimal?: DecimalMark | undefined;
}

/**
 * Reads a CSV text whose first row names the columns. A row with a gap in one of the chosen columns is dropped and counted;
 * other columns are not looked at. Gaps are empty fields and the markers of pandas; labels have no markers. Separators and
 * decimal commas are found by looking at the text; quoted fields, all line ends and a byte order mark are understood.
 *
 * @example
 * ```ts
 * import { parseCSV } from "./csv.ts";
 *
 * const table = parseCSV("x,y\n1,2\n3,NA\n5,6\n", { columns: ["y"] });
 * console.log(table.rows, table.dropped, table.values); // 2 1 Float64Array [2, 6]
 * ```
 *
 * @throws {DomainError} if a column is unknown or named twice, or a value is not a number
 * @throws {ShapeError} if a row has more fields than the header, or none for a column that is asked for
 */
export function parseCSV(text: string, options: CSVOptions = {}): Table {
  const sniffed = sniffSeparator(text), separator = options.separator ?? sniffed.separator;
  let reader: RowReader | undefined;
  const begin = (first: CSVRecord) => {
    const isHeader = options.header !== false;
    const names = Array.from(
      { length: first.count },
      (_, f) => isHeader ? first.text(f) : String(f + 1),
    );
    const choice = chooseColumns(names, options, { isHeader });
    const cells = cellReader(options.decimal, separator);
    return rowReader({ names, choice, cells, separator }, options);
  };
  const openQuote = forEachRecord(text, { ...sniffed, separator }, (record) => {
    if (reader !== undefined) return reader.read(record);
    reader = begin(record);
    if (options.header === false) reader.read(record);
  });
  // the callback has set it, which the compiler does not see
  const read = reader as RowReader | undefined;
  if (read === undefined) {
    throw new ShapeError("Expected a row of column names, got an empty file");
  }
  const table = read.finish();
  if (openQuote === undefined) return table;
  return { ...table, notes: [...table.notes, openQuoteNote(openQuote)] };
}
