import { type Axis, axisOf } from "../expr/axes.ts";
import { hold, reduce, rename, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { UniformComponent } from "../mixture/component_types.ts";
import type { BoxGroups } from "./box_groups.ts";
import { difference, edgeOf, type Place } from "./box_overlaps.ts";

/**
 * The cells that the edges of all boxes of a group cut out of the line along each coordinate, in which the marginal density qₐ of
 * the group is constant: one begins at each edge, the lower and the upper one of box i. Where m edges coincide, the cell has an
 * mth of its length at each of them. Nothing is sorted: what a cell is follows from one sweep over pairs of boxes, in sums of positive terms.
 */
export interface Cells {
  /** Where they begin. */
  readonly from: Place;
  /** Their length, over (i, a); 0 after the last edge. */
  readonly length: Node;
  /** The marginal density of the group in them. */
  readonly density: Node;
}

/** The cells that begin at the lower edges, and those that begin at the upper ones. */
export function cellsOf(
  i: UniformComponent<Node>,
  j: UniformComponent<Node>,
  { areTogether, weight }: BoxGroups,
): readonly Cells[] {
  const ends = [edgeOf(j, -1), edgeOf(j, 1)] as const, zero = constant(0);
  const height = nodes.div(j.weight, j.width);
  return ([-1, 1] as const).map((side): Cells => {
    const from = edgeOf(i, side);
    const ahead = ends.map((end) => difference(end, from));
    const covers = nodes.mul(nodes.lessEqual(ahead[0]!, zero), nodes.less(zero, ahead[1]!));
    const beyond = (x: Node) =>
      nodes.select(nodes.mul(areTogether, nodes.less(zero, x)), x, constant(Infinity));
    const next = nodes.neg(reduce(
      "max",
      j.component,
      nodes.neg(nodes.min(beyond(ahead[0]!), beyond(ahead[1]!))),
    ));
    const equals = nodes.mul(
      areTogether,
      nodes.add(nodes.equal(ahead[0]!, zero), nodes.equal(ahead[1]!, zero)),
    );
    const density = sumOver(j.component, nodes.mul(areTogether, nodes.mul(covers, height)));
    const isLast = nodes.equal(next, constant(Infinity));
    const length = nodes.div(
      nodes.select(isLast, zero, next),
      sumOver(j.component, equals),
    );
    return {
      from,
      length: hold("lengths of cells", length, "any"),
      density: hold("marginal densities", nodes.ratio(density, weight), "any"),
    };
  });
}

/** The cells of i as those of another copy. */
export function cellsAt(cells: Cells, component: Axis, copy: number): Cells {
  const names = new Map([[component, axisOf(component.set, copy)]]);
  return {
    from: { near: rename(cells.from.near, names), rest: rename(cells.from.rest, names) },
    length: rename(cells.length, names),
    density: rename(cells.density, names),
  };
}

/** ln of the density of cells, 0 where it is 0: no box is there. */
export function logDensityOf({ density }: Cells): Node {
  return nodes.log(nodes.select(nodes.less(constant(0), density), density, constant(1)));
}
