import type { Slices } from "../../conduct/slices.ts";

/** Points in an order in which neighbours lie near each other, and the cuts by which they were put there. */
export interface TreeOrder {
  /** Which point stands at each place. */
  readonly order: Int32Array;
  /** By the place where its second half begins: along which key a part was cut, and where. */
  readonly cuts: ReadonlyMap<number, Cut>;
}

/** A cut of the places from `first` to `end`. */
export interface Cut {
  readonly first: number;
  readonly end: number;
  readonly key: number;
  readonly at: number;
}

/** Parts of so few points are not cut. */
const fewest = 16;
/** Parts are cut at multiples of the largest of these that leaves both halves some: blocks of lanes and of rows. */
const units = [512, 128, 32, 16];
/** Points that are looked at in a slice. */
const pointsAtOnce = 2 ** 16;

/**
 * The order of a k-d tree: points are cut at the median of the key that spreads most, then each half. A key is a number for each
 * point; keys that spread alike count alike. With `only` it goes on with the half alone that this place is in: cheap, and the
 * fewest points around it are those of the whole order.
 */
export function* treeOrder(
  count: number,
  keys: readonly Float64Array[],
  only?: number,
): Slices<TreeOrder> {
  const order = Int32Array.from({ length: count }, (_, t) => t), along = new Float64Array(count);
  const cuts = new Map<number, Cut>(), parts: [number, number][] = [[0, count]];
  let done = 0;
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const [first, end] = part;
    if (end - first <= fewest) continue;
    const key = widest(order, keys, first, end);
    if (key === undefined) continue;
    const values = keys[key]!;
    for (let t = first; t < end; t++) along[t] = values[order[t]!]!;
    const middle = middleOf(first, end);
    select(along, order, { first, end, middle });
    cuts.set(middle, { first, end, key, at: along[middle]! });
    const halves: [number, number][] = [[middle, end], [first, middle]];
    parts.push(...halves.filter(([from, to]) => only === undefined || (from <= only && only < to)));
    done += (end - first) * (keys.length + 2);
    if (done < pointsAtOnce) continue;
    yield undefined;
    done = 0;
  }
  return { order, cuts };
}

/** Where a part is cut: near its middle, at a multiple of the largest fitting unit. */
function middleOf(first: number, end: number): number {
  const count = end - first;
  const unit = units.find((one) => 2 * one <= count) ?? fewest;
  return Math.min(end - 1, first + Math.max(1, Math.round(count / 2 / unit)) * unit);
}

/** The part of at most `most` points where one with these keys would have its place. */
export function placeOf(
  { order: { length }, cuts }: TreeOrder,
  keys: (key: number) => number,
  most: number,
): readonly [first: number, end: number] {
  let first = 0, end = length;
  while (end - first > most) {
    const cut = cuts.get(middleOf(first, end));
    if (cut === undefined || cut.first !== first || cut.end !== end) break;
    const middle = middleOf(first, end);
    if (keys(cut.key) < cut.at) end = middle;
    else first = middle;
  }
  return [first, end];
}

/** The key whose numbers lie furthest apart; undefined where all points are one. */
function widest(
  order: Int32Array,
  keys: readonly Float64Array[],
  first: number,
  end: number,
): number | undefined {
  let found: number | undefined, most = 0;
  keys.forEach((values, key) => {
    let lo = Infinity, hi = -Infinity;
    for (let t = first; t < end; t++) {
      const value = values[order[t]!]!;
      if (value < lo) lo = value;
      if (value > hi) hi = value;
    }
    if (hi - lo <= most) return;
    most = hi - lo;
    found = key;
  });
  return found;
}

/** Moves the least of `along`, and the points they belong to, before `middle` (Hoare's selection). */
function select(
  along: Float64Array,
  order: Int32Array,
  { first, end, middle }: { readonly first: number; readonly end: number; readonly middle: number },
): void {
  let lo = first, hi = end - 1;
  while (lo < hi) {
    const pivot = medianOf(along[lo]!, along[(lo + hi) >> 1]!, along[hi]!);
    let i = lo, j = hi;
    while (i <= j) {
      while (along[i]! < pivot) i++;
      while (along[j]! > pivot) j--;
      if (i > j) break;
      const value = along[i]!, place = order[i]!;
      along[i] = along[j]!;
      order[i] = order[j]!;
      along[j] = value;
      order[j] = place;
      i++;
      j--;
    }
    if (middle <= j) hi = j;
    else if (middle >= i) lo = i;
    else return;
  }
}

function medianOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
