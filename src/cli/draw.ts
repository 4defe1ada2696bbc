import type { CommandIO } from "./command_io.ts";
import type { Report } from "./report.ts";
import type { EntropyOptions } from "./syntax/entropy_options.ts";

/** A picture of the last run is out of date: it is drawn over. */
const over = { overwrite: true } as const;

/** Rejects with an `OutputError` if the picture that is asked for cannot be written. */
export async function mayDraw({ plot }: EntropyOptions, io: CommandIO): Promise<void> {
  if (plot !== undefined && plot !== "-") await io.mayWrite(plot, over);
}

/**
 * The picture that is asked for, and on a terminal the one that is not. What draws is loaded then: nothing else needs its
 * packages.
 */
export async function draw(
  report: Report,
  { plot, json, quiet, running }: EntropyOptions,
  io: CommandIO,
): Promise<void> {
  if (plot !== undefined && plot !== "-") {
    const { plotOf } = await import("./plot/plot.ts");
    return await io.writeFile(
      plot,
      new TextEncoder().encode(await plotOf(report, running.threads)),
      over,
    );
  }
  if (json || (plot === undefined && (!io.stdoutIsTerminal || quiet))) return;
  const { terminalPlotOf } = await import("./plot/terminal_plot.ts");
  io.stdout(`\n${await terminalPlotOf(report, { columns: io.columns, threads: running.threads })}`);
}
