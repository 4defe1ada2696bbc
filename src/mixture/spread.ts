/**
 * The functions of covariances that distances of one's own are made of.
 *
 * @module
 */
import type { Axis } from "../expr/axes.ts";
import type { ComponentAxis } from "../expr/component_axis.ts";
import { alongCoordinates, checkCoordinate } from "../expr/coordinates.ts";
import { describe } from "../expr/describe.ts";
import { DomainError, ShapeError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import { isNode } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";
import type { Operand } from "../expr/shape_types.ts";
import * as covariances from "./covariance.ts";
import type { Covariance } from "./covariance.ts";

/**
 * ln|S|, of a covariance of the component whose coordinate axis is given.
 *
 * Throws `ShapeError` for the axis of a component of another dimension.
 */
export function logDet(s: Covariance, coordinate: ComponentAxis): Expr {
  const nodes = nodesOf(s);
  return covariances.logDet(nodes, coordinateOf(nodes, coordinate));
}

/**
 * δᵀS⁻¹δ, for a difference δ with the coordinate axis, or numbers [d] or [n, d].
 *
 * Throws `ShapeError` for a difference of another dimension.
 */
export function quadratic(s: Covariance, delta: Operand, coordinate: ComponentAxis): Expr {
  const nodes = nodesOf(s), axis = coordinateOf(nodes, coordinate);
  const batch = matrixOf(nodes).axes.find(({ set }) => set.role === "batch");
  return covariances.quadratic(
    nodes,
    alongCoordinates(delta, "delta", { coordinate: axis, batch }),
    axis,
  );
}

/**
 * αS + βT, for two covariances of one structure; a shared covariance is scaled, not added.
 *
 * Throws `ShapeError` for covariances of two dimensions, `DomainError` for an α or β that is no finite number.
 */
export function combine(alpha: number, s: Covariance, beta: number, t: Covariance): Covariance {
  const one = nodesOf(s), other = nodesOf(t);
  const [d, e] = [dimensionOf(one), dimensionOf(other)];
  if (d !== undefined && e !== undefined && d !== e) {
    throw new ShapeError(`Expected two covariances of one dimension, got ${d} and ${e}`);
  }
  return covariances.combine(factor(alpha, "alpha"), one, factor(beta, "beta"), other);
}

function factor(value: number, name: string): number {
  if (Number.isFinite(value)) return value;
  throw new DomainError(`Expected ${name} as a finite number, got ${describe(value)}`);
}

/** The numbers of a covariance. */
function matrixOf(s: Covariance<Node>): Node {
  return s.kind === "full" ? s.matrix : s.variance;
}

/** How many coordinates a covariance has, if it has any axis of them. */
function dimensionOf(s: Covariance<Node>): number | undefined {
  return matrixOf(s).axes.find(({ set }) => set.role === "coordinate")?.set.extent;
}

/** The coordinate axis that is given, which is to be that of the covariance. */
function coordinateOf(s: Covariance<Node>, coordinate: ComponentAxis): Axis {
  const axis = checkCoordinate(coordinate), d = dimensionOf(s);
  if (d === undefined || d === axis.set.extent) return axis;
  throw new ShapeError(
    `Expected the coordinate axis of the component that the covariance is of, with ${d} coordinates, got one of ${axis.set.extent}`,
  );
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
