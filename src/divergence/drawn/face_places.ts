import { axisOf } from "../../expr/axes.ts";
import { coord, rename, take } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { logDensityFrom, middleOf } from "../../distance/component.ts";
import { isOutside, logVolume, outsideCount } from "../../mixture/families/uniform_family.ts";
import type { Component, UniformComponent } from "../../mixture/component_types.ts";
import type { MixtureSample } from "../../estimator/sampling.ts";
import { logSumExpOf } from "../../mixture/over_parts.ts";
import type { Part } from "../../mixture/parts.ts";
import { differenceFrom } from "./log_density_of_parts.ts";
import type { FaceLogs } from "./quantity.ts";

/** A draw from a box moved to one of its two faces along each coordinate. */
export interface Face {
  readonly draws: MixtureSample;
  /** The boxes that some draws are from. */
  readonly i: UniformComponent<Node>;
  /** The index of the box of each draw from one. */
  readonly label: Node;
  readonly side: 1 | -1;
  /** Whether a box with a face exactly there counts as if it covered the point. */
  readonly isClosed: boolean;
}

/** Log densities at a face along each coordinate, those of `own` without the box itself. */
export function logsAtFace(
  face: Face,
  { own, other }: { readonly own: readonly Part[]; readonly other: readonly Part[] },
): FaceLogs {
  const { i, label } = face;
  const at = (value: Node) => take(value, i.component, label);
  const isItself = nodes.equal(coord(i.component), label);
  const restOf = (j: Component<Node>) =>
    j.component === i.component ? nodes.select(isItself, constant(0), j.weight) : j.weight;
  const total = (parts: readonly Part[], weightOf: (j: Component<Node>) => Node) =>
    logSumExpOf(parts.map(({ pair: [j] }) => j), (j) => logDensityThere(j, face), weightOf);
  return {
    box: nodes.sub(nodes.log(at(i.weight)), at(logVolume(i))),
    rest: total(own, restOf),
    other: total(other, ({ weight }) => weight),
  };
}

/** ln pⱼ at the moved point, for each coordinate along which it was moved. */
function logDensityThere(j: Component<Node>, face: Face): Node {
  const { draws, i, label, side } = face;
  const at = (value: Node) => take(value, i.component, label);
  const delta = differenceFrom(j, draws);
  const moved = nodes.add(
    nodes.sub(draws.middle, middleOf(j)),
    nodes.mul(constant(side * 0.5), at(i.width)),
  );
  if (j.family === "uniform") return ofBox(j, { delta, moved, isClosed: face.isClosed });
  // a copy of its own, beyond those of rows and columns, runs over the faces: all other coordinates of the point stay
  const along = j.coordinate, faces = axisOf(along.set, 2);
  const isMoved = nodes.equal(coord(along), coord(faces));
  const there = logDensityFrom(j, nodes.select(isMoved, moved, delta));
  return rename(there, new Map([[faces, along]]));
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
