import type { ComponentAxis } from "./component_axis.ts";

/**
 * What an index set counts. `batch`, `row`, `component` and `free` axes are *long*: their extent is known when a plan
 * runs. A `coordinate` axis is *short*: its extent is part of the plan.
 */
export type Role = "batch" | "row" | "component" | "free" | "coordinate";

/** A set of indices 0 … extent − 1. Two sets are the same only if they are the same object. */
export interface IndexSet {
  /** Order of creation; it also orders the axes of a value that have the same role. */
  readonly id: number;
  /** What the set counts. */
  readonly role: Role;
  /** The letter of the set in formulas. */
  readonly letter: string;
  /** The extent when the set was made; a compiled plan may run with another one along long axes. */
  readonly extent: number;
  /** Every copy made so far, by copy number. */
  readonly copies: Axis[];
  /** The sets that it was made of, from whose extents its own follows; undefined for most. */
  readonly made?: Making | undefined;
}

/** How an index set was made of others: the same indices again, those of one and then of another, or all pairs, row by row. */
export type Making =
  | { readonly how: "same"; readonly of: IndexSet }
  | { readonly how: "union" | "pairs"; readonly first: IndexSet; readonly second: IndexSet };

/** An index set plus a copy number: i and i′ run over the same components. Axes are interned by (set, copy). */
export interface Axis extends ComponentAxis {
  /** The set that the axis runs over. */
  readonly set: IndexSet;
  /** 0 for i, 1 for i′, 2 for i″. */
  readonly copy: number;
  /** Unique name, used in keys. */
  readonly key: string;
}

const rank: { readonly [R in Role]: number } = {
  batch: 0,
  row: 1,
  component: 2,
  free: 3,
  coordinate: 4,
};

let created = 0;
const shared = new Map<string, IndexSet>();

/** A new index set, different from all others. */
export function indexSet(role: Role, letter: string, extent: number, made?: Making): IndexSet {
  return { id: created++, role, letter, extent, copies: [], made };
}

/** The one index set with this role, letter and extent: for batches, coordinates and samples, which meet across mixtures. */
export function sharedIndexSet(role: Role, letter: string, extent: number): IndexSet {
  const key = `${role} ${letter} ${extent}`;
  let set = shared.get(key);
  if (set === undefined) shared.set(key, set = indexSet(role, letter, extent));
  return set;
}

/** Copy number `copy` of a set, as an axis. */
export function axisOf(set: IndexSet, copy = 0): Axis {
  // what an axis is for types only is left out
  return set.copies[copy] ??= { set, copy, key: `${set.id}.${copy}` } as Axis;
}

/** Whether a value of any kind is an axis. */
export function isAxis(value: unknown): value is Axis {
  if (typeof value !== "object" || value === null || !("set" in value && "copy" in value)) {
    return false;
  }
  // an axis is known to its set, whatever else looks like one
  const { set, copy } = value as Partial<Axis>;
  return typeof copy === "number" && set?.copies?.[copy] === value;
}

/** Whether the extent along `axis` is known only when a plan runs. */
export function isLong(axis: Axis): boolean {
  return axis.set.role !== "coordinate";
}

/** Long and not a batch: two of these on one value would make it quadratic in the size of the input. */
export function isQuadratic(axis: Axis): boolean {
  return isLong(axis) && axis.set.role !== "batch";
}

/** The order in which the axes of a value are laid out: batch, rows, components, free, coordinates. */
export function compareAxes(a: Axis, b: Axis): number {
  return rank[a.set.role] - rank[b.set.role] || a.set.id - b.set.id || a.copy - b.copy;
}

/** The union of several lists of axes, sorted and without repetition. */
export function unionAxes(...lists: readonly (readonly Axis[])[]): readonly Axis[] {
  if (lists.length === 1) return lists[0]!;
  return [...new Set(lists.flat())].sort(compareAxes);
}

/** The axes of `from` that are not in `without`. */
export function withoutAxes(from: readonly Axis[], without: readonly Axis[]): readonly Axis[] {
  return from.filter((axis) => !without.includes(axis));
}

/** `i`, `i′`, `i″`: the letter of the set and a prime for each copy after the first. */
export function axisName(axis: Axis): string {
  return axis.set.letter + "′".repeat(axis.copy);
}
