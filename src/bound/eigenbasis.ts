import { coord, dense, freshAxis, rename, sumOver } from "../expr/build.ts";
import type { Axis } from "../expr/axes.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { MatrixAxes } from "./gaussian_moments.ts";

/** Rows A over (row, column) that make the coordinates of Ax uncorrelated, of variance 1. */
export interface Basis {
  readonly rows: Node;
  /** ln|det A|. */
  readonly logDet: Node;
  /** What ln|det A| may be off by. */
  readonly lost: Node;
}

/**
 * A = Λ^(−½)Vᵀ for S = VΛVᵀ: principal components. V is orthonormal up to rounding, which moves ln|det V| by no more than
 * Σ|VᵀV − I|. Its derivative is dV = VK, Kₐ_b = (VᵀdS V)ₐ_b/(λ_b − λₐ) for a ≠ b (Magnus & Neudecker 1988, §8.8), none where two
 * eigenvalues are equal, and there is no second one.
 */
export function eigenbasis(matrix: Node, axes: MatrixAxes): Basis {
  const { row, column } = axes;
  const first = freshAxis(row.set, [row, column]);
  const second = freshAxis(row.set, [row, column, first]);
  const vectors = dense("eigenvectors", row, column, [matrix]), fixed = markers.sealed(vectors);
  const at = (m: Node, a: Axis, b: Axis) => rename(m, new Map([[row, a], [column, b]]));
  // (VᵀMV) over (first, second)
  const turned = (half: Node) => sumOver(row, nodes.mul(at(fixed, row, first), half));
  const spread = turned(sumOver(column, nodes.mul(matrix, at(fixed, column, second))));
  const isOwn = nodes.equal(coord(first), coord(second));
  const values = sumOver(first, nodes.mul(isOwn, spread));
  const gap = nodes.sub(values, rename(values, new Map([[second, first]])));
  const isApart = nodes.sub(constant(1), nodes.equal(gap, constant(0)));
  const turn = nodes.select(
    isApart,
    nodes.div(spread, markers.stop(nodes.select(isApart, gap, constant(1)))),
    constant(0),
  );
  const moved = sumOver(first, nodes.mul(at(fixed, row, first), turn));
  const directions = markers.surrogate(at(vectors, row, second), moved);
  const rows = rename(directions, new Map([[row, column], [second, row]]));
  const variances = rename(values, new Map([[second, row]]));
  const squares = turned(at(fixed, row, second));
  const off = nodes.abs(nodes.sub(squares, isOwn));
  return {
    rows: nodes.div(rows, nodes.sqrt(variances)),
    logDet: nodes.mul(constant(-0.5), sumOver(row, nodes.log(variances))),
    lost: sumOver(first, sumOver(second, off)),
  };
}
