/**
 * The functions of covariances that distances of one's own are made of.
 *
 * @module
 */
import type { ComponentAxis } from "../expr/component_axis.ts";
import { alongCoordinates, checkCoordinate } from "../expr/coordinates.ts";
import { describe } from "../expr/describe.ts";
import type { Expr } from "../expr/expression.ts";
import { isNode } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";
import type { Operand } from "../expr/shape_types.ts";
import * as covariances from "./covariance.ts";
import type { Covariance } from "./covariance.ts";

/** ln|S|, of a covariance of the component whose coordinate axis is given. */
export function logDet(s: Covariance, coordinate: ComponentAxis): Expr {
  return covariances.logDet(nodesOf(s), checkCoordinate(coordinate));
}

/**
 * δᵀS⁻¹δ, for a difference δ with the coordinate axis, or numbers [d] or [n, d].
 *
 * Throws `ShapeError` for a difference of another dimension.
 */
export function quadratic(s: Covariance, delta: Operand, coordinate: ComponentAxis): Expr {
  const nodes = nodesOf(s), axis = checkCoordinate(coordinate);
  return covariances.quadratic(nodes, alongCoordinates(delta, "delta", axis), axis);
}

/** αS + βT, for two covariances of one structure; a shared covariance is scaled, not added. */
export function combine(alpha: number, s: Covariance, beta: number, t: Covariance): Covariance {
  return covariances.combine(alpha, nodesOf(s), beta, nodesOf(t));
}

/** A covariance as the nodes that it is made of; what a program gives in its place is refused. */
function nodesOf(s: Covariance): Covariance<Node> {
  if (typeof s === "object" && s !== null) {
    const parts = s.kind === "full" ? [s.matrix, s.factor] : [s.variance];
    // looked at part by part
    if (parts.every(isNode)) return s as Covariance<Node>;
  }
  throw new TypeError(`Expected the covariance of a component, got ${describe(s)}`);
}
