/**
 * Mixtures from JSON.
 *
 * @module
 */
import { type DenseArray, toDense } from "../../expr/array.ts";
import { reasonOf } from "../../expr/describe.ts";
import { DomainError, unknownName, UnknownNameError } from "../../expr/errors.ts";
import { listed, quoted } from "../../expr/quote.ts";
import type { Mixture } from "../../mixture/component_types.ts";
import type { Value } from "../arrays/values.ts";
import { repeatedKey } from "../arrays/repeated_key.ts";
import { describeValues, familyWithout, readNames, spreadAmong } from "./conventions.ts";
import { describedMixture, type FamilyDescription } from "./description.ts";
import { familyKeys, fileFamilies, type FileFamily } from "./file_families.ts";
import { partsOfJSON } from "./json_components.ts";
import { jsonKind, numbersAt, reading } from "./json_numbers.ts";
import { findJSONMistake } from "./json_syntax.ts";

/** Keys that may stand beside the parameters: what the mixture is, and what its values should be. */
export const NOTES = ["$schema", "name", "description", "structure", "expect", "grad", "entropy"];

/** Keys by which other programs call the parameters of a mixture: scikit-learn and MixEntroPY. */
const FOREIGN = ["means_", "covariance_type", "mu", "bandwidth"] as const;

/**
 * The mixture that a parsed JSON value describes: an object with `family` ("gaussian", "uniform", "laplace", "logistic" or "studentT"),
 * `weights` (left out, they are equal) and the parameters by the names of {@linkcode gaussianMixture}, {@linkcode uniformMixture},
 * {@linkcode laplaceMixture}, {@linkcode logisticMixture} or {@linkcode studentTMixture}. Without `family` the other keys tell it, but for
 * Laplace and logistic distributions, which have the same. Components of several families stand in `components`, an array of what
 * {@linkcode mixtureOf} takes. `$schema`, `name`, `description`, `structure`, `expect`, `grad` and `entropy` are allowed and not read;
 * any other key is a mistake. The names of scikit-learn's `GaussianMixture` (`weights_`, `means_`, `covariances_` with
 * `covariance_type`) and of MixEntroPY (`c`, `mu`, `sigma`) are understood, too.
 *
 * @example
 * ```ts
 * import { mixtureFromJSON } from "@mixtropy/mixtropy";
 *
 * const p = mixtureFromJSON({ family: "uniform", centers: [[0], [1]], widths: [[1], [3]] });
 * console.log(p.family, p.components, p.dimension); // uniform 2 1
 * const q = mixtureFromJSON({
 *   components: [
 *     { weight: 0.7, gaussian: { mean: 0, variance: 1 } },
 *     { weights: [0.1, 0.2], laplace: { locations: [[-3], [3]], scales: 0.5 } },
 *   ],
 * });
 * console.log(q.family, q.components, q.dimension); // mixed 3 1
 * ```
 *
 * @throws {UnknownNameError} if a key or a family is unknown
 * @throws {DomainError} if a key is missing or not of the family, or a value is not made of numbers
 */
export function mixtureFromJSON(value: unknown): Mixture {
  const entries = entriesOf(value);
  const isMixed = entries.has("components");
  if (!isMixed && FOREIGN.some((key) => entries.has(key))) return foreignMixture(entries);
  const family = readFamily(entries);
  if (family === "mixed") return describedMixture(partsOfJSON(entries.get("components")));
  checkKeys(family, entries);
  // What is checked here is that the values are numbers in arrays; the family checks shapes and domains, with better sentences.
  return describedMixture(describedFamily(family, entries));
}

function describedFamily(
  family: FileFamily,
  entries: ReadonlyMap<string, unknown>,
): FamilyDescription {
  const of = (key: string): DenseArray => toDense(numbers(entries, key), key);
  const weights = entries.has("weights") ? of("weights") : undefined;
  switch (family) {
    case "gaussian": {
      const spread = spreadAmong(entries);
      return { family, weights, means: of("means"), spread, array: of(spread) };
    }
    case "uniform":
      return { family, weights, centers: of("centers"), widths: of("widths") };
    case "laplace":
    case "logistic":
      return { family, weights, locations: of("locations"), scales: of("scales") };
    case "studentT":
      return {
        ...{ family, weights, locations: of("locations"), scales: of("scales") },
        degreesOfFreedom: of("degreesOfFreedom"),
      };
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
  const key = repeatedKey(json, "components");
  if (key === undefined) return mixtureFromJSON(value);
  throw new DomainError(`Expected each key once in JSON, got ${quoted(key)} twice`);
}

function entriesOf(value: unknown): Map<string, unknown> {
  return reading("The description of a mixture", () => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return new Map(Object.entries(value));
    }
    throw new DomainError(
      `Expected a JSON object that describes a mixture, got ${jsonKind(value)}`,
    );
  });
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

/** The family that is named, or that the keys tell; "mixed" where there are components. */
function readFamily(entries: ReadonlyMap<string, unknown>): FileFamily | "mixed" {
  const family = entries.get("family"), isMixed = entries.has("components");
  if (isMixed) checkMixed(family, entries);
  if (isMixed || family === "mixed") return "mixed";
  if (family === undefined) return familyWithout((key) => entries.has(key));
  const known = fileFamilies.find((one) => one === family);
  if (known !== undefined) return known;
  throw new UnknownNameError(unknownName("family", family, [...fileFamilies, "mixed"]));
}

/** Beside components stand notes alone, and at most the family "mixed". */
function checkMixed(family: unknown, entries: ReadonlyMap<string, unknown>): void {
  if (family !== undefined && family !== "mixed") {
    throw new DomainError(
      `Expected no family or "mixed" beside "components", got ${jsonKind(family)}`,
    );
  }
  const valid = ["family", "components"];
  const stray = [...entries.keys()].find((key) => ![...valid, ...NOTES].includes(key));
  if (stray === undefined) return;
  if (fileFamilies.some((one) => familyKeys[one].includes(stray))) {
    throw new DomainError(`Expected ${quoted(stray)} within "components", got it beside them`);
  }
  throw new UnknownNameError(unknownName("key", stray, valid));
}

function checkKeys(family: FileFamily, entries: ReadonlyMap<string, unknown>): void {
  const valid = ["family", ...familyKeys[family]];
  for (const key of entries.keys()) {
    if (valid.includes(key) || NOTES.includes(key)) continue;
    if (fileFamilies.some((other) => familyKeys[other].includes(key))) {
      throw new DomainError(
        `Expected only ${listed(valid)} in a ${family} mixture, got ${quoted(key)}`,
      );
    }
    throw new UnknownNameError(unknownName("key", key, [...valid, "components"]));
  }
}

/** The numbers at `key`, in arrays of up to four levels. */
function numbers(entries: ReadonlyMap<string, unknown>, key: string) {
  if (!entries.has(key)) {
    throw new DomainError(
      `Expected the key "${key}", got ${listed([...entries.keys()]) || "none"}`,
    );
  }
  return numbersAt(entries.get(key), key);
}
