import { parseArgs } from "node:util";
import { unknownName } from "../expr/errors.ts";
import { quoted } from "../expr/quote.ts";
import { UsageError } from "./errors.ts";

/** Every option: whether it takes a value. */
const options = {
  columns: { type: "string" },
  exclude: { type: "string" },
  weights: { type: "string" },
  kde: { type: "string" },
  group: { type: "string" },
  na: { type: "string" },
  "no-header": { type: "boolean" },
  separator: { type: "string" },
  decimal: { type: "string" },
  encoding: { type: "string" },
  format: { type: "string" },
  unit: { type: "string" },
  estimators: { type: "string" },
  samples: { type: "string" },
  seed: { type: "string" },
  json: { type: "boolean" },
  quiet: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "V" },
} as const;

/** The name of an option, without its dashes. */
export type Option = keyof typeof options;

/** The options that were given with their values (a boolean one has ""). */
export type Given = ReadonlyMap<Option, string>;

/**
 * The options of a command line, and what else stands on it.
 *
 * @throws {UsageError} for options that are unknown, given twice, without a value or with one that they do not take
 */
export function tokenise(argv: readonly string[]): { given: Given; positionals: string[] } {
  // Not strict: the sentences are ours, and the same in every runtime.
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<Option, string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    if (!isOption(name)) {
      throw new UsageError(
        unknownName("option", rawName, Object.keys(options).map((o) => `--${o}`)),
      );
    }
    checkValue(name, { rawName, value, inlineValue });
    if (given.has(name)) throw new UsageError(`Option ${rawName} is given twice`);
    given.set(name, value ?? "");
  }
  return { given, positionals };
}

function isOption(name: string): name is Option {
  return Object.hasOwn(options, name);
}

function checkValue(
  name: Option,
  { rawName, value, inlineValue }: {
    rawName: string;
    value: string | undefined;
    inlineValue: boolean | undefined;
  },
): void {
  switch (options[name].type) {
    case "boolean":
      if (value === undefined) return;
      throw new UsageError(`Option ${rawName} takes no value, got ${quoted(value)}`);
    case "string":
      // An option after an option is a value forgotten; a number may be negative, and be refused for that.
      if (value !== undefined && (inlineValue || !/^-[^\d.]/.test(value))) return;
      throw new UsageError(`Option ${rawName} needs a value`);
    default:
      options[name] satisfies never;
  }
}
