import { coord, dense, freshAxis, rename, sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { MatrixAxes } from "./gaussian_moments.ts";

/**
 * A = L⁻¹ over (row, column) for S = L Lᵀ, by its rows: the coordinates of Ax have no correlations where x has the covariance S.
 * Its derivative is dA = −Φ(A dS Aᵀ)A, Φ being the lower triangle with half the diagonal (Murray 2016); the gradient is that of a
 * linear function with this derivative, so there is no second one.
 */
export function whiteningRows(matrix: Node, factor: Node, axes: MatrixAxes): Node {
  const { row, column } = axes, other = freshAxis(row.set, [row, column]);
  const identity = nodes.equal(coord(row), coord(other));
  const rows = rename(
    dense("forward", row, column, [factor, identity]),
    new Map([[other, column]]),
  );
  const fixed = markers.sealed(rows);
  // at(a, b) reads a matrix over (row, column) at other names
  const at = (m: Node, a: typeof row, b: typeof row) => rename(m, new Map([[row, a], [column, b]]));
  const third = freshAxis(row.set, [row, column, other]);
  // M_ab = Σ A_ac S_cd A_bd, a = row, b = other, c = column, d = third
  const half = sumOver(column, nodes.mul(fixed, at(matrix, column, third)));
  const sandwich = sumOver(third, nodes.mul(half, at(fixed, other, third)));
  const below = nodes.sub(
    nodes.lessEqual(coord(other), coord(row)),
    nodes.mul(constant(0.5), nodes.equal(coord(other), coord(row))),
  );
  const change = sumOver(other, nodes.mul(nodes.mul(below, sandwich), at(fixed, other, column)));
  return markers.surrogate(rows, nodes.neg(change));
}
