/**
 * Mixtures from JSON.
 *
 * @module
 */
import { toDense } from "../../expr/array.ts";
import type { NestedArray } from "../../expr/array_types.ts";
import { describe, reasonOf } from "../../expr/describe.ts";
import { DomainError, unknownName, UnknownNameError } from "../../expr/errors.ts";
import { listed, quoted } from "../../expr/quote.ts";
import { gaussianOver } from "../../mixture/gaussian.ts";
import { given } from "../../mixture/parameters.ts";
import type { Mixture } from "../../mixture/component_types.ts";
import { uniformMixture } from "../../mixture/uniform.ts";
import type { Value } from "../arrays/values.ts";
import { repeatedKey } from "../arrays/repeated_key.ts";
import { describeValues, readNames } from "./conventions.ts";
import { describedMixture } from "./description.ts";
import { findJSONMistake } from "./json_syntax.ts";

type Family = "gaussian" | "uniform";
type Numbers = number | NestedArray;

const SPREADS = ["covariances", "covariance", "variances", "variance"] as const;

/** The keys that each family reads. */
export const KEYS: { [F in Family]: readonly string[] } = {
  gaussian: ["weights", "means", ...SPREADS],
  uniform: ["weights", "centers", "widths"],
};

/** The most levels of arrays that a parameter has: [b, k, d, d]. */
const mostLevels = 4;
/** The most entries of its arrays that are looked at: a JSON text of the longest that engines can hold has fewer numbers. */
const mostEntries = 2 ** 28;

/** Keys that may stand beside the parameters: what the mixture is, and what its values should be. */
export const NOTES = ["$schema", "name", "description", "structure", "expect", "grad", "entropy"];

/** Keys by which other programs call the parameters of a mixture: scikit-learn and MixEntroPY. */
const FOREIGN = ["means_", "covariance_type", "mu", "bandwidth"] as const;

/**
 * The mixture that a parsed JSON value describes: an object with `family` ("gaussian" or "uniform"), `weights` (left out, they
 * are equal) and the parameters by the names of {@linkcode gaussianMixture} or {@linkcode uniformMixture}. Without `family`
 * the other keys tell it. `$schema`, `name`, `description`, `structure`, `expect`, `grad` and `entropy` are allowed and not read;
 * any other key is a mistake. The names of scikit-learn's `GaussianMixture` (`weights_`, `means_`, `covariances_` with
 * `covariance_type`) and of MixEntroPY (`c`, `mu`, `sigma`) are understood, too.
 *
 * @example
 * ```ts
 * import { mixtureFromJSON } from "@mixtropy/mixtropy";
 *
 * const p = mixtureFromJSON({ family: "uniform", centers: [[0], [1]], widths: [[1], [3]] });
 * console.log(p.family, p.components, p.dimension); // uniform 2 1
 * ```
 *
 * @throws {UnknownNameError} if a key or a family is unknown
 * @throws {DomainError} if a key is missing or not of the family, or a value is not made of numbers
 */
export function mixtureFromJSON(value: unknown): Mixture {
  const entries = entriesOf(value);
  if (FOREIGN.some((key) => entries.has(key))) return foreignMixture(entries);
  const family = readFamily(entries);
  checkKeys(family, entries);
  const weights = entries.has("weights") ? numbers(entries, "weights") : undefined;
  // What is checked here is that the values are numbers in arrays; the family checks shapes and domains, with better sentences.
  switch (family) {
    case "gaussian": {
      const spreads = SPREADS.filter((key) => entries.has(key));
      const [spread] = spreads;
      if (spread === undefined || spreads.length > 1) {
        throw new DomainError(
          `Expected one of ${listed(SPREADS)} in a gaussian mixture, got ${
            spreads.length === 0 ? "none" : listed(spreads)
          }`,
        );
      }
      return gaussianOver({
        weights: weights === undefined ? undefined : given(weights, "weights"),
        means: given(numbers(entries, "means"), "means"),
        spread: given(numbers(entries, spread), spread),
      }, spread);
    }
    case "uniform":
      return uniformMixture({
        weights,
        centers: numbers(entries, "centers"),
        widths: numbers(entries, "widths"),
      });
    default:
      return family satisfies never;
  }
}

/**
 * The mixture that a JSON text describes, as {@linkcode mixtureFromJSON} reads it.
 *
 * @throws {DomainError} if the text is not JSON, naming line and column
 */
export function parseMixture(text: string): Mixture {
  const json = text.startsWith("\ufeff") ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    const mistake = findJSONMistake(json);
    // an engine may give up on what is JSON, but nested too deep for it
    if (mistake === undefined) throw new DomainError(`The JSON cannot be read: ${reasonOf(error)}`);
    const { line, column, expected, found } = mistake;
    throw new DomainError(
      `Expected ${expected} in JSON at line ${line}, column ${column}, got ${found}`,
    );
  }
  const key = repeatedKey(json);
  if (key === undefined) return mixtureFromJSON(value);
  throw new DomainError(`Expected each key once in JSON, got ${quoted(key)} twice`);
}

function entriesOf(value: unknown): Map<string, unknown> {
  return reading("The description of a mixture", () => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return new Map(Object.entries(value));
    }
    throw new DomainError(`Expected a JSON object that describes a mixture, got ${kind(value)}`);
  });
}

/** What `read` returns; where a getter or a proxy throws, the sentence says of what. */
function reading<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError(`${what} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

/** A mixture under the names of another program. */
function foreignMixture(entries: Map<string, unknown>): Mixture {
  const values = new Map<string, Value>();
  for (const key of readNames([...entries.keys()].filter((key) => !NOTES.includes(key)))) {
    const value = entries.get(key);
    values.set(key, typeof value === "string" ? value : toDense(numbers(entries, key), key));
  }
  return describedMixture(describeValues(values));
}

function readFamily(entries: Map<string, unknown>): Family {
  const family = entries.get("family");
  if (family === undefined) {
    return entries.has("centers") || entries.has("widths") ? "uniform" : "gaussian";
  }
  if (family === "gaussian" || family === "uniform") return family;
  throw new UnknownNameError(unknownName("family", family, Object.keys(KEYS)));
}

function checkKeys(family: Family, entries: Map<string, unknown>): void {
  const valid = ["family", ...KEYS[family]];
  const other = KEYS[family === "gaussian" ? "uniform" : "gaussian"];
  for (const key of entries.keys()) {
    if (valid.includes(key) || NOTES.includes(key)) continue;
    if (other.includes(key)) {
      throw new DomainError(
        `Expected only ${listed(valid)} in a ${family} mixture, got ${quoted(key)}`,
      );
    }
    throw new UnknownNameError(unknownName("key", key, valid));
  }
}

/** The numbers at `key`, in arrays of up to four levels. */
function numbers(entries: Map<string, unknown>, key: string): Numbers {
  if (!entries.has(key)) {
    throw new DomainError(
      `Expected the key "${key}", got ${listed([...entries.keys()]) || "none"}`,
    );
  }
  const value = entries.get(key);
  return reading(`The value of "${key}"`, () => {
    // an array of more numbers than there can be is refused by its shape
    if (countByFirst(value) <= mostEntries) {
      checkNumbers(value, key, mostLevels, { left: mostEntries });
    }
    return value as Numbers;
  });
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
    throw new DomainError(`Expected numbers in "${path}", got ${kind(value)}`);
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

function kind(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return `the text ${quoted(value)}`;
  if (typeof value === "object" && value !== null) return "an object";
  return describe(value);
}
