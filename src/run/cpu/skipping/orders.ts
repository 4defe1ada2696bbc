import type { BoundingKernel } from "../../../../kernels/bounding/bounding_kernel.ts";
import type { Kernel } from "../../../../kernels/ir/kernel.ts";
import type { IndexSet } from "../../../expr/axes.ts";
import type { Buffer, Sizes } from "../../../plan/types.ts";
import type { Slices } from "../../conduct/slices.ts";
import type { Piece } from "../../threads/pool.ts";
import { negligible, type SampledExponents, sampledExponents } from "./reach.ts";
import { neededOfLeaf } from "./try_leaf.ts";
import { hasExponents, type SortKeys, sortKeys } from "./sort_keys.ts";
import { placeOf, type TreeOrder, treeOrder } from "./tree_order.ts";

/** Rows that get their first lanes together, and how many lanes these are. */
export const seedRows = 64, seedLanes = 64;
/** Rows that are no lanes get theirs in at most so many parts. */
const mostSeeds = 2 ** 15;
/** If more of the sampled pairs than this count, blocks are not looked at. */
const mostSampled = 0.4;
/** If a small block of rows needs more of the lanes than this, no order is made. */
const mostNeeded = 0.7;

/** The orders that a run has found, by the sets of rows and lanes; undefined where nothing can be skipped. */
export type Orders = Map<IndexSet, Map<IndexSet, Ordered | undefined>>;

/** Rows and lanes in an order in which near ones are neighbours. */
export interface Ordered {
  readonly rows: Int32Array;
  readonly lanes: Int32Array;
  /** For some rows each, the lanes next to them: their first. */
  readonly seeds: readonly Omit<Piece, "args">[];
}

/** What an order is found from. */
export interface OrderSetting {
  readonly array: (buffer: Buffer) => Float64Array;
  readonly sizes: Sizes;
  readonly orders: Orders;
}

/** The order of rows and lanes, found once a run; undefined where a sample says that most pairs count. */
export function* orderedFor(
  bounding: BoundingKernel,
  kernel: Kernel,
  { array, sizes, orders }: OrderSetting,
): Slices<Ordered | undefined> {
  const rowSet = kernel.rows[0]!.set, laneSet = kernel.lane!.set;
  let ofRows = orders.get(rowSet);
  if (ofRows === undefined) orders.set(rowSet, ofRows = new Map());
  if (ofRows.has(laneSet)) return ofRows.get(laneSet);
  // the terms of sums alone do not tell where components lie
  if (!hasExponents(bounding)) return undefined;
  const sample = sampledExponents(bounding, sizes, array);
  let found: Ordered | undefined;
  if (sampledShare(sample) <= mostSampled) {
    const keys = sortKeys(kernel, sample, sizes, array), isOneSet = rowSet === laneSet;
    yield undefined;
    const isHopeless = keys.common === 0 || (isOneSet &&
      (yield* neededOfLeaf(bounding, keys, { sizes, array, sample })) > mostNeeded);
    if (!isHopeless) found = yield* orderedBy(keys, isOneSet);
  }
  ofRows.set(laneSet, found);
  return found;
}

function* orderedBy(keys: SortKeys, isOneSet: boolean): Slices<Ordered> {
  const count = keys.rows[0]!.length;
  const lanes = yield* treeOrder(keys.lanes[0]!.length, keys.lanes);
  const rows = isOneSet ? lanes : yield* treeOrder(count, keys.rows);
  const seeds: Omit<Piece, "args">[] = [], most = lanes.order.length;
  // rows that are no lanes may lie far from each other: each has lanes of its own
  const together = isOneSet ? seedRows : Math.ceil(count / mostSeeds);
  for (let rowFirst = 0; rowFirst < count; rowFirst += together) {
    const place = isOneSet ? rowFirst : besides(keys, lanes, rows.order[rowFirst]!);
    const laneEnd = Math.min(most, place + seedLanes), laneFirst = Math.max(0, laneEnd - seedLanes);
    seeds.push({ rowFirst, rowEnd: Math.min(count, rowFirst + together), laneFirst, laneEnd });
  }
  return { rows: rows.order, lanes: lanes.order, seeds };
}

/** Where the lanes begin that lie next to a row: where it would stand among them, as far as they have keys in common. */
function besides({ rows, common }: SortKeys, lanes: TreeOrder, row: number): number {
  return placeOf(lanes, (key) => key < common ? rows[key]![row]! : -Infinity, seedLanes)[0];
}

/** Which part of sampled pairs is not negligible beside the largest of its row. */
function sampledShare({ all, nearest }: SampledExponents): number {
  const side = nearest.length;
  // what is no number counts
  const counted = all.filter((x, t) => !(x < all[nearest[Math.floor(t / side)]!]! - negligible));
  return counted.length / all.length;
}
