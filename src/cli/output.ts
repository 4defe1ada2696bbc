import { escaped } from "../expr/quote.ts";
import type { CommandIO } from "./command_io.ts";
import { UsageError } from "./errors.ts";
import type { OutputOptions } from "./syntax/output_options.ts";

/** Rejects with an `OutputError` if what is computed could not be written: it is known before. */
export async function checkOutput(
  { file, overwrite }: OutputOptions<string>,
  io: CommandIO,
): Promise<void> {
  if (file !== undefined) await io.mayWrite(file, { overwrite });
}

/**
 * Writes text or bytes to the file that was asked for, or to the standard output. On a terminal text is shown escaped, as other
 * people's names in it might steer it, and bytes are refused.
 */
export async function writeOutput(
  contents: string | Uint8Array,
  { file, overwrite }: OutputOptions<string>,
  io: CommandIO,
): Promise<void> {
  if (file !== undefined) {
    const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
    return await io.writeFile(file, bytes, { overwrite });
  }
  if (!io.stdoutIsTerminal) return io.stdout(contents);
  if (typeof contents === "string") {
    return io.stdout(contents.replaceAll(/[^\n\t]+/g, (part) => escaped(part)));
  }
  throw new UsageError("What is written is binary and no text for a terminal: say --output FILE");
}
