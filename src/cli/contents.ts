import { shown } from "../expr/quote.ts";
import { decodeText } from "../io/encoding.ts";
import { type Format, formatOf } from "../io/format.ts";
import type { Archive } from "../io/arrays/values.ts";
import type { Table, TableOptions } from "../io/table.ts";
import type { Mixture } from "../../mod.ts";
import { isBadInput } from "./bad_input.ts";
import type { CommandIO } from "./command_io.ts";
import { InputError, UsageError } from "./errors.ts";
import { mostPath, readBytes } from "./read.ts";
import { textOptions } from "./syntax/data_options.ts";
import type { Option } from "./syntax/option_table.ts";
import type { SourceOptions } from "./syntax/source_options.ts";

/** What a file holds: a mixture, or rows of data. */
export type Contents =
  | { readonly kind: "mixture"; readonly mixture: Mixture }
  | RowsOfFile;

/** Rows of data. */
export interface RowsOfFile {
  readonly kind: "rows";
  readonly table: Table;
  /** Whether the file names its columns; else they are called 1, 2, 3. */
  readonly areColumnsNamed: boolean;
}

/** What the formats are called in a sentence. */
const titles: { readonly [F in Format | "zip"]: string } = {
  json: "JSON",
  csv: "CSV",
  tsv: "TSV",
  npy: "NPY",
  npz: "NPZ",
  skops: "skops",
  safetensors: "safetensors",
  parquet: "Parquet",
  arrow: "Arrow",
  zip: "a ZIP archive",
};

/** What a file is called: "-" is the standard input. */
export function fileName(file: string): string {
  return file === "-" ? "the standard input" : file;
}

/**
 * What a file holds and what `use` makes of it.
 *
 * @throws {InputError} with one sentence, the file's name in front
 */
export async function withContents<T>(
  options: SourceOptions,
  io: CommandIO,
  use: (contents: Contents) => T | Promise<T>,
): Promise<T> {
  const bytes = await readBytes(options.file, io);
  try {
    return await use(await contentsOf(bytes, options));
  } catch (error) {
    if (!isBadInput(error) || error instanceof InputError) throw error;
    throw new InputError(`${shown(fileName(options.file), mostPath)}: ${error.message}`);
  }
}

/** Readers are loaded when their files come. */
async function contentsOf(bytes: Uint8Array, options: SourceOptions): Promise<Contents> {
  const { file, data: { given, ...data }, encoding, columnsIfNamed } = options;
  const format = formatOf(bytes, file, options.format);
  const choice: TableOptions = { ...data, label: data.group };
  const named: TableOptions = { ...choice, columns: columnsIfNamed ?? data.columns };
  const rows = async (
    areColumnsNamed: boolean,
    read: () => Promise<Table>,
  ): Promise<Contents> => {
    refuseOptions(given, textOptions, `rows of text, not for ${titles[format]}`);
    return { kind: "rows", areColumnsNamed, table: await read() };
  };
  switch (format) {
    case "json": {
      refuseOptions(given, given, "rows of data, not for a mixture in JSON");
      const { parseMixture } = await import("../io/mixtures/json.ts");
      return { kind: "mixture", mixture: parseMixture(decodeText(bytes, encoding)) };
    }
    case "csv":
    case "tsv": {
      // the separator is found by looking: what ends in .tsv is at times no such thing
      const { parseCSV } = await import("../io/tables/csv.ts");
      const text = decodeText(bytes, encoding), areColumnsNamed = data.header;
      const table = parseCSV(text, { ...data, ...areColumnsNamed ? named : choice });
      return { kind: "rows", areColumnsNamed, table };
    }
    case "parquet":
      return await rows(
        true,
        async () => await (await import("../io/tables/parquet.ts")).readParquet(bytes, named),
      );
    case "arrow":
      return await rows(
        true,
        async () => await (await import("../io/tables/arrow.ts")).readArrow(bytes, named),
      );
    case "zip":
    case "npy":
    case "npz":
    case "skops":
    case "safetensors": {
      const { openArchive } = await import("../io/mixtures/read.ts");
      const archive = await openArchive(bytes, format);
      const mixture = await mixtureIn(
        archive,
        () => refuseOptions(given, given, `rows of data, not for a mixture in ${titles[format]}`),
      );
      if (mixture !== undefined) return { kind: "mixture", mixture };
      const { tableOfArchive } = await import("../io/tables/array_table.ts");
      return await rows(false, () => tableOfArchive(archive, choice));
    }
    default:
      return format satisfies never;
  }
}

/** The mixture in an archive, if it holds one; before it is made, `check` is called. */
async function mixtureIn(archive: Archive, check: () => void): Promise<Mixture | undefined> {
  const { describeArchive, isMixture } = await import("../io/mixtures/conventions.ts");
  if (!isMixture(archive.names)) return undefined;
  check();
  const { describedMixture } = await import("../io/mixtures/description.ts");
  return describedMixture(await describeArchive(archive));
}

/** Throws `UsageError` if one of the options that were given is among those that are for something else. */
function refuseOptions(given: readonly Option[], others: readonly Option[], what: string): void {
  const stray = given.find((option) => others.includes(option));
  if (stray !== undefined) throw new UsageError(`Option --${stray} is for ${what}`);
}
