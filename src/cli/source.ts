import { shown } from "../expr/quote.ts";
import { decodeText } from "../io/encoding.ts";
import { type Format, formatOf } from "../io/format.ts";
import { describeArchive, isMixture } from "../io/mixtures/conventions.ts";
import { mixtureOf } from "../io/mixtures/description.ts";
import { parseMixture } from "../io/mixtures/json.ts";
import { openArchive } from "../io/mixtures/read.ts";
import type { Table, TableOptions } from "../io/table.ts";
import { tableOfArchive } from "../io/tables/array_table.ts";
import { readArrow } from "../io/tables/arrow.ts";
import { parseCSV } from "../io/tables/csv.ts";
import { readParquet } from "../io/tables/parquet.ts";
import type { CommandIO } from "./command_io.ts";
import { textOptions } from "./syntax/data_options.ts";
import { isBadInput } from "./bad_input.ts";
import { InputError, UsageError } from "./errors.ts";
import { mostPath, readBytes } from "./read.ts";
import { type Data, mixtureOfRows } from "./rows.ts";
import { type OneMixture, oneMixture } from "./one_mixture.ts";
import type { Option } from "./syntax/option_table.ts";
import type { SourceOptions } from "./syntax/source_options.ts";

/** A mixture and where it comes from. */
export interface Source {
  /** The file's name, or "the standard input". */
  readonly name: string;
  readonly mixture: OneMixture;
  readonly data?: Data;
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

/**
 * Reads the mixture that a command names.
 *
 * @throws {InputError} with one sentence, the file's name in front
 */
export async function readSource(options: SourceOptions, io: CommandIO): Promise<Source> {
  const name = options.file === "-" ? "the standard input" : options.file;
  const bytes = await readBytes(options.file, io);
  try {
    return { name, ...await sourceOf(bytes, options) };
  } catch (error) {
    if (isBadInput(error)) throw new InputError(`${shown(name, mostPath)}: ${error.message}`);
    throw error;
  }
}

async function sourceOf(
  bytes: Uint8Array,
  { file, format: said, data: options, encoding }: SourceOptions,
): Promise<{ mixture: OneMixture; data?: Data }> {
  const format = formatOf(bytes, file, said);
  const choice: TableOptions = { ...options, label: options.group };
  const rows = async (read: () => Promise<Table>) => {
    refuseOptions(options.given, textOptions, `rows of text, not for ${titles[format]}`);
    return await mixtureOfRows(await read(), options);
  };
  switch (format) {
    case "json":
      refuseOptions(options.given, options.given, "rows of data, not for a mixture in JSON");
      return { mixture: oneMixture(parseMixture(decodeText(bytes, encoding))) };
    case "csv":
    case "tsv": {
      // the separator is found by looking: what ends in .tsv is at times no such thing
      const text = decodeText(bytes, encoding);
      return await mixtureOfRows(parseCSV(text, { ...options, ...choice }), options);
    }
    case "parquet":
      return await rows(() => readParquet(bytes, choice));
    case "arrow":
      return await rows(() => readArrow(bytes, choice));
    case "zip":
    case "npy":
    case "npz":
    case "skops":
    case "safetensors": {
      const archive = await openArchive(bytes, format);
      if (!isMixture(archive.names)) return await rows(() => tableOfArchive(archive, choice));
      refuseOptions(
        options.given,
        options.given,
        `rows of data, not for a mixture in ${titles[format]}`,
      );
      return { mixture: oneMixture(mixtureOf(await describeArchive(archive))) };
    }
    default:
      return format satisfies never;
  }
}

/** Throws `UsageError` if one of the options that were given is among those that are for something else. */
function refuseOptions(given: readonly Option[], others: readonly Option[], what: string): void {
  const stray = given.find((option) => others.includes(option));
  if (stray !== undefined) throw new UsageError(`Option --${stray} is for ${what}`);
}
