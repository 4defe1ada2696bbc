import { parseArgs } from "node:util";
import { DomainError, unknownName } from "../expr/errors.ts";
import { quoted } from "../expr/quote.ts";
import { type Bandwidth, RULES } from "../io/bandwidth.ts";
import { parseNames } from "../io/csv.ts";
import { UsageError } from "./errors.ts";
import { type Draws, type Estimator, parseEstimators } from "./estimators.ts";

/** The unit of the entropies. */
export type Unit = "nats" | "bits";

/** How a file of data rows is read. */
export interface DataOptions {
  columns: string[] | undefined;
  kde: Bandwidth;
  group: string | undefined;
}

/** `mixtropy entropy FILE …`, every option filled in. */
export interface EntropyCommand {
  kind: "entropy";
  /** "-" is the standard input. */
  file: string;
  input: { format: "json" } | ({ format: "csv" } & DataOptions);
  unit: Unit;
  json: boolean;
  quiet: boolean;
  estimators: Estimator[];
  draws: Draws;
}

/** What the command line asks for. */
export type Command = EntropyCommand | { kind: "help" } | { kind: "version" };

const OPTIONS = {
  columns: { type: "string" },
  kde: { type: "string" },
  group: { type: "string" },
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

type Option = keyof typeof OPTIONS;

const DATA_OPTIONS: readonly Option[] = ["columns", "kde", "group"];
const FORMATS = ["json", "csv"] as const;
const UNITS = ["nats", "bits"] as const;

/**
 * The command that `argv` (without the program's name) asks for.
 *
 * @throws {UsageError} with a sentence for every way in which it can be wrong
 */
export function parseCommand(argv: string[]): Command {
  const { options, positionals } = tokenise(argv);
  if (options.has("help")) return { kind: "help" };
  if (options.has("version")) return { kind: "version" };
  const [command, file, ...rest] = positionals;
  if (command === undefined) {
    throw new UsageError("Expected a command, as in mixtropy entropy FILE");
  }
  if (command !== "entropy") throw new UsageError(unknownName("command", command, ["entropy"]));
  if (file === undefined) throw new UsageError("Expected a FILE, as in mixtropy entropy FILE");
  if (rest.length > 0) {
    throw new UsageError(
      `Expected one FILE, got ${quoted(rest[0]!)} after ${quoted(file)}`,
    );
  }

  const unit = choice("unit", options.get("unit"), UNITS) ?? "nats";
  return {
    kind: "entropy",
    file,
    input: readInput(file, options),
    unit,
    json: options.has("json"),
    quiet: options.has("quiet"),
    estimators: usage("estimators", () => parseEstimators(options.get("estimators") ?? "all")),
    draws: {
      samples: integer("samples", options.get("samples") ?? "10000", 1, 2 ** 32),
      seed: integer("seed", options.get("seed") ?? "0", 0, 2 ** 32),
    },
  };
}

function readInput(file: string, options: Map<Option, string>): EntropyCommand["input"] {
  const extension = FORMATS.find((format) => file.toLowerCase().endsWith(`.${format}`));
  const format = choice("format", options.get("format"), FORMATS) ?? extension;
  if (format === undefined) {
    throw new UsageError(
      file === "-"
        ? "Expected --format json or --format csv with the standard input"
        : `Expected a file that ends in .json or .csv, or else --format, got ${quoted(file)}`,
    );
  }
  if (format === "json") {
    const stray = DATA_OPTIONS.find((option) => options.has(option));
    if (stray !== undefined) {
      throw new UsageError(
        `Option --${stray} is for rows of data in CSV, not for a mixture in JSON`,
      );
    }
    return { format };
  }
  const list = options.get("columns");
  return {
    format,
    columns: list === undefined ? undefined : columns(list),
    kde: bandwidth(options.get("kde") ?? "scott"),
    group: options.get("group"),
  };
}

/** The options with their values (a boolean one has ""), and what else stands on the command line. */
function tokenise(argv: string[]): { options: Map<Option, string>; positionals: string[] } {
  // Not strict: the sentences are ours, and the same in every runtime.
  const { tokens } = parseArgs({
    args: argv,
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const options = new Map<Option, string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    if (!isOption(name)) {
      throw new UsageError(
        unknownName("option", rawName, Object.keys(OPTIONS).map((o) => `--${o}`)),
      );
    }
    switch (OPTIONS[name].type) {
      case "boolean":
        if (value !== undefined) {
          throw new UsageError(`Option ${rawName} takes no value, got ${quoted(value)}`);
        }
        break;
      case "string":
        // An option after an option is a value forgotten; a number may be negative, and be refused for that.
        if (value === undefined || (!inlineValue && /^-[^\d.]/.test(value))) {
          throw new UsageError(`Option ${rawName} needs a value`);
        }
        break;
      default:
        OPTIONS[name] satisfies never;
    }
    options.set(name, value ?? "");
  }
  return { options, positionals };
}

function isOption(name: string): name is Option {
  return Object.hasOwn(OPTIONS, name);
}

function choice<C extends string>(
  option: Option,
  value: string | undefined,
  valid: readonly C[],
): C | undefined {
  if (value === undefined) return undefined;
  const found = valid.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(unknownName(option, value, valid));
  return found;
}

function integer(option: Option, text: string, least: number, most: number): number {
  const value = /^[+-]?\d+(e\+?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(
    `Expected an integer from ${least} to ${most} for --${option}, got ${quoted(text)}`,
  );
}

function bandwidth(text: string): Bandwidth {
  const rule = RULES.find((name) => name === text);
  if (rule !== undefined) return rule;
  const factor = text.trim() === "" ? NaN : Number(text);
  if (factor > 0 && Number.isFinite(factor)) return factor;
  throw new UsageError(
    `Expected ${RULES.join(", ")} or a number above 0 for --kde, got ${quoted(text)}`,
  );
}

function columns(list: string): string[] {
  const names = usage("columns", () => parseNames(list));
  if (names.length === 0 || names.includes("")) {
    throw new UsageError(`Expected names of columns for --columns, got ${quoted(list)}`);
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new UsageError(`Column ${quoted(name)} is named twice in --columns`);
    }
    seen.add(name);
  }
  return names;
}

/** What `read` returns; a mistake that it finds in the value of `option` is one in the usage. */
function usage<T>(option: Option, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) throw new UsageError(`${error.message} (--${option})`);
    throw error;
  }
}
