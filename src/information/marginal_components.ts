import { inputOver } from "../expr/array.ts";
import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, hold, rename, sumOver, take } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import type { AnyMixture } from "../bound/named_bounds.ts";
import { componentOf } from "../mixture/components.ts";
import type { Component } from "../mixture/component_types.ts";
import { type Covariance, fullCovariance } from "../mixture/covariance.ts";

/** Some of the coordinates of a mixture, which become those of its marginal in that order. */
export interface Selection {
  /** How many there are. */
  readonly count: number;
  /** The axis over them. */
  readonly axis: Axis;
  /** Which coordinate each of them is. */
  readonly index: Node;
}

/** The selection of coordinates by their indices, which are no part of a plan. */
export function selectionOf(indices: readonly number[]): Selection {
  const axis = axisOf(sharedIndexSet("coordinate", "a", indices.length));
  const data = Float64Array.from(indices);
  return {
    count: indices.length,
    axis,
    index: inputOver({ data, shape: [indices.length] }, "coordinates", [axis]),
  };
}

/** A value of all coordinates at those of a selection. */
export function selected(value: Node, coordinate: Axis, { index }: Selection): Node {
  return take(value, coordinate, index);
}

/** The same of a value that is not stored: a sum of which one term counts. */
export function picked(value: Node, coordinate: Axis, { index }: Selection): Node {
  return sumOver(coordinate, nodes.weigh(nodes.equal(coord(coordinate), index), value));
}

/** The distribution of some coordinates of a mixture, over the same components. */
export function marginalMixture(p: AnyMixture, selection: Selection): AnyMixture {
  return {
    ...p,
    dimension: selection.count,
    at: (copy) => marginalComponent(componentOf(p.at(copy)), selection),
  };
}

/** The distribution of some coordinates of a component. */
export function marginalComponent(p: Component<Node>, selection: Selection): Component<Node> {
  const { axis: coordinate } = selection;
  const at = (value: Node) => selected(value, p.coordinate, selection);
  if (p.family === "uniform") {
    return { ...p, coordinate, center: at(p.center), width: at(p.width) };
  }
  return {
    ...p,
    coordinate,
    mean: at(p.mean),
    covariance: marginalCovariance(p.covariance, p.coordinate, selection),
  };
}

function marginalCovariance(
  s: Covariance<Node>,
  coordinate: Axis,
  selection: Selection,
): Covariance<Node> {
  if (s.kind !== "full") {
    return { ...s, variance: selected(s.variance, coordinate, selection) };
  }
  const { axis: row, index } = selection, column = axisOf(row.set, 1);
  const across = rename(index, new Map([[row, column]]));
  const matrix = take(take(s.matrix, s.row, index), s.column, across);
  return fullCovariance(hold("marginal covariance", matrix, "covariance"), row, column);
}
