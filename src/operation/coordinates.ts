import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { inputAt, take } from "../expr/build.ts";
import { source } from "../expr/array.ts";
import type { Node, Source } from "../expr/node.ts";
import type { Component } from "../mixture/component_types.ts";
import { fullCovariance } from "../mixture/covariance.ts";

/** Some coordinates of points: which, and the axis that runs over them. */
export interface ChosenCoordinates {
  readonly axis: Axis;
  readonly column: Axis;
  readonly indices: Source;
}

/** Some coordinates in an order; copies `copy` and `copy` + 1 of the set of as many coordinates run over them. */
export function chosenCoordinates(indices: readonly number[], copy = 0): ChosenCoordinates {
  const set = sharedIndexSet("coordinate", "a", indices.length);
  return {
    axis: axisOf(set, copy),
    column: axisOf(set, copy + 1),
    indices: source({ data: Float64Array.from(indices), shape: [indices.length] }, "coordinates"),
  };
}

/** A value along the coordinates, at the chosen ones. */
export function atChosen(value: Node, from: Axis, to: Axis, { indices }: ChosenCoordinates): Node {
  return take(value, from, inputAt(indices, [to], "any"));
}

/** The marginal of a component: its parameters at the chosen coordinates. */
export function marginalOf(p: Component<Node>, chosen: ChosenCoordinates): Component<Node> {
  const { axis, column } = chosen;
  const along = (value: Node) => atChosen(value, p.coordinate, axis, chosen);
  switch (p.family) {
    case "gaussian": {
      const { covariance: s } = p;
      const covariance = s.kind === "full"
        ? fullCovariance(
          atChosen(atChosen(s.matrix, s.row, axis, chosen), s.column, column, chosen),
          axis,
          column,
        )
        : { ...s, variance: along(s.variance) };
      return { ...p, coordinate: axis, mean: along(p.mean), covariance };
    }
    case "uniform":
      return { ...p, coordinate: axis, center: along(p.center), width: along(p.width) };
    default:
      return p satisfies never;
  }
}
