import { type Axis, axisOf } from "../expr/axes.ts";
import { coord, inverse, rename, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import type { Component, GaussianComponent } from "../mixture/component_types.ts";
import { familyOf } from "../mixture/families/family_of.ts";
import { type Covariance, fullCovariance } from "../mixture/covariance.ts";

/**
 * The Gaussian with the mean and covariance of a component; a box has Σ = diag(w²/12). The cross entropy E[−ln g] to a Gaussian g
 * depends on these two only, so what bounds an entropy by such cross entropies bounds that of boxes by the same formula.
 */
export function momentsOf(p: Component<Node>): GaussianComponent<Node> {
  const moments = familyOf(p).moments(p);
  if (moments !== undefined) return moments.gaussian;
  throw new TypeError(
    "Expected components that have a mean and variances, got an own family without the functions mean and variance",
  );
}

/** The two axes of a full covariance. */
export interface MatrixAxes {
  readonly row: Axis;
  readonly column: Axis;
}

/** The axes over which a matrix of the coordinates lies. */
export function matrixAxes({ coordinate }: { readonly coordinate: Axis }): MatrixAxes {
  return { row: coordinate, column: axisOf(coordinate.set, 1) };
}

/** A vector of the coordinates along the columns. */
export function alongColumns(vector: Node, { row, column }: MatrixAxes): Node {
  return rename(vector, new Map([[row, column]]));
}

/** A diagonal matrix. */
export function diagonalMatrix(diagonal: Node, { row, column }: MatrixAxes): Node {
  return nodes.mul(nodes.equal(coord(row), coord(column)), diagonal);
}

/** The diagonal of a matrix. */
export function diagonalOf(matrix: Node, { row, column }: MatrixAxes): Node {
  return sumOver(column, diagonalMatrix(matrix, { row, column }));
}

/** v vᵀ. */
export function outerSquare(v: Node, axes: MatrixAxes): Node {
  return nodes.mul(v, alongColumns(v, axes));
}

/** The entries of a covariance as a full matrix. */
export function entriesOf(s: Covariance<Node>, axes: MatrixAxes): Node {
  return s.kind === "full" ? s.matrix : diagonalMatrix(s.variance, axes);
}

/** The covariance as a full one. */
export function asFull(s: Covariance<Node>, axes: MatrixAxes): Covariance<Node> {
  return s.kind === "full" ? s : fullCovariance(entriesOf(s, axes), axes.row, axes.column);
}

/**
 * Σ|Pₐb|√(Sₐₐ S_bb), P = S⁻¹, for a matrix S with its factor: by so much relative errors of the entries of S, and of sums with them, grow
 * in ln|S| and in quadratic forms with P, to first order. At least d; for a well-conditioned matrix not much more.
 */
export function errorGrowthOf(matrix: Node, factor: Node, axes: MatrixAxes): Node {
  const { row, column } = axes;
  const scale = nodes.sqrt(diagonalOf(matrix, axes));
  const scales = nodes.mul(scale, alongColumns(scale, axes));
  const sizes = nodes.abs(inverse(factor, row, column));
  return sumOver(row, sumOver(column, nodes.mul(sizes, scales)));
}
