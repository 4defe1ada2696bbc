import { quoted } from "../../expr/quote.ts";
import { unknownName } from "../../expr/errors.ts";
import { UsageError } from "../errors.ts";
import type { Given } from "./option_table.ts";
import { choice } from "./values.ts";

/** Where something is written, and as what. */
export interface OutputOptions<F extends string> {
  /** Undefined is the standard output. */
  readonly file: string | undefined;
  readonly overwrite: boolean;
  /** As --to says, or the name of the file; undefined where neither does. */
  readonly format: F | undefined;
}

/** `formats` are those that the command writes. Throws `UsageError` for others. */
export function readOutputOptions<F extends string>(
  given: Given,
  formats: readonly F[],
): OutputOptions<F> {
  const named = given.get("output"), file = named === "-" ? undefined : named;
  if (file === "") throw new UsageError("Expected the name of a file for --output, got none");
  const overwrite = given.has("force");
  if (overwrite && file === undefined) {
    throw new UsageError("Option --force is for a file that --output names");
  }
  return {
    file,
    overwrite,
    format: choice("to", given, formats, "format") ?? formatByName(file, formats),
  };
}

function formatByName<F extends string>(
  file: string | undefined,
  formats: readonly F[],
): F | undefined {
  const [, ending] = /[^/\\]\.([^./\\]+)$/.exec(file ?? "") ?? [];
  if (file === undefined || ending === undefined) return undefined;
  const format = formats.find((format) => format === ending.toLowerCase());
  if (format !== undefined) return format;
  throw new UsageError(
    `${unknownName("format", ending, formats)}: --to says which, for ${quoted(file)}`,
  );
}
