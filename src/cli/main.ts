import { reasonOf } from "../expr/describe.ts";
import { isBadInput } from "./bad_input.ts";
import type { CommandIO } from "./command_io.ts";
import { COMMANDS } from "./commands/command_table.ts";
import { OutputError, UsageError } from "./errors.ts";
import { palette } from "./palette.ts";
import { say } from "./say.ts";
import { namedCommand, parse, type Parsed } from "./syntax/parse.ts";
import { tokenise } from "./syntax/tokens.ts";
import { VERSION } from "./version.ts";

/**
 * Runs the command line: 0 where it is done, 1 where the input cannot be used or the output not be written, 2 where the command
 * was called wrongly. An error that is neither is a mistake in this program and is thrown.
 */
export async function main(argv: string[], io: CommandIO): Promise<0 | 1 | 2> {
  try {
    await run(parse(argv, COMMANDS), io);
    await io.flush?.();
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      say(io, "error", error.message);
      io.stderr(`Try mixtropy ${whereHelpIs(argv)}\n`);
      return 2;
    }
    if (isBadInput(error) || error instanceof OutputError) {
      say(io, "error", error.message);
      return 1;
    }
    if (isOutOfMemory(error)) {
      say(
        io,
        "error",
        `The memory of this machine does not suffice (${reasonOf(error)}); use less data`,
      );
      return 1;
    }
    throw error;
  }
}

async function run(parsed: Parsed, io: CommandIO): Promise<void> {
  switch (parsed.kind) {
    case "version":
      return io.stdout(`mixtropy ${VERSION}\n`);
    case "help": {
      const { helpText } = await import("./help/help_text.ts");
      return io.stdout(helpText(parsed.command, COMMANDS, palette(io.colours.stdout)));
    }
    case "run": {
      const start = await parsed.command.load();
      return await start(parsed.asked, { io, commands: COMMANDS });
    }
    default:
      return parsed satisfies never;
  }
}

function whereHelpIs(argv: readonly string[]): string {
  const command = namedCommand(tokenise(argv), COMMANDS);
  return command === undefined ? "--help" : `${command.name} --help`;
}

/** Whether the engine had no room for an array or a text: it says so by a RangeError, of which ours are a kind of their own. */
function isOutOfMemory(error: unknown): error is RangeError {
  return error instanceof RangeError && error.constructor === RangeError &&
    /alloc|memory|(array|string|buffer) (buffer )?(length|size)/i.test(error.message);
}
