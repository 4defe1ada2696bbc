import type { CommandIO } from "./command_io.ts";
import { type Contents, fileName, withContents } from "./contents.ts";
import { type OneMixture, oneMixture } from "./one_mixture.ts";
import { type Data, mixtureOfRows } from "./rows.ts";
import type { SourceOptions } from "./syntax/source_options.ts";

/** A mixture and where it comes from. */
export interface Source {
  /** The file's name, or "the standard input". */
  readonly name: string;
  readonly mixture: OneMixture;
  readonly data?: Data | undefined;
}

/**
 * Reads the mixture that a command names.
 *
 * @throws {InputError} with one sentence, the file's name in front
 */
export async function readSource(options: SourceOptions, io: CommandIO): Promise<Source> {
  return await withContents(options, io, async (contents) => ({
    name: fileName(options.file),
    ...await sourceOf(contents, options),
  }));
}

async function sourceOf(
  contents: Contents,
  { data, running }: SourceOptions,
): Promise<{ mixture: OneMixture; data?: Data }> {
  switch (contents.kind) {
    case "mixture":
      return { mixture: oneMixture(contents.mixture) };
    case "rows":
      return await mixtureOfRows(contents, data, running);
    default:
      return contents satisfies never;
  }
}
