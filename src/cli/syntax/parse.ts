import { unknownName } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";
import { UsageError } from "../errors.ts";
import { type Asked, type Command, optionsOf } from "./command.ts";
import { COMMON, isOption, type Option } from "./option_table.ts";
import { givenOptions, tokenise, type Tokens } from "./tokens.ts";

/** What a command line asks for. */
export type Parsed =
  | { readonly kind: "version" }
  /** Help about a command, or about the program. */
  | { readonly kind: "help"; readonly command: Command | undefined }
  | { readonly kind: "run"; readonly command: Command; readonly asked: Asked };

/** What to do with what is more like the name of a file than of a command. */
function fileHint(name: string): string | undefined {
  return /[./\\]|^-$/.test(name) ? `for a file it is mixtropy entropy ${quoted(name)}.` : undefined;
}

/** The command that a line names, if there is one of that name. */
export function namedCommand(
  { positionals: [name] }: Tokens,
  commands: readonly Command[],
): Command | undefined {
  return commands.find((command) => command.name === name);
}

/**
 * What `argv` (without the program's name) asks for.
 *
 * @throws {UsageError} with a sentence for every way in which it can be wrong
 */
export function parse(argv: readonly string[], commands: readonly Command[]): Parsed {
  const tokens = tokenise(argv), [name, ...operands] = tokens.positionals;
  const command = namedCommand(tokens, commands);
  if (name !== undefined && command === undefined) {
    // a stranger in front took its value for a command
    if (argv[0]?.startsWith("-")) {
      givenOptions(tokens.options, [...everyOption(commands), ...COMMON]);
    }
    throw new UsageError(
      unknownName("command", name, commands.map(({ name }) => name), fileHint(name)),
    );
  }
  const valid = [...command === undefined ? everyOption(commands) : optionsOf(command), ...COMMON];
  if (command !== undefined) refuseStrangers(tokens, command, commands);
  const given = givenOptions(tokens.options, valid);
  if (given.has("help")) return { kind: "help", command };
  if (given.has("version")) return { kind: "version" };
  if (command === undefined) {
    throw new UsageError("Expected a command, as in mixtropy entropy FILE");
  }
  checkOperands(command, operands);
  return { kind: "run", command, asked: { operands, given } };
}

function everyOption(commands: readonly Command[]): Option[] {
  return [...new Set(commands.flatMap(optionsOf))];
}

/** Throws for an option that there is, of other commands. */
function refuseStrangers(
  { options }: Tokens,
  command: Command,
  commands: readonly Command[],
): void {
  for (const { name, rawName } of options) {
    if (!isOption(name) || COMMON.includes(name) || optionsOf(command).includes(name)) continue;
    const owners = commands.filter((other) => optionsOf(other).includes(name));
    throw new UsageError(
      `Option ${rawName} is for mixtropy ${
        owners.map(({ name }) => name).join(", ")
      }, not for mixtropy ${command.name}`,
    );
  }
}

function checkOperands({ name, operands }: Command, got: readonly string[]): void {
  const missing = operands[got.length];
  if (missing !== undefined && missing.isOptional !== true) {
    throw new UsageError(
      `Expected a ${missing.name}, as in mixtropy ${name} ${operands.map((o) => o.name).join(" ")}`,
    );
  }
  for (const [t, { choices, name }] of operands.entries()) {
    const word = got[t];
    if (choices === undefined || word === undefined || choices.includes(word)) continue;
    throw new UsageError(unknownName(name.toLowerCase(), word, choices));
  }
  const more = got[operands.length];
  if (more === undefined) return;
  const names = operands.map((operand) => operand.name).join(" and one ");
  throw new UsageError(
    operands.length === 0
      ? `mixtropy ${name} takes options only, got ${quoted(more)}`
      : `Expected one ${names}, got ${quoted(more)} after ${quoted(got[operands.length - 1]!)}`,
  );
}
