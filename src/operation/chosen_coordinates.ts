import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { inputAt, take } from "../expr/build.ts";
import { source } from "../expr/array.ts";
import type { Node, Source } from "../expr/node.ts";

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
