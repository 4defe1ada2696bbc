/**
 * Mixtures from JSON.
 *
 * @module
 */
import type { NestedArray } from "../expr/array.ts";
import { DomainError, unknownName } from "../expr/errors.ts";
import { gaussianMixture, type GaussianParameters } from "../mixture/gaussian.ts";
import type { Mixture } from "../mixture/types.ts";
import { uniformMixture } from "../mixture/uniform.ts";
import { findJSONMistake } from "./json_syntax.ts";

type Family = "gaussian" | "uniform";
type Numbers = number | NestedArray;

const SPREADS = ["covariances", "covariance", "variances", "variance"] as const;

/** The keys that each family reads. */
const KEYS: { [F in Family]: readonly string[] } = {
  gaussian: ["weights", "means", ...SPREADS],
  uniform: ["weights", "centers", "widths"],
};

/** Keys that may stand beside the parameters: what the mixture is, and what its values should be. */
const NOTES = ["name", "description", "structure", "expect", "grad", "entropy"] as const;

/**
 * The mixture that a parsed JSON value describes: an object with `family` ("gaussian" or "uniform"), `weights` (left out, they
 * are equal) and the parameters by the names of {@linkcode gaussianMixture} or {@linkcode uniformMixture}. Without `family`
 * the other keys tell it. `name`, `description`, `structure`, `expect`, `grad` and `entropy` are allowed and not read; any
 * other key is a mistake.
 *
 * @example
 * ```ts
 * import { mixtureFromJSON } from "@mixtropy/mixtropy";
 *
 * const p = mixtureFromJSON({ family: "uniform", centers: [[0], [1]], widths: [[1], [3]] });
 * console.log(p.family, p.components, p.dimension); // uniform 2 1
 * ```
 *
 * @throws {DomainError} if a key is missing, unknown or not of the family, or a value is not made of numbers
 */
export function mixtureFromJSON(value: unknown): Mixture {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DomainError(`Expected a JSON object that describes a mixture, got ${kind(value)}`);
  }
  const entries = new Map(Object.entries(value));
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
          `Expected one of ${quoted(SPREADS)} in a gaussian mixture, got ${
            spreads.length === 0 ? "none" : quoted(spreads)
          }`,
        );
      }
      const parameters: GaussianParameters = {
        weights,
        means: numbers(entries, "means"),
        [spread]: numbers(entries, spread),
      };
      return gaussianMixture(parameters);
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
    if (mistake === undefined) throw error;
    const { line, column, expected, found } = mistake;
    throw new DomainError(
      `Expected ${expected} in JSON at line ${line}, column ${column}, got ${found}`,
    );
  }
  return mixtureFromJSON(value);
}

function readFamily(entries: Map<string, unknown>): Family {
  const family = entries.get("family");
  if (family === undefined) {
    return entries.has("centers") || entries.has("widths") ? "uniform" : "gaussian";
  }
  if (family === "gaussian" || family === "uniform") return family;
  throw new DomainError(unknownName("family", family, Object.keys(KEYS)));
}

function checkKeys(family: Family, entries: Map<string, unknown>): void {
  const valid = ["family", ...KEYS[family]];
  const other = KEYS[family === "gaussian" ? "uniform" : "gaussian"];
  for (const key of entries.keys()) {
    if (valid.includes(key) || NOTES.some((note) => note === key)) continue;
    if (other.includes(key)) {
      throw new DomainError(`Expected only ${quoted(valid)} in a ${family} mixture, got "${key}"`);
    }
    throw new DomainError(unknownName("key", key, valid));
  }
}

/** The numbers at `key`, in arrays of any depth. */
function numbers(entries: Map<string, unknown>, key: string): Numbers {
  if (!entries.has(key)) {
    throw new DomainError(
      `Expected the key "${key}", got ${quoted([...entries.keys()]) || "none"}`,
    );
  }
  const value = entries.get(key);
  checkNumbers(value, key);
  return value;
}

function checkNumbers(value: unknown, path: string): asserts value is Numbers {
  if (typeof value === "number") return;
  if (!Array.isArray(value)) {
    throw new DomainError(`Expected numbers in "${path}", got ${kind(value)}`);
  }
  for (const [i, entry] of value.entries()) {
    // The path is built only where it is needed: most entries are numbers.
    if (typeof entry !== "number") checkNumbers(entry, `${path}[${i}]`);
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

function kind(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return `the text ${JSON.stringify(value)}`;
  if (typeof value === "object") return "an object";
  return String(value);
}
