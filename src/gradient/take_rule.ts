import { type Axis, withoutAxes } from "../expr/axes.ts";
import { coord, sumOver, take } from "../expr/build.ts";
import {
  indexOfPair,
  indicesOfPair,
  sideOfPair,
  sidesOfIndex,
  type Undone,
  undone,
} from "../expr/made_sets.ts";
import type { Node, Take } from "../expr/node.ts";
import { constant, isOp, nodes } from "../expr/simplify.ts";

/** The adjoint of an array, before it is summed over `over`. */
export interface TakeAdjoint {
  readonly part: Node;
  readonly over: readonly Axis[];
}

/**
 * The adjoint of the array that was read at an index, given the adjoint g of what was read. In general that is a sum over all
 * places that may have read an entry; where it is known which one did, it is read from there, so that a gradient through
 * n places costs n and not n times the length of the array.
 */
export function takeRule({ args: [array, index], axis, axes }: Take, g: Node): TakeAdjoint {
  const [from, ...others] = index.axes;
  if (from !== undefined && others.length === 0 && !array.axes.includes(from)) {
    const over = withoutAxes(axes, [from]);
    const known = undone(index, from, axis);
    if (known !== undefined) return { part: readBack(known, g, from, axis), over };
    const side = sideOfPair(index, from, axis);
    if (side !== undefined) {
      const { other, isFirst } = side;
      const pair = isFirst ? indexOfPair(axis, other) : indexOfPair(other, axis);
      return { part: sumOver(other, take(g, from, pair)), over };
    }
  }
  const sides = sidesOfIndex(index, axis);
  if (sides !== undefined && !sides.some((side) => array.axes.includes(side))) {
    // each pair was read once: by the places of its sides
    const { first, second } = indicesOfPair(axis), [one, two] = sides;
    return { part: take(take(g, one, first), two, second), over: withoutAxes(axes, sides) };
  }
  // body[index]: the adjoint goes to the one place that was read
  const here = nodes.equal(index, coord(axis));
  return { part: nodes.select(here, g, constant(0)), over: axes };
}

/** g at the place that read each entry; those that read an entry in place of none go to that one. */
function readBack({ to, back }: Undone, g: Node, from: Axis, axis: Axis): Node {
  const none = constant(0);
  const read = take(g, from, back.index);
  const main = back.isThere === undefined ? read : nodes.select(back.isThere.where, read, none);
  if (to.isThere === undefined) return main;
  const { where, otherwise } = to.isThere;
  const astray = whereNot(where, g);
  if (astray === none) return main;
  const here = nodes.equal(coord(axis), otherwise);
  return nodes.add(main, nodes.select(here, sumOver(from, astray), none));
}

/** 0 where a condition holds, else g: 0 everywhere for what is 0 where it does not hold. */
function whereNot(condition: Node, g: Node): Node {
  const none = constant(0);
  const isNone = g === none || isOp(g, "select") && g.args[0] === condition && g.args[2] === none;
  return isNone ? none : nodes.select(condition, none, g);
}
