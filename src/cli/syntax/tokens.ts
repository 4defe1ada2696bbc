import { parseArgs } from "node:util";
import { unknownName } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";
import { UsageError } from "../errors.ts";
import { type Given, isOption, type Option, optionRow, OPTIONS } from "./option_table.ts";

/** Every option as `parseArgs` wants it. */
const config = Object.fromEntries(
  (Object.keys(OPTIONS) as Option[]).map((name) => {
    const { value, short } = optionRow(name);
    return [
      name,
      {
        type: value === undefined ? "boolean" : "string",
        ...(short !== undefined && { short }),
      } as const,
    ];
  }),
);

/** An option as it was written. */
interface Written {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** What stands on a command line. */
export interface Tokens {
  readonly positionals: readonly string[];
  readonly options: readonly Written[];
}

/** Takes a command line apart, whatever stands on it. What follows `--` are no options. */
export function tokenise(argv: readonly string[]): Tokens {
  // Not strict: the sentences are ours, and the same in every runtime.
  const { tokens } = parseArgs({
    args: [...argv],
    options: config,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return {
    positionals: tokens.flatMap((token) => token.kind === "positional" ? token.value : []),
    options: tokens.filter((token) => token.kind === "option"),
  };
}

/**
 * The options with their values; `valid` are those that may be given.
 *
 * @throws {UsageError} for options that are unknown, given twice, without a value or with one that they do not take
 */
export function givenOptions(options: readonly Written[], valid: readonly Option[]): Given {
  const given = new Map<Option, string>();
  for (const written of options) {
    const { name, rawName, value } = written;
    if (!isOption(name) || !valid.includes(name)) {
      throw new UsageError(unknownName("option", rawName, valid.map((o) => `--${o}`)));
    }
    checkValue(name, written);
    if (given.has(name)) throw new UsageError(`Option ${rawName} is given twice`);
    given.set(name, value ?? "");
  }
  return given;
}

function checkValue(name: Option, { rawName, value, inlineValue }: Written): void {
  if (optionRow(name).value === undefined) {
    if (value === undefined) return;
    throw new UsageError(`Option ${rawName} takes no value, got ${quoted(value)}`);
  }
  // An option after an option is a value forgotten; a number may be negative, and be refused for that.
  if (value !== undefined && (inlineValue || !/^-[^\d.]/.test(value))) return;
  throw new UsageError(`Option ${rawName} needs a value`);
}
