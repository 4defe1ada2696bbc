import { coord, freshAxis, reduce, rename, take } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import {
  isOutside,
  logDensityFrom,
  logVolume,
  middleOf,
  outsideCount,
} from "../distance/component.ts";
import type { Component, UniformComponent } from "../mixture/component_types.ts";
import type { Part } from "../mixture/parts.ts";
import type { DrawnSet } from "./drawn_sets.ts";
import { logAdd } from "./log_add.ts";
import { differenceFrom } from "./log_density.ts";
import type { FaceLogs } from "./quantity.ts";

/** A draw from a box moved to one of its two faces along each coordinate. */
export interface Face {
  readonly set: DrawnSet;
  /** The box of the draw, on the axis of its components. */
  readonly i: UniformComponent<Node>;
  readonly side: 1 | -1;
  /** Whether a box with a face exactly there counts as if it covered the point. */
  readonly isClosed: boolean;
}

/** Log densities at a face along each coordinate, those of `own` without the box itself. */
export function logsAtFace(
  face: Face,
  { own, other }: { readonly own: readonly Part[]; readonly other: readonly Part[] },
): FaceLogs {
  const { set: { draws: { label } }, i } = face;
  const at = (value: Node) => take(value, i.component, label);
  const isItself = nodes.equal(coord(i.component), label);
  const restOf = (j: Component<Node>) =>
    j.component === i.component ? nodes.select(isItself, constant(0), j.weight) : j.weight;
  const total = (parts: readonly Part[], weightOf: (j: Component<Node>) => Node) =>
    logAdd(
      parts.map(({ pair: [j] }) =>
        reduce("logSumExp", j.component, logDensityThere(j, face), weightOf(j))
      ),
    );
  return {
    box: nodes.sub(nodes.log(at(i.weight)), at(logVolume(i))),
    rest: total(own, restOf),
    other: total(other, ({ weight }) => weight),
  };
}

/** ln pⱼ at the moved point, for each coordinate along which it was moved. */
function logDensityThere(j: Component<Node>, face: Face): Node {
  const { set: { draws }, i, side } = face;
  const at = (value: Node) => take(value, i.component, draws.label);
  const delta = differenceFrom(j, draws);
  const moved = nodes.add(
    nodes.sub(draws.middle, middleOf(j)),
    nodes.mul(constant(side * 0.5), at(i.width)),
  );
  if (j.family === "uniform") return ofBox(j, { delta, moved, isClosed: face.isClosed });
  // a coordinate of its own runs over the faces: all others of the point stay
  const along = j.coordinate, faces = freshAxis(along.set, [along, ...matrixAxes(j)]);
  const isMoved = nodes.equal(coord(along), coord(faces));
  const there = logDensityFrom(j, nodes.select(isMoved, moved, delta));
  return rename(there, new Map([[faces, along]]));
}

function matrixAxes(j: Component<Node>) {
  return j.family === "gaussian" && j.covariance.kind === "full"
    ? [j.covariance.row, j.covariance.column]
    : [];
}

/** A box covers the moved point if the point lies outside along no other coordinate, and the face lies inside. */
function ofBox(
  j: UniformComponent<Node>,
  { delta, moved, isClosed }: {
    readonly delta: Node;
    readonly moved: Node;
    readonly isClosed: boolean;
  },
): Node {
  const others = nodes.sub(outsideCount(j, delta), isOutside(j, delta));
  const half = nodes.mul(constant(0.5), j.width), reach = nodes.abs(moved);
  const covers = isClosed ? nodes.lessEqual(reach, half) : nodes.less(reach, half);
  const covered = nodes.mul(nodes.equal(others, constant(0)), covers);
  return nodes.select(covered, nodes.neg(logVolume(j)), constant(-Infinity));
}
