import { enumerated } from "../../expr/quote.ts";
import type { CommandIO } from "../command_io.ts";
import { entropyReport } from "../entropy.ts";
import { UsageError } from "../errors.ts";
import { formatJSON } from "../json.ts";
import { readSource, type Source } from "../source.ts";
import type { Asked, World } from "../syntax/command.ts";
import { type EntropyOptions, readEntropyOptions } from "../syntax/entropy_options.ts";
import type { Report } from "../report.ts";
import { formatTable } from "../table.ts";

/** `mixtropy entropy`: the report on a file. */
export async function runEntropy(asked: Asked, { io }: World): Promise<void> {
  const options = readEntropyOptions(asked);
  const report = await reportOn(options, io);
  io.stdout(options.json ? formatJSON(report) : formatTable(report));
  await draw(report, options, io);
}

/** What draws is loaded when a picture is asked for: nothing else needs its packages. */
async function draw(report: Report, { plot, json, quiet }: EntropyOptions, io: CommandIO) {
  if (plot !== undefined && plot !== "-") {
    const { plotOf } = await import("../plot/plot.ts");
    return await io.writeFile(plot, new TextEncoder().encode(await plotOf(report)));
  }
  if (json || (plot === undefined && (io.terminal === undefined || quiet))) return;
  const { terminalPlotOf } = await import("../plot/terminal_plot.ts");
  io.stdout(`\n${await terminalPlotOf(report, io.terminal?.columns ?? 80)}`);
}

async function reportOn(options: EntropyOptions, io: CommandIO) {
  const source = await readSource(options, io), { estimators, data: { group, weights } } = options;
  if (source.data === undefined && estimators.isOfDataNamed) {
    throw new UsageError(
      `Expected estimators of a mixture in --estimators, got ${
        enumerated(estimators.ofData)
      }, which ${estimators.ofData.length === 1 ? "is" : "are"} for rows of data`,
    );
  }
  const say = (sentence: string) => {
    if (!options.quiet) io.stderr(`mixtropy: ${sentence}\n`);
  };
  sayDropped(source, [group, weights], say);
  source.data?.notes.forEach(say);
  const report = await entropyReport(options, source, io);
  report.notes.slice(source.data?.notes.length ?? 0).forEach(say);
  report.warnings.forEach(say);
  return report;
}

function sayDropped(
  { data }: Source,
  others: readonly (string | undefined)[],
  say: (sentence: string) => void,
): void {
  if (data === undefined || data.dropped === 0) return;
  const total = data.rows + data.dropped;
  const named = others.filter((name) => name !== undefined);
  say(
    `dropped ${data.dropped} of ${total} rows, with a gap in ${
      enumerated([...data.columns, ...named])
    }`,
  );
}
