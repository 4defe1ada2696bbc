import { DomainError } from "../../expr/errors.ts";
import { listed, quoted } from "../../expr/quote.ts";
import { isEncoding } from "../../io/encoding.ts";
import type { DecimalMark } from "../../io/tables/cells.ts";
import { parseNames } from "../../io/tables/names.ts";
import { type Separator, separatorNames } from "../../io/tables/separator.ts";
import { UsageError } from "../errors.ts";
import type { Given, Option } from "./option_table.ts";
import { decimalNumber } from "./values.ts";

/** A rule for the bandwidth, or the factor itself. */
export type KernelRule = "scott" | "silverman" | "likelihood" | number;

/** How rows of data are read and made into a mixture. */
export interface DataOptions {
  readonly columns: readonly string[] | undefined;
  readonly exclude: readonly string[];
  readonly weights: string | undefined;
  readonly group: string | undefined;
  readonly kde: KernelRule;
  readonly missing: readonly string[];
  readonly header: boolean;
  readonly separator: Separator | undefined;
  readonly decimal: DecimalMark | undefined;
  /** Which of these options were given: a mixture takes none of them. */
  readonly given: readonly Option[];
}

/** The options that are for rows of data, and those of them that are for rows in text. */
export const dataOptions = ["columns", "exclude", "weights", "kde", "group"] as const;
/** See above. */
export const textOptions = ["na", "no-header", "separator", "decimal"] as const;

const rules = ["scott", "silverman", "likelihood"] as const;

const decimalNames: ReadonlyMap<string, DecimalMark> = new Map<string, DecimalMark>([
  ["comma", ","],
  ["point", "."],
  [",", ","],
  [".", "."],
]);

/** Throws `UsageError` for values that are none. */
export function readDataOptions(given: Given): DataOptions {
  if (given.has("columns") && given.has("exclude")) {
    throw new UsageError(
      "Expected --columns, which are the columns to use, or --exclude, which are those not to use, got both",
    );
  }
  const separator = oneOf("separator", given, separatorNames);
  const decimal = oneOf("decimal", given, decimalNames);
  if (separator !== undefined && separator === decimal) {
    throw new UsageError("Expected --separator and --decimal to differ, got the comma for both");
  }
  return {
    columns: readNames("columns", given),
    exclude: readNames("exclude", given) ?? [],
    weights: given.get("weights"),
    group: given.get("group"),
    kde: kernelRule(given.get("kde") ?? "scott"),
    missing: readNames("na", given) ?? [],
    header: !given.has("no-header"),
    separator,
    decimal,
    given: [...dataOptions, ...textOptions].filter((option) => given.has(option)),
  };
}

/** The encoding that a text is in, if it is named. Throws `UsageError` if no runtime knows it. */
export function readEncoding(given: Given): string | undefined {
  const name = given.get("encoding");
  if (name === undefined || isEncoding(name)) return name;
  throw new UsageError(
    `Expected the name of an encoding for --encoding, such as utf-8, latin1, windows-1252 or utf-16, got ${
      quoted(name)
    }`,
  );
}

function oneOf<T>(option: Option, given: Given, valid: ReadonlyMap<string, T>): T | undefined {
  const name = given.get(option);
  if (name === undefined) return undefined;
  const value = valid.get(name.toLowerCase());
  if (value !== undefined) return value;
  throw new UsageError(
    `Expected one of ${listed([...valid.keys()])} for --${option}, got ${quoted(name)}`,
  );
}

function kernelRule(text: string): KernelRule {
  const rule = rules.find((name) => name === text.toLowerCase());
  if (rule !== undefined) return rule;
  const factor = decimalNumber(text);
  if (factor > 0 && Number.isFinite(factor)) return factor;
  throw new UsageError(
    `Expected ${rules.join(", ")} or a number above 0 for --kde, got ${quoted(text)}`,
  );
}

/** A list of names, each once; undefined if the option was not given. */
export function readNames(option: Option, given: Given): string[] | undefined {
  const list = given.get(option);
  if (list === undefined) return undefined;
  const found = usage(option, () => parseNames(list));
  if (found.length === 0 || found.includes("")) {
    const what = option === "na" ? "texts" : "names of columns";
    throw new UsageError(`Expected ${what} for --${option}, got ${quoted(list)}`);
  }
  const seen = new Set<string>();
  for (const name of found) {
    if (seen.has(name)) throw new UsageError(`${quoted(name)} is named twice in --${option}`);
    seen.add(name);
  }
  return found;
}

/** What `read` returns; a mistake that it finds in the value of `option` is one in the usage. */
export function usage<T>(option: Option, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) throw new UsageError(`${error.message} (--${option})`);
    throw error;
  }
}
