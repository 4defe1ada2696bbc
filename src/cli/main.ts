import { reasonOf } from "../expr/describe.ts";
import { enumerated } from "../expr/quote.ts";
import { type Command, type EntropyCommand, parseCommand } from "./arguments.ts";
import type { CommandIO } from "./command_io.ts";
import { entropyReport } from "./entropy.ts";
import { OutputError, UsageError } from "./errors.ts";
import { HELP } from "./help.ts";
import { formatJSON } from "./json.ts";
import { isBadInput, readSource, type Source } from "./source.ts";
import { formatTable } from "./table.ts";
import { VERSION } from "./version.ts";

/**
 * Runs the command line: 0 where it is done, 1 where the input cannot be used or the output not be written, 2 where the command
 * was called wrongly. An error that is neither is a mistake in this program and is thrown.
 */
export async function main(argv: string[], io: CommandIO): Promise<0 | 1 | 2> {
  try {
    await run(parseCommand(argv), io);
    await io.flush?.();
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr(`mixtropy: ${error.message}\nTry mixtropy --help\n`);
      return 2;
    }
    if (isBadInput(error) || error instanceof OutputError) {
      io.stderr(`mixtropy: ${error.message}\n`);
      return 1;
    }
    if (isOutOfMemory(error)) {
      io.stderr(
        `mixtropy: The memory of this machine does not suffice (${
          reasonOf(error)
        }); use less data\n`,
      );
      return 1;
    }
    throw error;
  }
}

async function run(command: Command, io: CommandIO): Promise<void> {
  switch (command.kind) {
    case "help":
      return io.stdout(HELP);
    case "version":
      return io.stdout(`mixtropy ${VERSION}\n`);
    case "entropy":
      return await entropy(command, io);
    default:
      return command satisfies never;
  }
}

async function entropy(command: EntropyCommand, io: CommandIO): Promise<void> {
  const source = await readSource(command, io);
  if (source.data === undefined && command.estimators.isOfDataNamed) {
    throw new UsageError(
      `Expected estimators of a mixture in --estimators, got ${
        enumerated(command.estimators.ofData)
      }, which ${command.estimators.ofData.length === 1 ? "is" : "are"} for rows of data`,
    );
  }
  const say = (sentence: string) => {
    if (!command.quiet) io.stderr(`mixtropy: ${sentence}\n`);
  };
  sayDropped(source, command, say);
  source.data?.notes.forEach(say);
  const report = await entropyReport(command, source, io);
  report.notes.slice(source.data?.notes.length ?? 0).forEach(say);
  report.warnings.forEach(say);
  io.stdout(command.json ? formatJSON(report) : formatTable(report));
}

function sayDropped(
  { data }: Source,
  { data: { group, weights } }: EntropyCommand,
  say: (sentence: string) => void,
): void {
  if (data === undefined || data.dropped === 0) return;
  const others = [group, weights].filter((name) => name !== undefined);
  const total = data.rows + data.dropped;
  say(
    `dropped ${data.dropped} of ${total} rows, with a gap in ${
      enumerated([...data.columns, ...others])
    }`,
  );
}

/** Whether the engine had no room for an array or a text: it says so by a RangeError, of which ours are a kind of their own. */
function isOutOfMemory(error: unknown): error is RangeError {
  return error instanceof RangeError && error.constructor === RangeError &&
    /alloc|memory|(array|string|buffer) (buffer )?(length|size)/i.test(error.message);
}
