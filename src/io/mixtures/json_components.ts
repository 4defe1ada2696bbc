/**
 * Mixtures of several families from JSON: `components` are the entries that `mixtureOf` takes.
 *
 * @module
 */
import { toDense } from "../../expr/array.ts";
import { isRecord } from "../../expr/describe.ts";
import { DomainError, unknownName, UnknownNameError } from "../../expr/errors.ts";
import { listed } from "../../expr/quote.ts";
import { familyHint } from "../../mixture/mixed/entry.ts";
import { entryNames } from "../../mixture/mixed/entry_parameters.ts";
import { fileFamilies } from "./file_families.ts";
import { jsonKind, numbersAt, reading } from "./json_numbers.ts";
import type { MixedDescription, PartDescription } from "./mixed_description.ts";

/** The parts that `components` of a parsed JSON object describe. */
export function partsOfJSON(components: unknown): MixedDescription {
  const entries: unknown[] = reading('The value of "components"', () => {
    if (Array.isArray(components) && components.length > 0) return Array.from(components);
    const got = Array.isArray(components) ? "an array without any" : jsonKind(components);
    throw new DomainError(
      `Expected "components" as an array of { "weight": …, "gaussian": { … } } and the like, got ${got}`,
    );
  });
  const parts = entries.map((entry, t) => partOf(entry, `components[${t}]`));
  return { family: "mixed", parts };
}

function partOf(value: unknown, where: string): PartDescription {
  const entry = recordOf(
    value,
    where,
    `{ "weight": …, "gaussian": { … } } or the like`,
  );
  for (const key of entry.keys()) {
    if (key === "weight" || key === "weights" || fileFamilies.some((one) => one === key)) continue;
    if (key === "own") {
      throw new DomainError(
        `Expected one of ${
          listed(fileFamilies)
        } in ${where}, got "own", whose functions no file holds`,
      );
    }
    throw new UnknownNameError(
      unknownName(
        `key of ${where}`,
        key,
        ["weight", "weights", ...fileFamilies],
        familyHint(key),
      ),
    );
  }
  const named = fileFamilies.filter((one) => entry.has(one)), [family] = named;
  if (family === undefined || named.length > 1) {
    const got = listed(named) || "none";
    throw new DomainError(`Expected one of ${listed(fileFamilies)} in ${where}, got ${got}`);
  }
  if (entry.has("weight") && entry.has("weights")) {
    throw new DomainError(`Expected "weight" or "weights" in ${where}, got both`);
  }
  const own = recordOf(entry.get(family), `${where}.${family}`, "an object with parameters");
  const valid = entryNames(family), parameters = new Map<string, ReturnType<typeof toDense>>();
  for (const [key, numbers] of own) {
    const path = `${where}.${family}.${key}`;
    if (!valid.includes(key)) {
      throw new UnknownNameError(unknownName(`key of ${where}.${family}`, key, valid));
    }
    parameters.set(key, toDense(numbersAt(numbers, path), path));
  }
  return { family, where, weights: weightsOf(entry, where), parameters };
}

function weightsOf(
  entry: ReadonlyMap<string, unknown>,
  where: string,
): PartDescription["weights"] {
  const name = entry.has("weight") ? "weight" : "weights", path = `${where}.${name}`;
  if (!entry.has(name)) return undefined;
  return { name, array: toDense(numbersAt(entry.get(name), path), path) };
}

/** The keys and values of an object, each read once. */
function recordOf(value: unknown, where: string, what: string): Map<string, unknown> {
  return reading(`The value of "${where}"`, () => {
    if (isRecord(value)) return new Map<string, unknown>(Object.entries(value));
    throw new DomainError(`Expected ${where} as ${what}, got ${jsonKind(value)}`);
  });
}
