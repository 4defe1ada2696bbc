/**
 * Rows of numbers that somebody keeps in a file, and which of its columns are read.
 *
 * @module
 */
import { DomainError, ShapeError, unknownName } from "../expr/errors.ts";
import { quoted } from "../expr/quote.ts";

/** The numeric columns of a file, rows with gaps left out. */
export interface Table {
  /** The names of the columns, in the order of the values. */
  readonly columns: readonly string[];
  /** The values, row after row: entry (r, c) stands at `r · columns.length + c`. */
  readonly values: Float64Array;
  /** The label of each row, if a label column was asked for. */
  readonly labels: readonly string[] | undefined;
  /** How much each row counts, if a column of weights was asked for. */
  readonly weights: Float64Array | undefined;
  /** How many rows are in the table. */
  readonly rows: number;
  /** How many rows were left out because one of the columns that were asked for had a gap. */
  readonly dropped: number;
  /** Sentences on how the file was read, where another reading is possible. */
  readonly notes: readonly string[];
}

/** What to read of a file of rows. */
export interface TableOptions {
  /** The names of the numeric columns; without them, all columns that have a name but the label's and the weights'. */
  readonly columns?: readonly string[] | undefined;
  /** Names of columns that are not read. */
  readonly exclude?: readonly string[] | undefined;
  /** The name of the column of labels, which may be any text. */
  readonly label?: string | undefined;
  /** The name of the column that says how much each row counts. */
  readonly weights?: string | undefined;
  /** What stands for a value that is not there, beside what always does: in labels too. */
  readonly missing?: readonly string[] | undefined;
}

/** The columns that are read of a file, by name and place. */
export interface Choice {
  readonly columns: readonly string[];
  readonly positions: readonly number[];
  readonly label: number | undefined;
  readonly weights: number | undefined;
  /** Whether the columns were not named, so that all were taken. */
  readonly isAll: boolean;
}

/** A number in digits; no blanks, no separators of thousands. */
const number = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;

/** The names that pandas gives to columns without one: mostly an index that was saved with the data. */
const unnamed = /^(Unnamed: \d+|__index_level_\d+__)?$/;

/** Whether a column has no name of its own. */
export function isUnnamed(name: string): boolean {
  return unnamed.test(name);
}

/**
 * Finds the columns that are asked for among those of a file; `isHeader` says whether the names are the first row of a text,
 * which may be a row of data.
 *
 * Throws `DomainError` if a name is unknown or stands for two columns, or if the names look like the first row of a file
 * that has none.
 */
export function chooseColumns(
  names: readonly string[],
  options: TableOptions,
  { isHeader }: { readonly isHeader: boolean },
): Choice {
  const { label, weights, exclude = [] } = options;
  if (names.every(isUnnamed)) {
    throw new DomainError("Expected a first row of column names, got none but empty ones");
  }
  const places = placesOf(names);
  if (isHeader) checkHeader(names, places, options);
  const find = (name: string) => placeOf(name, places, names);
  for (const name of exclude) {
    if (!places.has(name)) throw new DomainError(unknownName("column", name, [...places.keys()]));
  }
  const others = new Set([label, weights, ...exclude]);
  const columns = options.columns ??
    [...new Set(names)].filter((name) => !others.has(name) && !isUnnamed(name));
  if (columns.length === 0) {
    throw new ShapeError("Expected at least one column of numbers, got none");
  }
  return {
    columns,
    positions: columns.map(find),
    label: label === undefined ? undefined : find(label),
    weights: weights === undefined ? undefined : find(weights),
    isAll: options.columns === undefined,
  };
}

/** Where the columns of each name stand. */
function placesOf(names: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [i, name] of names.entries()) {
    const same = places.get(name);
    if (same === undefined) places.set(name, [i]);
    else same.push(i);
  }
  return places;
}

/** Throws if names are numbers that nobody asked for: a first row of data would be lost. */
function checkHeader(
  names: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  { columns, label, weights, exclude = [] }: TableOptions,
): void {
  const asked = [...columns ?? [], label, weights].filter((name) => name !== undefined);
  const areKnown = asked.every((name) => places.has(name));
  if (columns !== undefined && areKnown) return;
  // the names that pandas gives to columns without any, beside its index
  if (
    names.length > 1 && names[0] === "" && names.every((n, c) => c === 0 || n === String(c - 1))
  ) {
    return;
  }
  const set = new Set([...asked, ...exclude]);
  const left = names.filter((name) => !set.has(name)), numeric = left.filter((n) => number.test(n));
  // with a name that is not there it may be that name which is wrong
  if (numeric.length === 0 || (!areKnown && numeric.length < left.length / 2)) return;
  throw new DomainError(
    `Expected a first row (line 1) of column names, got the number ${
      numeric[0]
    } in it: say --no-header if it is a row of data, or name the columns by --columns`,
  );
}

function placeOf(
  name: string,
  places: ReadonlyMap<string, readonly number[]>,
  names: readonly string[],
): number {
  const [place, again] = places.get(name) ?? [];
  if (place === undefined) {
    throw new DomainError(unknownName("column", name, names.filter((name) => !isUnnamed(name))));
  }
  if (again === undefined) return place;
  throw new DomainError(
    `Expected column names that differ, got ${quoted(name)} twice in the first row, as columns ${
      place + 1
    } and ${again + 1}: rename one, or leave both out by --exclude`,
  );
}
