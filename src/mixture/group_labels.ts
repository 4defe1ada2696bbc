import { describe } from "../expr/array.ts";
import { reasonOf } from "../expr/describe.ts";
import { DomainError, ShapeError } from "../expr/errors.ts";
import { copyStrided } from "../expr/strided.ts";

/** Labels as they may be given: one for each component, or the indices of the components of each group. */
export type GroupLabels =
  | Iterable<number | string>
  | Iterable<Iterable<number>>
  | { readonly data: ArrayLike<number>; readonly shape: readonly number[] };

/** Which group each component belongs to: numbers from 0, in the order in which groups appear. */
export interface LabelsRead {
  readonly labels: Float64Array;
  readonly count: number;
}

/** The labels of k components, read once; `name` is the argument's name for messages. Each is its own group if there are none. */
export function readLabels(given: unknown, k: number, name: string): LabelsRead {
  if (given === undefined) {
    return { labels: Float64Array.from({ length: k }, (_, i) => i), count: k };
  }
  const entries = entriesOf(given, k, name);
  return entries.some(isList)
    ? ofLists(entries.map((entry, g) => listAt(entry, `${name}[${g}]`, k)), k, name)
    : ofLabels(entries, k, name);
}

/** The entries of a list that may be anything; no more than one too many. */
function entriesOf(given: unknown, k: number, name: string): unknown[] {
  if (typeof given !== "object" || given === null) {
    throw new TypeError(
      `Expected ${name} as a list of ${k} labels, one for each component, got ${describe(given)}`,
    );
  }
  try {
    if (isStrided(given)) return Array.from(copyStrided(given, name).data);
    if (Symbol.iterator in given && typeof given[Symbol.iterator] === "function") {
      return upTo(given as Iterable<unknown>, k + 1);
    }
  } catch (error) {
    if (error instanceof ShapeError) throw error;
    throw new TypeError(`Expected ${name} to be readable, got an error: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  throw new TypeError(
    `Expected ${name} as a list of ${k} labels, one for each component, got ${describe(given)}`,
  );
}

function isStrided(given: object): given is Parameters<typeof copyStrided>[0] {
  return "data" in given && "shape" in given && typeof given.data === "object" &&
    typeof given.shape === "object" && given.data !== null && given.shape !== null;
}

function upTo(list: Iterable<unknown>, most: number): unknown[] {
  const entries: unknown[] = [];
  for (const entry of list) {
    entries.push(entry);
    if (entries.length === most) break;
  }
  return entries;
}

function isList(entry: unknown): boolean {
  return typeof entry === "object" && entry !== null && Symbol.iterator in entry;
}

function ofLabels(entries: readonly unknown[], k: number, name: string): LabelsRead {
  if (entries.length !== k) {
    const got = entries.length > k ? `more` : String(entries.length);
    throw new ShapeError(
      `Expected ${name} of ${k} labels, one for each of the ${k} components, got ${got}`,
    );
  }
  const known = new Map<unknown, number>();
  const labels = Float64Array.from(entries, (label, i) => {
    const isLabel = typeof label === "string" ||
      (typeof label === "number" && Number.isFinite(label));
    if (!isLabel) {
      throw new DomainError(
        `Expected a number or a text as the label ${name}[${i}], got ${describe(label)}`,
      );
    }
    const group = known.get(label) ?? known.size;
    known.set(label, group);
    return group;
  });
  return { labels, count: known.size };
}

/** The indices of one group. */
function listAt(entry: unknown, name: string, k: number): number[] {
  if (!isList(entry)) {
    throw new TypeError(
      `Expected ${name} as a list of indices of components, like the other groups, got ${
        describe(entry)
      }`,
    );
  }
  const indices = entriesOf(entry, k, name);
  if (indices.length === 0) {
    throw new ShapeError(`Expected ${name} to have a component, got an empty group`);
  }
  return indices.map((index, t) => {
    if (typeof index === "number" && Number.isInteger(index) && index >= 0 && index < k) {
      return index;
    }
    throw new DomainError(
      `Expected the index of a component, from 0 to ${k - 1}, at ${name}[${t}], got ${
        describe(index)
      }`,
    );
  });
}

function ofLists(lists: readonly (readonly number[])[], k: number, name: string): LabelsRead {
  const labels = new Float64Array(k).fill(-1);
  lists.forEach((list, g) => {
    for (const i of list) {
      if (labels[i] !== -1) {
        throw new DomainError(
          `Expected each component in one of the ${name}, got component ${i} in ${name}[${
            labels[i]
          }] and ${name}[${g}]`,
        );
      }
      labels[i] = g;
    }
  });
  const missing = labels.indexOf(-1);
  if (missing !== -1) {
    throw new DomainError(
      `Expected each of the ${k} components in one of the ${name}, got component ${missing} in none`,
    );
  }
  return { labels, count: lists.length };
}
