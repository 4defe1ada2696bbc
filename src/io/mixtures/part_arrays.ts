/**
 * Mixtures of several families in archives of arrays: those of a part stand under its number, "0.weights", "0.gaussian.means".
 *
 * @module
 */
import { DomainError, nearest, unknownName, UnknownNameError } from "../../expr/errors.ts";
import { listed, quoted } from "../../expr/quote.ts";
import { entryNames } from "../../mixture/mixed/entry_parameters.ts";
import type { Named } from "./named.ts";
import { fileFamilies, type FileFamily } from "./file_families.ts";
import type { MixedDescription, PartDescription } from "./mixed_description.ts";

/** A name that only a mixture of parts has. */
const parameterName = new RegExp(`^(?:0|[1-9]\\d{0,8})\\.(?:${fileFamilies.join("|")})\\.`);
/** The number of a part and what follows. */
const numbered = /^(0|[1-9]\d{0,8})\.(.*)$/s;

/** What may follow the number. */
const partKeys: ReadonlySet<string> = new Set([
  ...["weight", "weights"],
  ...fileFamilies.flatMap((family) => entryNames(family).map((name) => `${family}.${name}`)),
]);

/** Whether the names are those of a mixture of parts. */
export function arePartNames(names: readonly string[]): boolean {
  return names.some((name) => parameterName.test(name));
}

/** The names among those of an archive that such a mixture is read from. Throws `UnknownNameError` for a name that is misspelt. */
export function partNamesAmong(names: readonly string[]): string[] {
  return names.filter((name) => {
    if (name === "family") return true;
    const key = keyOf(name)?.key;
    if (key === undefined) return false;
    if (partKeys.has(key)) return true;
    if (!parameterName.test(name) && nearest(key, [...partKeys]) === undefined) return false;
    throw new UnknownNameError(unknownName("array of a part", name, validFor(name, key)));
  });
}

/** The names that could have been meant, with the number of the part. */
function validFor(name: string, key: string): string[] {
  const number = name.slice(0, name.indexOf(".") + 1), [family] = key.split(".", 1);
  const own = [...partKeys].filter((known) => known.startsWith(`${family}.`));
  return (own.length > 0 ? own : [...partKeys]).map((known) => number + known);
}

/** The number of a part and what follows; undefined for other names. */
function keyOf(name: string): { readonly number: number; readonly key: string } | undefined {
  const found = numbered.exec(name);
  return found === null ? undefined : { number: Number(found[1]), key: found[2]! };
}

/** The mixture that the arrays of such names are. */
export function ofPartNames(names: readonly string[], values: Named): MixedDescription {
  if (values.has("family") && values.text("family") !== "mixed") {
    throw new DomainError(
      `Expected no family or "mixed" beside the arrays of parts, got ${
        quoted(values.text("family"))
      }`,
    );
  }
  const parts = new Map<number, string[]>();
  for (const name of names) {
    const number = keyOf(name)?.number;
    if (number === undefined) continue;
    const own = parts.get(number);
    if (own === undefined) parts.set(number, [name]);
    else own.push(name);
  }
  return {
    family: "mixed",
    parts: Array.from({ length: parts.size }, (_, t) => partOf(t, parts.get(t) ?? [], values)),
  };
}

function partOf(number: number, names: readonly string[], values: Named): PartDescription {
  const keys = new Map(names.map((name) => [keyOf(name)!.key, name]));
  const families = fileFamilies.filter((family) => ofFamily(keys, family).length > 0);
  const [family] = families, where = `part ${number}`;
  if (family === undefined || families.length > 1) {
    throw new DomainError(
      `Expected arrays of one of ${listed(fileFamilies)} in ${where} of the mixture, got ${
        listed(families) || "none"
      }`,
    );
  }
  if (keys.has("weight") && keys.has("weights")) {
    throw new DomainError(`Expected "${number}.weight" or "${number}.weights", got both`);
  }
  const name = keys.has("weight") ? "weight" : "weights", weights = keys.get(name);
  return {
    family,
    where,
    weights: weights === undefined ? undefined : { name, array: values.array(weights) },
    parameters: new Map(
      ofFamily(keys, family).map(([key, name]) => [
        key.slice(family.length + 1),
        values.array(name),
      ]),
    ),
  };
}

function ofFamily(keys: ReadonlyMap<string, string>, family: FileFamily): [string, string][] {
  return [...keys].filter(([key]) => key.startsWith(`${family}.`));
}
