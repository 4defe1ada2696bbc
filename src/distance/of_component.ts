import { expression } from "../expr/operand.ts";
import { shapeText } from "../expr/array.ts";
import type { Axis } from "../expr/axes.ts";
import { rename } from "../expr/build.ts";
import { ShapeError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import type { Operand } from "../expr/shape_types.ts";
import type { Component } from "../mixture/component_types.ts";
import { componentOf } from "../mixture/components.ts";
import { entropyOf, logDensityAt } from "./component.ts";

/** The entropy of a component: ½[d ln 2πe + ln|Σ|], or ln|V|. */
export function componentEntropy(p: Component): Expr {
  return entropyOf(componentOf(p));
}

/**
 * The logarithm of the density of a component at a point x [d], or at points [n, d]: numbers, or an expression that has the
 * coordinate axis of the component. A number for each component, or [k, n].
 *
 * Throws `ShapeError` for points of another dimension.
 */
export function logDensity(p: Component, x: Operand): Expr {
  const component = componentOf(p);
  return logDensityAt(component, alongCoordinates(expression(x), component.coordinate));
}

/** Points whose last axis, of an input, is the coordinates of a component. */
function alongCoordinates(x: Node, coordinate: Axis): Node {
  if (x.axes.includes(coordinate)) return x;
  const last = x.axes.at(-1), d = coordinate.set.extent;
  if (last?.set.role === "free" && last.set.extent === d) {
    return rename(x, new Map([[last, coordinate]]));
  }
  const shape = x.axes.map(({ set }) => set.extent);
  throw new ShapeError(
    `Expected x of shape [d] or [n, d] with d = ${d}, as the component has, got ${
      shapeText(shape)
    }`,
  );
}
