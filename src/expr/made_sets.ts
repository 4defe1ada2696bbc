import { type Axis, axisOf, type IndexSet } from "./axes.ts";
import { coord, extent, inputAt } from "./leaf.ts";
import type { Node } from "./node.ts";
import { constant, isOp, nodes } from "./simplify.ts";

/** The extent of a set in a run: given, following from the sets that it was made of, or what it was made with. */
export function extentIn(set: IndexSet, sizes: ReadonlyMap<IndexSet, number>): number {
  const given = sizes.get(set), { made } = set;
  if (given !== undefined) return given;
  return made === undefined ? set.extent : extentMade(made, (one) => extentIn(one, sizes));
}

/** The extent that follows from the sets that a set was made of; undefined where a run does not give all of them. */
export function knownExtent(
  { made }: IndexSet,
  sizes: ReadonlyMap<IndexSet, number>,
): number | undefined {
  if (made === undefined) return undefined;
  const extent = extentMade(made, (one) => sizes.get(one) ?? knownExtent(one, sizes) ?? NaN);
  return Number.isNaN(extent) ? undefined : extent;
}

function extentMade(
  made: NonNullable<IndexSet["made"]>,
  extentOf: (set: IndexSet) => number,
): number {
  switch (made.how) {
    case "same":
      return extentOf(made.of);
    case "union":
      return extentOf(made.first) + extentOf(made.second);
    case "pairs":
      return extentOf(made.first) * extentOf(made.second);
    default:
      return made satisfies never;
  }
}

/** Which index of another set stands for each index along an axis. */
export interface Correspondence {
  /** The index: any one of the set, `otherwise`, where none stands for it. */
  readonly index: Node;
  /** Where there is one; undefined for everywhere. */
  readonly isThere?: { readonly where: Node; readonly otherwise: Node };
}

/** The indices of a part along the union that was made of it and another, or the other way round. */
export function correspondence(from: Axis, to: IndexSet): Correspondence | undefined {
  const here = coord(from), made = from.set.made, other = to.made;
  if (made?.how === "union") {
    const count = extent(made.first);
    if (made.first === to) {
      const last = nodes.sub(count, constant(1));
      const where = nodes.less(here, count);
      return { index: nodes.min(here, last), isThere: { where, otherwise: last } };
    }
    if (made.second === to) {
      const index = nodes.max(nodes.sub(here, count), constant(0));
      return {
        index,
        isThere: { where: nodes.lessEqual(count, here), otherwise: constant(0) },
      };
    }
  }
  if (other?.how === "union") {
    if (other.first === from.set) return { index: here };
    if (other.second === from.set) return { index: nodes.add(here, extent(other.first)) };
  }
  return undefined;
}

/** The two indices of a pair, of each index along an axis over pairs. */
export function indicesOfPair(pairs: Axis): { readonly first: Node; readonly second: Node } {
  const { made } = pairs.set, here = coord(pairs);
  if (made?.how !== "pairs") throw new Error("An axis of pairs runs over a set of pairs");
  const row = extent(made.second), first = nodes.floor(nodes.div(here, row));
  return { first, second: nodes.sub(here, nodes.mul(row, first)) };
}

/** The index of the pair of two indices. */
export function indexOfPair(first: Axis, second: Axis): Node {
  return nodes.add(nodes.mul(coord(first), extent(second.set)), coord(second));
}

/** Places among indices that are all different: −1 stands for none. */
function placeAmong(places: Node): Correspondence {
  const none = constant(0);
  return {
    index: nodes.max(places, none),
    isThere: { where: nodes.lessEqual(none, places), otherwise: none },
  };
}

/** A correspondence and the one that undoes it. */
export interface Undone {
  readonly to: Correspondence;
  readonly back: Correspondence;
}

/** What an index along `from` means of `axis` if it is known how to undo it: no two places have the same index. */
export function undone(index: Node, from: Axis, axis: Axis): Undone | undefined {
  const to = correspondence(from, axis.set), back = correspondence(axis, from.set);
  if (to?.index === index && back !== undefined) return { to, back };
  const read = isOp(index, "max") ? index.args[0] : index;
  if (read.kind !== "input" || read.source.inverse === undefined) return undefined;
  const undo = inputAt(read.source.inverse, [axis], read.domain);
  if (read === index) return { to: { index }, back: placeAmong(undo) };
  const among = placeAmong(read);
  return among.index === index ? { to: among, back: { index: undo } } : undefined;
}

/** Of which side of its pairs an index along an axis is, and the axis of the other side. */
export function sideOfPair(
  index: Node,
  from: Axis,
  axis: Axis,
): { readonly isFirst: boolean; readonly other: Axis } | undefined {
  const { made } = from.set;
  if (made?.how !== "pairs") return undefined;
  const { first, second } = indicesOfPair(from);
  if (index === first && made.first === axis.set) {
    return { isFirst: true, other: axisOf(made.second) };
  }
  if (index === second && made.second === axis.set) {
    return { isFirst: false, other: axisOf(made.first) };
  }
  return undefined;
}

/** The axes of both sides of an index that is that of their pair, of an axis over pairs. */
export function sidesOfIndex(index: Node, pairs: Axis): readonly [Axis, Axis] | undefined {
  const { made } = pairs.set;
  if (made?.how !== "pairs" || index.axes.length !== 2) return undefined;
  const first = index.axes.find(({ set }) => set === made.first);
  const second = index.axes.find(({ set }) => set === made.second);
  if (first === undefined || second === undefined) return undefined;
  return index === indexOfPair(first, second) ? [first, second] : undefined;
}
