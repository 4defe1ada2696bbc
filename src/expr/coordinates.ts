import { describe, shapeText } from "./array.ts";
import { type Axis, isAxis } from "./axes.ts";
import { rename } from "./build.ts";
import { ShapeError } from "./errors.ts";
import type { Node } from "./node.ts";
import { expression } from "./operand.ts";
import type { Operand } from "./shape_types.ts";

/**
 * Points along the coordinates of a component: an expression that has that axis, or an array or input, whose last axis it
 * becomes.
 *
 * Throws `ShapeError` for points of another dimension.
 */
export function alongCoordinates(points: Operand, name: string, coordinate: Axis): Node {
  const x = expression(points, name), last = x.axes.at(-1), d = coordinate.set.extent;
  if (x.axes.includes(coordinate)) return x;
  if (last?.set.role === "free" && last.set.extent === d) {
    return rename(x, new Map([[last, coordinate]]));
  }
  const shape = x.axes.map(({ set }) => set.extent);
  throw new ShapeError(
    `Expected ${name} of shape [d] or [n, d] with d = ${d}, as the component has, got ${
      shapeText(shape)
    }`,
  );
}

/** The coordinate axis of a component; what a program gives in its place is refused. */
export function checkCoordinate(axis: unknown): Axis {
  if (isAxis(axis)) return axis;
  throw new TypeError(
    `Expected the coordinate axis of a component, as p.at(0).coordinate is one, got ${
      describe(axis)
    }`,
  );
}
