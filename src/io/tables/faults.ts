/** What stops the reading of a table, as sentences with place, value and remedy; and what is worth a note. */
import { DomainError, ShapeError } from "../../expr/errors.ts";
import { listed, quoted } from "../../expr/quote.ts";
import { type Choice, isUnnamed } from "../table.ts";
import { writtenNames } from "./names.ts";

/** Where a row stands, as people look for it: its number without the header, and its line where there are lines. */
export interface Place {
  readonly row: number;
  readonly line?: number | undefined;
}

/** `row 2 (line 3)`. */
export function placeText({ row, line }: Place): string {
  return line === undefined ? `row ${row}` : `row ${row} (line ${line})`;
}

/** A column of which a value is no number. */
export interface BadColumn {
  readonly name: string;
  /** Where the first such value stands, and what it is. */
  readonly first: Place & { readonly text: string };
  /** Whether all such values of the column are that text. */
  readonly isOnly: boolean;
  /** Whether the column has a number at all. */
  readonly hasNumbers: boolean;
}

/** The error for columns that should have been numbers, in the order in which they were chosen. */
export function notNumbers(bad: readonly BadColumn[], { isAll }: Choice): DomainError {
  const texts = bad.filter(({ hasNumbers }) => !hasNumbers), [text] = texts;
  if (text !== undefined && (isAll || texts.length === bad.length)) {
    const names = texts.map(({ name }) => name);
    const remedy = isAll ? `: leave out what is no number by --exclude ${writtenNames(names)}` : "";
    return new DomainError(
      `Expected columns of numbers, got text in ${listed(names)}, such as ${
        quoted(text.first.text)
      } in ${placeText(text.first)}${remedy}`,
    );
  }
  const { name, first, isOnly } = bad.reduce((one, other) =>
    other.first.row < one.first.row ? other : one
  );
  const remedy = isOnly
    ? `: if that is no value, say --na ${writtenNames([first.text])}`
    : isAll
    ? `: mend it, or leave the column out by --exclude ${writtenNames([name])}`
    : "";
  return new DomainError(
    `Expected a finite number in ${placeText(first)}, column ${quoted(name)}, got ${
      quoted(first.text)
    }${remedy}`,
  );
}

/** The error for a row with more fields than there are columns. */
export function tooManyFields(
  place: Place,
  count: number,
  { names, separator }: { names: readonly string[]; separator: string },
): ShapeError {
  const remedy = separator === "," && count === 2 * names.length
    ? "write decimals with points, or separate fields by semicolons"
    : `quote a field that holds ${quoted(separator)}, or name every column in the first line`;
  return new ShapeError(`${fieldsExpected(place, names)}, got ${count}: ${remedy}`);
}

/** The error for a row that ends before a column that is asked for. */
export function tooFewFields(place: Place, count: number, names: readonly string[]): ShapeError {
  return new ShapeError(
    `${fieldsExpected(place, names)}, got ${count}: fill it up, or leave the row out`,
  );
}

function fieldsExpected(place: Place, names: readonly string[]): string {
  const fields = `${names.length} field${names.length === 1 ? "" : "s"}`;
  return `Expected ${fields} in ${placeText(place)}, one for each column of the header`;
}

/** The note for rows that end before columns that nobody asked for. */
export function shortRowsNote(count: number, line: number): string {
  const rows = count === 1 ? `The row in line ${line} has` : `${count} rows have`;
  const from = count === 1 ? "" : `, the first in line ${line}`;
  return `${rows} fewer fields than the header${from}: those at the end are taken to be missing`;
}

/** The note for a column without a name of its own, which is not read. */
export function unreadNote(place: number, name: string): string {
  const column = isUnnamed(name) && name !== "" ? quoted(name) : String(place + 1);
  const what = place === 0 ? ", perhaps an index that was saved with the data," : "";
  return `Column ${column}${what} has no name and is not read: name it in the first line if it is data`;
}

/** The note for a first column that counts the rows: 0, 1, 2 or 1, 2, 3. */
export function indexNote(choice: Choice, values: Float64Array, rows: number): string | undefined {
  const { isAll, positions, columns } = choice, d = columns.length;
  const first = values[0];
  if (!isAll || positions[0] !== 0 || d < 2 || rows < 3 || (first !== 0 && first !== 1)) {
    return undefined;
  }
  for (let r = 0; r < rows; r++) if (values[r * d] !== first + r) return undefined;
  return `Column ${
    quoted(columns[0]!)
  } counts the rows and is read as data: leave it out by --exclude ${
    writtenNames(columns.slice(0, 1))
  } if it is an index`;
}

/** The note for a quote that opens a field and is never closed. */
export function openQuoteNote({ line, field }: { line: number; field: number }): string {
  return `The quote in line ${line} before field ${
    field + 1
  } is never closed and is taken for a letter: write a quote that is part of a field twice`;
}
