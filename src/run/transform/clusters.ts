import type { Slices } from "../../expr/slices.ts";
import type { PointCells } from "./point_set.ts";

/** Points that are cut apart in a slice: some milliseconds. */
const pointsAtOnce = 2 ** 18;

/**
 * Cuts points apart wherever `gap` cells in a row along a coordinate are empty, again and again: far clusters and single far
 * points then need no grid between them. The largest cluster comes first.
 */
export function* clustersOf(
  cells: PointCells,
  chosen: Int32Array,
  gap: number,
): Slices<readonly Int32Array[]> {
  const order = chosen.slice(), clusters: Int32Array[] = [];
  const open: [first: number, end: number][] = [[0, order.length]];
  let looked = 0;
  while (open.length > 0) {
    const [first, end] = open.pop()!, points = order.subarray(first, end);
    const cut = cutOf(cells, points, gap);
    looked += points.length * cells.length;
    if (looked > pointsAtOnce) {
      looked = 0;
      yield undefined;
    }
    if (cut === undefined) clusters.push(points);
    for (let t = 0; cut !== undefined && t + 1 < cut.length; t++) {
      open.push([first + cut[t]!, first + cut[t + 1]!]);
    }
  }
  return clusters.sort((x, y) => y.length - x.length);
}

/** Cuts points along the first coordinate that has a gap, puts those of a side beside each other, and says where each begins. */
function cutOf(cells: PointCells, order: Int32Array, gap: number): number[] | undefined {
  if (order.length < 2) return undefined;
  for (const own of cells) {
    const lasts = beforeGaps(own, order, gap);
    if (lasts.length === 0) continue;
    const sides = order.map((point) => sideOf(own[point]!, lasts));
    const starts = new Array<number>(lasts.length + 2).fill(0);
    for (const side of sides) starts[side + 1]!++;
    for (let t = 1; t < starts.length; t++) starts[t]! += starts[t - 1]!;
    const next = starts.slice(), before = order.slice();
    before.forEach((point, t) => void (order[next[sides[t]!]!++] = point));
    return starts;
  }
  return undefined;
}

/** The last cell before each gap along a coordinate, in order. */
function beforeGaps(own: Int32Array, order: Int32Array, gap: number): number[] {
  let least = Infinity, most = -Infinity;
  for (const point of order) {
    const cell = own[point]!;
    if (cell < least) least = cell;
    if (cell > most) most = cell;
  }
  const lasts: number[] = [];
  let before = least;
  const visit = (cell: number) => {
    if (cell - before > gap) lasts.push(before);
    before = cell;
  };
  if (most - least > 4 * order.length) {
    order.map((point) => own[point]!).sort().forEach(visit);
  } else {
    const isThere = new Uint8Array(most - least + 1);
    for (const point of order) isThere[own[point]! - least] = 1;
    for (let t = 0; t < isThere.length; t++) if (isThere[t] === 1) visit(least + t);
  }
  return lasts;
}

/** How many of `lasts`, in order, lie below a cell. */
function sideOf(cell: number, lasts: readonly number[]): number {
  let low = 0, high = lasts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lasts[middle]! < cell) low = middle + 1;
    else high = middle;
  }
  return low;
}
