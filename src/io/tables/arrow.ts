/**
 * Rows of data in Arrow files and streams (Feather version 2 among them), by the package @uwdata/flechette. It is loaded when
 * such a file is read.
 *
 * @module
 */
import { DomainError } from "../../expr/errors.ts";
import type { Table, TableOptions } from "../table.ts";
import { checkArrow } from "./arrow_check.ts";
import { type ColumnFile, tableOfColumns } from "./columns.ts";
import { installed, legible } from "./legible.ts";

/** The columns of an Arrow file that are asked for. Rejects with a `DomainError` where it cannot be read. */
export async function readArrow(bytes: Uint8Array, options: TableOptions): Promise<Table> {
  return await tableOfColumns(await openArrow(bytes), options);
}

async function openArrow(bytes: Uint8Array): Promise<ColumnFile> {
  checkArrow(bytes);
  const { tableFromIPC } = await installed(
    "@uwdata/flechette",
    "Arrow",
    () => import("@uwdata/flechette"),
  );
  const table = await legible("Arrow", () => {
    try {
      return tableFromIPC(bytes, { useDate: true, useBigInt: true });
    } catch (error) {
      if (!(error instanceof Error && /compression codec/.test(error.message))) throw error;
      throw new DomainError(
        'Expected an Arrow file that is not compressed, got one that is: save it as Parquet, or with compression="uncompressed"',
      );
    }
  });
  const read = (places: readonly number[]) =>
    legible("Arrow", () => places.map((place) => valuesOf(table.getChildAt(place))));
  return { names: table.names.map(String), rows: table.numRows, read };
}

/** A column in pieces, each of them over buffers. */
interface Column extends Iterable<unknown> {
  readonly data: readonly {
    readonly length: number;
    readonly type: { readonly typeId: number };
    readonly values?: { readonly length: number };
    readonly offsets?: { readonly length: number };
  }[];
}

/** The number by which Arrow calls its type of bits. */
const bits = 6;

/** The values of a column, each of which has room in its buffers. */
function valuesOf(column: Column): unknown[] {
  for (const { length, type, values, offsets } of column.data) {
    const room = offsets !== undefined
      ? offsets.length - 1
      : values === undefined
      ? length
      : type.typeId === bits
      ? 8 * values.length
      : values.length;
    if (room < length) {
      throw new RangeError(`${length} values in buffers that have room for ${room}`);
    }
  }
  return [...column];
}
