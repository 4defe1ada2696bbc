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
import { momentText, type TimeUnit } from "./moments.ts";

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
      return tableFromIPC(bytes, { useDate: true, useBigInt: true, useBigIntTimestamp: true });
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

/** A type, and the one inside of a dictionary or of runs. */
interface Type {
  readonly typeId: number;
  readonly unit?: unknown;
  readonly dictionary?: Type;
  readonly children?: readonly { readonly type: Type }[];
}

/** A column in pieces, each of them over buffers. */
interface Column extends Iterable<unknown> {
  readonly type: Type;
  readonly data: readonly {
    readonly length: number;
    readonly type: { readonly typeId: number };
    readonly values?: { readonly length: number };
    readonly offsets?: { readonly length: number };
  }[];
}

/** The numbers by which Arrow calls its types of bits, of moments and of runs, whose second child has the values. */
const bits = 6, moments = 10, runs = 22;

/** The units of moments, in the order of their numbers. */
const timeUnits: readonly TimeUnit[] = ["s", "ms", "µs", "ns"];

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
  const unit = timeUnitOf(column.type);
  if (unit === undefined) return [...column];
  return Array.from(column, (v) => typeof v === "bigint" ? momentText(v, unit) : v);
}

/** The unit of the moments that a column holds, if it holds any. */
function timeUnitOf(type: Type | undefined): TimeUnit | undefined {
  if (type === undefined) return undefined;
  if (type.typeId === moments) return timeUnits[Number(type.unit)];
  return timeUnitOf(type.typeId === runs ? type.children?.[1]?.type : type.dictionary);
}
