import { alongCoordinates } from "../expr/coordinates.ts";
import type { Expr } from "../expr/expression.ts";
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
  return logDensityAt(component, alongCoordinates(x, "x", component.coordinate));
}
