import { type Format, formats } from "../../io/format.ts";
import { type DataOptions, readDataOptions, readEncoding } from "./data_options.ts";
import type { Given } from "./option_table.ts";
import { readRunningOptions, type RunningOptions } from "./running_options.ts";
import { choice } from "./values.ts";

/** A file that holds a mixture or rows of data, and how it is read. */
export interface SourceOptions {
  /** "-" is the standard input. */
  readonly file: string;
  /** What the file holds; if left out, its name and its contents tell. */
  readonly format: Format | undefined;
  /** The encoding of its text; UTF-8, or what a byte order mark says, if left out. */
  readonly encoding: string | undefined;
  readonly data: DataOptions;
  /** The columns that are read instead of a file that names its columns. */
  readonly columnsIfNamed?: readonly string[] | undefined;
  /** How the bandwidth is computed, where that is much work. */
  readonly running: RunningOptions;
}

/** Throws `UsageError` for values that are none. */
export function readSourceOptions(file: string, given: Given): SourceOptions {
  return {
    file,
    format: choice("format", given, formats),
    encoding: readEncoding(given),
    data: readDataOptions(given),
    running: readRunningOptions(given),
  };
}
