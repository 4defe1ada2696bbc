import { type EntropyCommand, parseCommand } from "./arguments.ts";
import type { CommandIO } from "./command_io.ts";
import { entropyReport } from "./entropy.ts";
import { UsageError } from "./errors.ts";
import { HELP } from "./help.ts";
import { formatJSON } from "./json.ts";
import { isBadInput, readSource, type Source } from "./source.ts";
import { formatTable } from "./table.ts";
import { VERSION } from "./version.ts";

/**
 * Runs the command line: 0 where it is done, 1 where the input cannot be used, 2 where the command was called wrongly. An error
 * that is neither is a mistake in this program and is thrown.
 */
export async function main(argv: string[], io: CommandIO): Promise<0 | 1 | 2> {
  try {
    const command = parseCommand(argv);
    switch (command.kind) {
      case "help":
        io.stdout(HELP);
        return 0;
      case "version":
        io.stdout(`mixtropy ${VERSION}\n`);
        return 0;
      case "entropy":
        await entropy(command, io);
        return 0;
      default:
        return command satisfies never;
    }
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr(`mixtropy: ${error.message}\nTry mixtropy --help\n`);
      return 2;
    }
    if (isBadInput(error)) {
      io.stderr(`mixtropy: ${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

async function entropy(command: EntropyCommand, io: CommandIO): Promise<void> {
  const source = await readSource(command, io);
  if (!command.quiet) noteDropped(source, command, io);
  const report = await entropyReport(command, source, io);
  io.stdout(command.json ? formatJSON(report) : formatTable(report));
}

function noteDropped({ data }: Source, { input }: EntropyCommand, io: CommandIO): void {
  if (data === undefined || data.dropped === 0) return;
  const group = input.format === "csv" && input.group !== undefined ? [input.group] : [];
  const total = data.rows + data.dropped;
  io.stderr(
    `mixtropy: dropped ${data.dropped} of ${total} rows, with a gap in ${
      [...data.columns, ...group].join(", ")
    }\n`,
  );
}
