/**
 * Rows of data in Parquet files, by the package hyparquet. It is loaded when such a file is read.
 *
 * @module
 */
import { DomainError } from "../../expr/errors.ts";
import type { Table, TableOptions } from "../table.ts";
import { type ColumnFile, tableOfColumns } from "./columns.ts";
import { strictText } from "./label_text.ts";
import { installed, legible } from "./legible.ts";
import { momentText } from "./moments.ts";

/** No table has more values: what a few bytes may stand for is no use to anybody. */
const mostValues = 2 ** 28;

/**
 * What the package does with values that are no numbers: moments keep all their digits, and bytes that are not UTF-8 stay bytes, for
 * what is read leniently turns different labels into one.
 */
const parsers = {
  timestampFromMilliseconds: (count: bigint) => momentText(BigInt(count), "ms"),
  timestampFromMicroseconds: (count: bigint) => momentText(BigInt(count), "µs"),
  timestampFromNanoseconds: (count: bigint) => momentText(BigInt(count), "ns"),
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && (strictText(bytes) ?? bytes),
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && (strictText(bytes) ?? bytes),
};

/** The columns of a Parquet file that are asked for. Rejects with a `DomainError` where it cannot be read. */
export async function readParquet(bytes: Uint8Array, options: TableOptions): Promise<Table> {
  return await tableOfColumns(await openParquet(bytes), options);
}

async function openParquet(bytes: Uint8Array): Promise<ColumnFile> {
  const [{ parquetMetadata, parquetRead, parquetSchema }, { compressors }] = await installed(
    "hyparquet hyparquet-compressors",
    "Parquet",
    () => Promise.all([import("hyparquet"), import("hyparquet-compressors")]),
  );
  // as the package wants it: memory of its own. Not by slice, which in Node's buffers makes no copy
  const file = new Uint8Array(bytes).buffer;
  const metadata = await legible("Parquet", () => parquetMetadata(file));
  const names = await legible(
    "Parquet",
    () => parquetSchema(metadata).children.map(({ element }) => nameOf(element)),
  );
  const rows = Number(metadata.num_rows);
  const read = async (places: readonly number[]) => {
    if (!(rows * places.length <= mostValues)) {
      throw new DomainError(`Expected at most ${mostValues} values, got ${rows} rows`);
    }
    const columns = new Map(places.map((place) => [names[place]!, new Array<unknown>()]));
    const onChunk = (
      { columnName, columnData, rowStart }: {
        columnName: string;
        columnData: ArrayLike<unknown>;
        rowStart: number;
      },
    ) => {
      const column = columns.get(columnName);
      if (column === undefined) return;
      for (let r = 0; r < columnData.length; r++) column[rowStart + r] = columnData[r];
    };
    const asked = { columns: [...columns.keys()], onChunk, parsers };
    await legible("Parquet", () => parquetRead({ file, metadata, compressors, ...asked }));
    return places.map((place) => {
      const column = columns.get(names[place]!)!;
      if (column.length === rows) return column;
      throw new DomainError(`Expected ${rows} values in each column, got ${column.length}`);
    });
  };
  return { names, rows, read };
}

/** The name of a column; that of a damaged one may be missing, whatever its type says. */
function nameOf({ name }: { readonly name: unknown }): string {
  if (typeof name === "string") return name;
  throw new RangeError("a column without a name");
}
