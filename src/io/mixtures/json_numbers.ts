import type { NestedArray } from "../../expr/array_types.ts";
import { describe, reasonOf } from "../../expr/describe.ts";
import { DomainError } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";

/** A number, or numbers in nested arrays. */
export type Numbers = number | NestedArray;

/** The most levels of arrays that a parameter has: [b, k, d, d]. */
const mostLevels = 4;
/** The most entries of its arrays that are looked at: a JSON text of the longest that engines can hold has fewer numbers. */
const mostEntries = 2 ** 28;

/** A value of a JSON object, looked at: numbers in arrays of up to four levels. `path` is where it stands: "means". */
export function numbersAt(value: unknown, path: string): Numbers {
  return reading(`The value of "${path}"`, () => {
    // an array of more numbers than there can be is refused by its shape
    if (countByFirst(value) <= mostEntries) {
      checkNumbers(value, path, mostLevels, { left: mostEntries });
    }
    return value as Numbers;
  });
}

/** What `read` returns; where a getter or a proxy throws, the sentence says of what. */
export function reading<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError(`${what} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

/** What a JSON value is, for messages. */
export function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return `the text ${quoted(value)}`;
  if (typeof value === "object" && value !== null) return "an object";
  return describe(value);
}

/** How many numbers there are if all rows are like the first. */
function countByFirst(value: unknown): number {
  let count = 1;
  for (let level = value, t = 0; Array.isArray(level) && t <= mostLevels; level = level[0], t++) {
    count *= level.length;
  }
  return count;
}

/** `room` is how many more entries may be looked at: arrays that hold the same array often have few rows and many numbers. */
function checkNumbers(
  value: unknown,
  path: string,
  levels: number,
  room: { left: number },
): asserts value is Numbers {
  if (typeof value === "number") return;
  if (!Array.isArray(value)) {
    throw new DomainError(`Expected numbers in "${path}", got ${jsonKind(value)}`);
  }
  if (levels === 0) {
    throw new DomainError(
      `Expected numbers in arrays of at most ${mostLevels} levels, got an array at "${path}"`,
    );
  }
  room.left -= value.length;
  if (!(room.left >= 0)) {
    throw new DomainError(`Expected at most ${mostEntries} numbers, got more up to "${path}"`);
  }
  for (let i = 0; i < value.length; i++) {
    const entry: unknown = value[i];
    // The path is built only where it is needed: most entries are numbers.
    if (typeof entry !== "number") checkNumbers(entry, `${path}[${i}]`, levels - 1, room);
  }
}
