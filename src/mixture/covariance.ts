import type { Axis } from "../expr/axes.ts";
import { dense, inverse, rename, sumOver } from "../expr/build.ts";
import type { AxisOf } from "../expr/component_axis.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { whitenedSquare } from "./whitening.ts";

/**
 * A covariance in the structure in which it was given: σ²·I with one number, a diagonal, or a full matrix over
 * (row, column) with its Cholesky factor. Each structure keeps its own cheap formulas.
 */
export type Covariance<E extends Expr = Expr> =
  | { readonly kind: "scalar"; readonly variance: E }
  | { readonly kind: "diagonal"; readonly variance: E }
  | {
    readonly kind: "full";
    readonly row: AxisOf<E>;
    readonly column: AxisOf<E>;
    readonly matrix: E;
    readonly factor: E;
  };

/** A full covariance matrix over (row, column). */
export function fullCovariance(matrix: Node, row: Axis, column: Axis): Covariance<Node> {
  const factor = dense("factor", row, column, [constant(1), matrix]);
  return { kind: "full", row, column, matrix, factor };
}

/** The same covariance with its axes called by other names. */
export function renameCovariance(
  s: Covariance<Node>,
  names: ReadonlyMap<Axis, Axis>,
): Covariance<Node> {
  return s.kind === "full"
    ? { ...s, matrix: rename(s.matrix, names), factor: rename(s.factor, names) }
    : { ...s, variance: rename(s.variance, names) };
}

/** Whether two covariances are one value, as when all components share it. */
export function sameCovariance(s: Covariance<Node>, t: Covariance<Node>): boolean {
  if (s.kind === "full") return t.kind === "full" && s.matrix === t.matrix;
  return t.kind !== "full" && s.variance === t.variance;
}

/** ln|S|, of a covariance of the component whose coordinate axis is given. */
export function logDet(s: Covariance<Node>, coordinate: Axis): Node {
  switch (s.kind) {
    case "scalar":
    case "diagonal":
      return sumOver(coordinate, nodes.log(s.variance));
    case "full":
      return dense("logDet", s.row, s.column, [s.factor]);
    default:
      return s satisfies never;
  }
}

/** δᵀS⁻¹δ, for a difference δ with the coordinate axis. */
export function quadratic(s: Covariance<Node>, delta: Node, coordinate: Axis): Node {
  switch (s.kind) {
    case "scalar":
      return nodes.div(sumOver(coordinate, nodes.square(delta)), s.variance);
    case "diagonal":
      return sumOver(coordinate, nodes.mul(nodes.square(delta), reciprocal(s.variance)));
    case "full":
      return whitenedSquare(s, delta) ?? dense("quadratic", s.row, s.column, [s.factor, delta]);
    default:
      return s satisfies never;
  }
}

/** 1/v: of a component it is computed once, not for every pair. */
function reciprocal(variance: Node): Node {
  return nodes.div(constant(1), variance);
}

/** tr S⁻¹T + δᵀS⁻¹δ, for two covariances of one structure: Σₐ (tₐ + δₐ²)/sₐ. */
export function divergence(
  s: Covariance<Node>,
  t: Covariance<Node>,
  delta: Node,
  coordinate: Axis,
): Node {
  if (s.kind === "scalar" && t.kind === "scalar") {
    const traces = nodes.mul(constant(coordinate.set.extent), t.variance);
    const squares = sumOver(coordinate, nodes.square(delta));
    return nodes.mul(nodes.add(traces, squares), reciprocal(s.variance));
  }
  if (s.kind !== "full" && t.kind !== "full") {
    const spread = nodes.add(t.variance, nodes.square(delta));
    return sumOver(coordinate, nodes.mul(spread, reciprocal(s.variance)));
  }
  if (s.kind !== "full" || t.kind !== "full") throw mixedStructures();
  const { row, column, factor } = s;
  const precision = inverse(factor, row, column);
  return dense("divergence", row, column, [factor, t.factor, delta, precision, t.matrix]);
}

/** αS + βT, for two covariances of one structure; a shared covariance is scaled, not added. */
export function combine(
  alpha: number,
  s: Covariance<Node>,
  beta: number,
  t: Covariance<Node>,
): Covariance<Node> {
  const same = sameCovariance(s, t);
  if (s.kind === "full" && t.kind === "full") {
    const terms = same
      ? [constant(alpha + beta), s.matrix]
      : [constant(alpha), s.matrix, constant(beta), t.matrix];
    const matrix = same
      ? nodes.mul(constant(alpha + beta), s.matrix)
      : nodes.add(nodes.mul(constant(alpha), s.matrix), nodes.mul(constant(beta), t.matrix));
    return { ...s, matrix, factor: dense("factor", s.row, s.column, terms) };
  }
  if (s.kind === "full" || t.kind === "full") throw mixedStructures();
  const variance = same
    ? nodes.mul(constant(alpha + beta), s.variance)
    : nodes.add(nodes.mul(constant(alpha), s.variance), nodes.mul(constant(beta), t.variance));
  const kind = s.kind === "scalar" && t.kind === "scalar" ? "scalar" : "diagonal";
  return { kind, variance };
}

function mixedStructures(): TypeError {
  return new TypeError("Expected two covariances of one structure");
}
