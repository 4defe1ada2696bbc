/**
 * The distance from each point to its k-th nearest other point, exactly, by a k-d tree in flat arrays (Bentley 1975;
 * Friedman, Bentley & Finkel 1977). Points are put in the order of the tree; a node is a range of them, split in halves by
 * the coordinate along which it is widest.
 */
import type { Sample } from "./covariance.ts";

/** Ranges of so many points are not split. */
const leafSize = 12;

interface Tree {
  /** The coordinates in the order of the tree. */
  readonly points: Float64Array;
  /** Which row each of these points was. */
  readonly order: Uint32Array;
  /** The coordinate by which the node is split whose middle is at this place; a leaf has none. */
  readonly along: Uint8Array | Uint32Array;
  readonly n: number;
  readonly d: number;
}

/** The Euclidean distance from each row to its k-th nearest other row, 1 ≤ k < n; rows that repeat are at a distance of 0. */
export function nearestDistances(sample: Sample, k: number): Float64Array {
  const tree = treeOf(sample), { n, order } = tree;
  const distances = new Float64Array(n);
  const search = searchOver(tree, k);
  for (let p = 0; p < n; p++) distances[order[p]!] = Math.sqrt(search(p));
  return distances;
}

function treeOf({ values, n, d }: Sample): Tree {
  const order = Uint32Array.from({ length: n }, (_, r) => r);
  const along = d <= 256 ? new Uint8Array(n) : new Uint32Array(n);
  const ranges = [0, n];
  while (ranges.length > 0) {
    const end = ranges.pop()!, start = ranges.pop()!;
    if (end - start <= leafSize) continue;
    const axis = widest({ values, order, d }, start, end), middle = (start + end) >> 1;
    select({ values, order, d, axis }, { start, end, middle });
    along[middle] = axis;
    ranges.push(start, middle, middle + 1, end);
  }
  const points = new Float64Array(n * d);
  for (let p = 0; p < n; p++) {
    for (let a = 0; a < d; a++) points[p * d + a] = values[order[p]! * d + a]!;
  }
  return { points, order, along, n, d };
}

interface Ordered {
  readonly values: Float64Array;
  readonly order: Uint32Array;
  readonly d: number;
}

/** The coordinate along which a range of points is widest. */
function widest({ values, order, d }: Ordered, start: number, end: number): number {
  let axis = 0, most = -1;
  for (let a = 0; a < d; a++) {
    let least = Infinity, greatest = -Infinity;
    for (let p = start; p < end; p++) {
      const x = values[order[p]! * d + a]!;
      if (x < least) least = x;
      if (x > greatest) greatest = x;
    }
    if (greatest - least > most) [axis, most] = [a, greatest - least];
  }
  return axis;
}

/** Puts the point that belongs to the middle of a range there, smaller ones before it and larger ones after (Hoare 1961). */
function select(
  { values, order, d, axis }: Ordered & { readonly axis: number },
  { start, end, middle }: { start: number; end: number; middle: number },
): void {
  for (let left = start, right = end - 1; left < right;) {
    const pivot = values[order[(left + right) >> 1]! * d + axis]!;
    let p = left, q = right;
    while (p <= q) {
      while (values[order[p]! * d + axis]! < pivot) p++;
      while (values[order[q]! * d + axis]! > pivot) q--;
      if (p > q) break;
      const swapped = order[p]!;
      order[p++] = order[q]!;
      order[q--] = swapped;
    }
    if (middle <= q) right = q;
    else if (middle >= p) left = p;
    else return;
  }
}

/** A function that finds the squared distance from the point at a place of the tree to its k-th nearest other one. */
function searchOver({ points, along, n, d }: Tree, k: number): (p: number) => number {
  /** The k least squared distances so far, in order. */
  const nearest = new Float64Array(k);
  /** How far the point lies from the range that is searched, along each coordinate. */
  const offsets = new Float64Array(d);
  const look = (p: number, q: number) => {
    if (p === q) return;
    const most = nearest[k - 1]!;
    let squared = 0;
    for (let a = 0, i = p * d, j = q * d; a < d; a++, i++, j++) {
      const apart = points[i]! - points[j]!;
      squared += apart * apart;
    }
    if (!(squared < most)) return;
    let t = k - 1;
    for (; t > 0 && nearest[t - 1]! > squared; t--) nearest[t] = nearest[t - 1]!;
    nearest[t] = squared;
  };
  /** `least` is the squared distance to the range: the sum of the squares of the offsets (Arya & Mount 1993). */
  const searchRange = (p: number, start: number, end: number, least: number): void => {
    if (end - start <= leafSize) {
      for (let q = start; q < end; q++) look(p, q);
      return;
    }
    const middle = (start + end) >> 1, axis = along[middle]!;
    const apart = points[p * d + axis]! - points[middle * d + axis]!;
    const before = offsets[axis]!, far = least - before * before + apart * apart;
    if (apart < 0) searchRange(p, start, middle, least);
    else searchRange(p, middle + 1, end, least);
    look(p, middle);
    // rounding must not lose what is as near as the best
    if (far * (1 - 2 ** -40) > nearest[k - 1]!) return;
    offsets[axis] = apart;
    if (apart < 0) searchRange(p, middle + 1, end, far);
    else searchRange(p, start, middle, far);
    offsets[axis] = before;
  };
  return (p) => {
    nearest.fill(Infinity);
    searchRange(p, 0, n, 0);
    return nearest[k - 1]!;
  };
}
