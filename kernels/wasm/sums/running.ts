import type { Axis } from "../../../src/expr/axes.ts";
import type { Cell, Cells, Tile } from "../frame/frame.ts";

/** A reduction along the lanes while its loop is written. */
export interface Running {
  /** Takes in the values of one step of a tile: the main one, or the masked one at the end of the lanes. */
  readonly feed: (tile: Tile) => void;
  /** At the end of a block of lanes. */
  readonly flush: () => void;
  /** At the end of a row: writes the result. */
  readonly finish: () => void;
}

/** All points of short axes, row-major. */
export function pointsOf(axes: readonly Axis[]): Cells[] {
  let points: Map<Axis, Cell>[] = [new Map()];
  for (const axis of axes) {
    points = points.flatMap((point) =>
      Array.from({ length: axis.set.extent }, (_, t) => new Map(point).set(axis, t))
    );
  }
  return points;
}
