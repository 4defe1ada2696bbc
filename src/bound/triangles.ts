import type { Axis } from "../expr/axes.ts";
import { coord, dense, freshAxis, rename, sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { MatrixAxes } from "./gaussian_moments.ts";

/** A matrix S = L Lᵀ with its factor, over (row, column). */
export interface Factored extends MatrixAxes {
  readonly matrix: Node;
  readonly factor: Node;
}

/**
 * A = L⁻¹ over (row, column): the coordinates of Ax have no correlations where x has the covariance S. Its derivative is
 * dA = −Φ(A dS Aᵀ)A, Φ being the lower triangle with half the diagonal (Murray 2016, eq. 8); the gradient is that of a linear
 * function with this derivative, so there is no second one.
 */
export function inverseTriangle(s: Factored): Node {
  const rows = inverseOf(s), fixed = markers.sealed(rows), { column } = s;
  const { change, between } = changeOf(s, fixed);
  const moved = sumOver(between, nodes.mul(change, read(fixed, s, between, column)));
  return markers.surrogate(rows, nodes.neg(moved));
}

/** L over (row, column), with the gradient by dL = L Φ(A dS Aᵀ), A = L⁻¹; see `inverseTriangle`. */
export function triangle(s: Factored): Node {
  const { row, column } = s, lower = dense("lower", row, column, [s.factor]);
  const { change, between } = changeOf(s, markers.sealed(inverseOf(s)));
  const fixed = read(markers.sealed(lower), s, row, between);
  const moved = sumOver(
    between,
    nodes.mul(fixed, read(change, { row, column: between }, between, column)),
  );
  return markers.surrogate(lower, moved);
}

function inverseOf({ row, column, factor }: Factored): Node {
  const other = freshAxis(row.set, [row, column]);
  const identity = nodes.equal(coord(row), coord(other));
  const solved = dense("forward", row, column, [factor, identity]);
  return rename(solved, new Map([[other, column]]));
}

/** Φ(A S Aᵀ) over (row, between), linear in S. */
function changeOf(s: Factored, inverse: Node): { readonly change: Node; readonly between: Axis } {
  const { row, column, matrix } = s;
  const between = freshAxis(row.set, [row, column]);
  const last = freshAxis(row.set, [row, column, between]);
  const half = sumOver(column, nodes.mul(inverse, read(matrix, s, column, last)));
  const sandwich = sumOver(last, nodes.mul(half, read(inverse, s, between, last)));
  const below = nodes.sub(
    nodes.lessEqual(coord(between), coord(row)),
    nodes.mul(constant(0.5), nodes.equal(coord(between), coord(row))),
  );
  return { change: nodes.mul(below, sandwich), between };
}

/** A matrix over (row, column), read at other axes. */
function read(m: Node, { row, column }: MatrixAxes, first: Axis, second: Axis): Node {
  return rename(m, new Map([[row, first], [column, second]]));
}
