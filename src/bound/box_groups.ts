import { coord, reduce, rename, sumOver, take } from "../expr/build.ts";
import { unknownName, UnknownNameError } from "../expr/errors.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { UniformComponent } from "../mixture/component_types.ts";
import { difference, edgeOf } from "./box_overlaps.ts";

/** How often a box asks those that it overlaps for their group; the length of chains that are followed doubles each time. */
const rounds = 6;

/** Which boxes are one group: all, or those that hang together by overlaps. */
export type Grouping = "all" | "overlapping";

/** Groups of boxes: every bound that uses them holds for any groups, and is tight where boxes of two groups do not overlap. */
export interface BoxGroups {
  /** 1 for two boxes of one group. */
  readonly areTogether: Node;
  /** The weight of the group of box i. */
  readonly weight: Node;
}

/**
 * The groups that are asked for.
 *
 * Throws `UnknownNameError` for what is no grouping.
 */
export function groupsOf(
  i: UniformComponent<Node>,
  j: UniformComponent<Node>,
  grouping: Grouping,
): BoxGroups {
  switch (grouping) {
    case "all":
      return { areTogether: constant(1), weight: sumOver(i.component, i.weight) };
    case "overlapping":
      return overlappingGroups(i, j);
    default:
      throw new UnknownNameError(unknownName("groups", grouping satisfies never, groupings));
  }
}

const groupings: readonly Grouping[] = ["all", "overlapping"];

/**
 * Groups of boxes that hang together by overlaps: each box takes the largest number among those that it overlaps, then that of
 * the box with this number, six times. Boxes that are linked by longer chains than this follows are in several groups.
 */
function overlappingGroups(i: UniformComponent<Node>, j: UniformComponent<Node>): BoxGroups {
  const { component } = i, names = new Map([[component, j.component]]);
  const meets = doOverlap(i, j);
  let group: Node = coord(component);
  for (let round = 0; round < rounds; round++) {
    const asked = nodes.select(meets, rename(group, names), constant(-1));
    const most = reduce("max", j.component, asked);
    group = take(most, component, most);
  }
  const found = markers.stop(group);
  const areTogether = nodes.equal(found, rename(found, names));
  return { areTogether, weight: sumOver(j.component, nodes.mul(areTogether, j.weight)) };
}

/** 1 where two boxes overlap along all coordinates. */
function doOverlap(i: UniformComponent<Node>, j: UniformComponent<Node>): Node {
  const zero = constant(0);
  const isApart = nodes.max(
    nodes.lessEqual(difference(edgeOf(i, 1), edgeOf(j, -1)), zero),
    nodes.lessEqual(difference(edgeOf(j, 1), edgeOf(i, -1)), zero),
  );
  return nodes.equal(sumOver(i.coordinate, isApart), zero);
}
