import { enumerated } from "../expr/quote.ts";
import type { CommandIO } from "./command_io.ts";
import { sayDropped } from "./dropped.ts";
import { entropyReport } from "./entropy.ts";
import { UsageError } from "./errors.ts";
import type { Report } from "./report.ts";
import { say, type Tone } from "./say.ts";
import { readSource } from "./source.ts";
import type { EntropyOptions } from "./syntax/entropy_options.ts";

/** Reads a file, asks the estimators, and says on the standard error what is to be said beside the report. */
export async function reportOn(options: EntropyOptions, io: CommandIO): Promise<Report> {
  const source = await readSource(options, io), { estimators, data: { group, weights } } = options;
  if (source.data === undefined && estimators.isOfDataNamed) {
    throw new UsageError(
      `Expected estimators of a mixture in --estimators, got ${
        enumerated(estimators.ofData)
      }, which ${estimators.ofData.length === 1 ? "is" : "are"} for rows of data`,
    );
  }
  const told = (tone: Tone) => (sentence: string) => {
    if (!options.quiet) say(io, tone, sentence);
  };
  sayDropped(source.data, [group, weights], told("note"));
  source.data?.notes.forEach(told("note"));
  const report = await entropyReport(options, source, io);
  report.notes.slice(source.data?.notes.length ?? 0).forEach(told("note"));
  report.warnings.forEach(told("warning"));
  return report;
}
