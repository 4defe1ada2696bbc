import { describe, isRecord } from "../../expr/describe.ts";
import { DomainError, ShapeError } from "../../expr/errors.ts";
import { shapeText } from "../../expr/array.ts";
import type { Family } from "../component_types.ts";
import { isFamily } from "../families/family_words.ts";
import { checkNames, given } from "../parameters.ts";
import type { Entry, EntryValue } from "./entry_fields.ts";
import {
  entryNames,
  type EntryParameter,
  entryParameters,
  gaussianSpreads,
} from "./entry_parameters.ts";
import { readOwn } from "./own_entry.ts";

const families: readonly Family[] = [
  "gaussian",
  "uniform",
  "laplace",
  "studentT",
  "logistic",
  "own",
];

/** What other libraries call families. */
export function familyHint(name: string): string | undefined {
  const plain = name.toLowerCase();
  if (/^(box|boxes)$/.test(plain)) return 'boxes are called "uniform".';
  if (/^(student|students|t|students?t)$/.test(plain)) {
    return 'Student\'s t-distributions are called "studentT".';
  }
  if (/^(normal|gauss|gaussians|normals)$/.test(plain)) return 'they are called "gaussian".';
  return undefined;
}

/** Reads one entry, which messages call `where`. */
export function readEntry(value: unknown, where: string): Entry {
  if (!isRecord(value)) {
    throw new TypeError(
      `Expected ${where} as { weight, gaussian: { … } } or of another family, got ${
        describe(value)
      }`,
    );
  }
  const record = checkNames(
    value as { readonly [name: string]: unknown },
    ["weight", "weights", ...families],
    `mixture's entry ${where}`,
    familyHint,
  );
  const named = families.filter((family) => record[family] !== undefined);
  const [family] = named;
  if (family === undefined || named.length > 1 || !isFamily(family)) {
    throw new TypeError(
      `Expected one of ${families.join(", ")} in ${where}, got ${named.join(" and ") || "none"}`,
    );
  }
  if (record["weight"] !== undefined && record["weights"] !== undefined) {
    throw new TypeError(`Expected weight or weights in ${where}, got both`);
  }
  const weightOf = (name: "weight" | "weights", isOfEntry: boolean) =>
    record[name] === undefined
      ? undefined
      : { given: given(record[name], `${where}.${name}`), isOfEntry };
  const weights = weightOf("weight", true) ?? weightOf("weights", false);
  const own = record[family];
  if (!isRecord(own)) {
    throw new TypeError(
      `Expected ${where}.${family} as an object with parameters, got ${describe(own)}`,
    );
  }
  const what = `${where}.${family}`;
  const read = family === "own" ? readOwn(own, what, weights) : readValues(family, own, what);
  if (weights?.isOfEntry === false && read.isOne) {
    throw new ShapeError(
      `Expected ${where}.weight for the one component of the entry, got weights`,
    );
  }
  return { where, family, weights, definition: undefined, ...read };
}

type Read =
  & Pick<Entry, "isOne" | "k" | "dimension" | "values">
  & Partial<Pick<Entry, "definition">>;

/** The parameters of a family that has a list of them. */
function readValues(family: Exclude<Family, "own">, record: object, what: string): Read {
  const listed = entryParameters(family), names = entryNames(family);
  const named = checkNames(record as { readonly [name: string]: unknown }, names, what);
  const place = listed[0]!, single = place.one![0], plural = place.many[0];
  const isOne = named[single] !== undefined;
  if (isOne === (named[plural] !== undefined)) {
    const got = isOne ? "both" : "neither";
    throw new TypeError(`Expected ${single} or ${plural} in ${what}, got ${got}`);
  }
  const values = listed.map((parameter) => valueOf(named, parameter, isOne, what));
  if (family === "gaussian") values.push(spreadOf(named, isOne, what));
  // what belongs to the other form
  const taken = new Set(values.map(({ given: { name } }) => name));
  const extra = names.find((name) => named[name] !== undefined && !taken.has(`${what}.${name}`));
  if (extra !== undefined) {
    throw new TypeError(
      `Expected no ${extra} beside ${isOne ? single : plural} in ${what}, got one`,
    );
  }
  const { shape } = values[0]!.given;
  const k = isOne ? 1 : shape.at(-2), d = isOne ? shape.at(-1) ?? 1 : shape.at(-1);
  if (k === undefined || d === undefined || shape.length > (isOne ? 2 : 3)) {
    throw new ShapeError(
      `Expected ${values[0]!.given.name} of shape ${
        isOne ? "[d] or [b, d]" : "[k, d] or [b, k, d]"
      }, got ${shapeText(shape)}`,
    );
  }
  return { isOne, k, dimension: d, values };
}

function valueOf(
  named: { readonly [name: string]: unknown },
  { one, many, domain }: EntryParameter,
  isOne: boolean,
  what: string,
): EntryValue {
  const [name, patterns] = isOne && one !== undefined ? one : many;
  if (named[name] === undefined) throw new TypeError(`Expected ${name} in ${what}, got nothing`);
  const own = given(named[name], `${what}.${name}`);
  // the place of one component in one dimension may be a number
  const isNumber = patterns[0] === "d" && own.shape.length === 0 && "array" in own;
  return {
    name: many[0],
    given: isNumber ? { ...own, shape: [1], array: { ...own.array, shape: [1] } } : own,
    patterns,
    domain,
  };
}

/** The one kind of covariance of a Gaussian entry. */
function spreadOf(
  named: { readonly [name: string]: unknown },
  isOne: boolean,
  what: string,
): EntryValue {
  const usable = gaussianSpreads.filter(({ one }) => !isOne || one !== undefined);
  const present = usable.filter(({ many }) => named[many[0]] !== undefined);
  const [spread] = present;
  if (spread === undefined || present.length > 1) {
    const names = usable.map(({ many }) => many[0]).join(", ");
    const got = present.map(({ many }) => many[0]).join(" and ") || "none";
    throw new DomainError(`Expected exactly one of ${names} in ${what}, got ${got}`);
  }
  return valueOf(named, spread, isOne, what);
}
