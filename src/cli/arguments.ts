import { unknownName } from "../expr/errors.ts";
import { quoted } from "../expr/quote.ts";
import { type Format, formats } from "../io/format.ts";
import { type DataOptions, readDataOptions, readEncoding, usage } from "./data_options.ts";
import { UsageError } from "./errors.ts";
import { type Draws, type Estimators, parseEstimators } from "./estimators.ts";
import { type Given, type Option, tokenise } from "./tokens.ts";

/** The unit of the entropies. */
export type Unit = "nats" | "bits";

/** `mixtropy entropy FILE …`, every option filled in. */
export interface EntropyCommand {
  readonly kind: "entropy";
  /** "-" is the standard input. */
  readonly file: string;
  /** What the file holds; if left out, its name and its contents tell. */
  readonly format: Format | undefined;
  /** The encoding of its text; UTF-8, or what a byte order mark says, if left out. */
  readonly encoding: string | undefined;
  readonly data: DataOptions;
  readonly unit: Unit;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly estimators: Estimators;
  readonly draws: Draws;
}

/** What the command line asks for. */
export type Command = EntropyCommand | { readonly kind: "help" } | { readonly kind: "version" };

const UNITS = ["nats", "bits"] as const;

/**
 * The command that `argv` (without the program's name) asks for.
 *
 * @throws {UsageError} with a sentence for every way in which it can be wrong
 */
export function parseCommand(argv: readonly string[]): Command {
  const { given, positionals } = tokenise(argv);
  if (given.has("help")) return { kind: "help" };
  if (given.has("version")) return { kind: "version" };
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
  return {
    kind: "entropy",
    file,
    format: choice("format", given, formats),
    encoding: readEncoding(given),
    data: readDataOptions(given),
    unit: choice("unit", given, UNITS) ?? "nats",
    json: given.has("json"),
    quiet: given.has("quiet"),
    estimators: usage("estimators", () => parseEstimators(given.get("estimators") ?? "all")),
    draws: {
      samples: integer("samples", given.get("samples") ?? "10000", 1, 2 ** 32),
      seed: integer("seed", given.get("seed") ?? "0", 0, 2 ** 32),
    },
  };
}

function choice<C extends string>(
  option: Option,
  given: Given,
  valid: readonly C[],
): C | undefined {
  const value = given.get(option);
  if (value === undefined) return undefined;
  const found = valid.find((candidate) => candidate === value.toLowerCase());
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
