import type { DenseArray } from "../../expr/array.ts";
import { ShapeError } from "../../expr/errors.ts";
import { listed, quoted } from "../../expr/quote.ts";
import type { Archive } from "../arrays/values.ts";
import type { Table, TableOptions } from "../table.ts";
import { tableOfColumns } from "./columns.ts";

/** The most columns that an array without rows may have. */
const mostEmpty = 10_000;

/** The rows of an array [n, d], or [n] for one column; the columns are called "1", "2", and so on. */
export async function tableOfArray(
  { data, shape }: DenseArray,
  options: TableOptions,
): Promise<Table> {
  const [rows, d = 1] = shape;
  if (rows === undefined || shape.length > 2) {
    throw new ShapeError(
      `Expected rows of data as an array of shape [n, d] or [n], got [${shape.join(", ")}]`,
    );
  }
  // no room is taken for what a shape claims and no number stands for
  if (d === 0 || (rows === 0 && d > mostEmpty)) {
    throw new ShapeError(
      `Expected rows of data, got an array of shape [${shape.join(", ")}], which holds none`,
    );
  }
  const names = Array.from({ length: d }, (_, c) => String(c + 1));
  const column = (c: number) => Float64Array.from({ length: rows }, (_, r) => data[r * d + c]!);
  const read = (places: readonly number[]) => Promise.resolve(places.map(column));
  return await tableOfColumns({ names, rows, read }, options);
}

/** Names by which rows of data go where there are other arrays, too. */
const usual = ["X", "x", "data"];

/** The rows in an archive that holds no mixture: its only array, or the one with a usual name. */
export async function tableOfArchive(archive: Archive, options: TableOptions): Promise<Table> {
  const { names } = archive;
  const name = names.length === 1 ? names[0] : usual.find((name) => names.includes(name));
  if (name === undefined) {
    throw new ShapeError(
      `Expected the arrays of a mixture, one array of rows, or one called "X" among others, got ${
        listed(names) || "none"
      }`,
    );
  }
  const value = await archive.read(name);
  if (typeof value !== "string") return await tableOfArray(value, options);
  throw new ShapeError(`Expected an array of rows, got the text ${quoted(value)}`);
}
