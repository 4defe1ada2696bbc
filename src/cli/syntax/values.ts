/** Values of options, as what they are. */
import { unknownName } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";
import { UsageError } from "../errors.ts";
import type { Given, Option } from "./option_table.ts";

/** One of the values that an option may have, in any letters; undefined if it was not given. `what` is what they are called. */
export function choice<C extends string>(
  option: Option,
  given: Given,
  valid: readonly C[],
  what: string = option,
): C | undefined {
  const value = given.get(option);
  if (value === undefined) return undefined;
  const found = valid.find((candidate) => candidate === value.toLowerCase());
  if (found === undefined) throw new UsageError(unknownName(what, value, valid));
  return found;
}

/** An integer within bounds; undefined if it was not given. */
export function integer(
  option: Option,
  given: Given,
  [least, most]: readonly [number, number],
): number | undefined {
  const text = given.get(option);
  if (text === undefined) return undefined;
  const value = /^[+-]?\d+(e\+?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(
    `Expected an integer from ${least} to ${most} for --${option}, got ${quoted(text)}`,
  );
}

/** The number that a text is in decimal digits; NaN for others, which `Number` may take: "", 0x10, Infinity. */
export function decimalNumber(text: string): number {
  const digits = text.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits) ? Number(digits) : NaN;
}

/** A number above 0; undefined if it was not given. */
export function positive(option: Option, given: Given): number | undefined {
  const text = given.get(option);
  if (text === undefined) return undefined;
  const value = decimalNumber(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(`Expected a number above 0 for --${option}, got ${quoted(text)}`);
}
