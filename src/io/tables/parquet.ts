/**
 * Rows of data in Parquet files, by the package hyparquet. It is loaded when such a file is read.
 *
 * @module
 */
import { DomainError } from "../../expr/errors.ts";
import type { Table, TableOptions } from "../table.ts";
import { type ColumnFile, tableOfColumns } from "./columns.ts";
import { installed, legible } from "./legible.ts";

/** No table has more values: what a few bytes may stand for is no use to anybody. */
const mostValues = 2 ** 28;

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
    () => parquetSchema(metadata).children.map(({ element }) => element.name),
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
    const asked = { columns: [...columns.keys()], onChunk };
    await legible("Parquet", () => parquetRead({ file, metadata, compressors, ...asked }));
    return places.map((place) => {
      const column = columns.get(names[place]!)!;
      if (column.length === rows) return column;
      throw new DomainError(`Expected ${rows} values in each column, got ${column.length}`);
    });
  };
  return { names, rows, read };
}
