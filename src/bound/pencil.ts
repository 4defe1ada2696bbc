import { type Axis, axisOf } from "../expr/axes.ts";
import { dense, freshAxis, rename, sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { GaussianComponent } from "../mixture/component_types.ts";
import { combine, type Covariance, logDet } from "../mixture/covariance.ts";

/** What two Gaussians are to each other, in the basis that diagonalises both covariances: M = ½(Σᵢ + Σⱼ) is the unit there. */
export interface Pencil {
  /** ln|Σᵢ| and ln|Σⱼ| */
  readonly logDets: readonly [Node, Node];
  /** ln|M| */
  readonly logDetM: Node;
  /** The eigenvalues of Σᵢ − Σⱼ, from −2 to 2, along the coordinates. */
  readonly lambda: Node;
  /** z: δ = μᵢ − μⱼ, along the coordinates. */
  readonly apart: Node;
  /** The matrix Σᵢ − Σⱼ in the basis, over two coordinate axes, for gradients: beside its diagonal are zeros, which may change. */
  readonly turned?: { readonly matrix: Node; readonly column: Axis };
}

/** The pencil of two components with covariances of their own. */
export function pencil(i: GaussianComponent<Node>, j: GaussianComponent<Node>): Pencil {
  const { coordinate, covariance: s } = i, { covariance: t } = j;
  const delta = nodes.sub(i.mean, j.mean);
  const logDets = [logDet(s, coordinate), logDet(t, coordinate)] as const;
  const middle = combine(0.5, s, 0.5, t), logDetM = logDet(middle, coordinate);
  if (s.kind === "full" && t.kind === "full") {
    const difference = nodes.sub(s.matrix, t.matrix);
    return { logDets, logDetM, ...inBasis(middle, difference, delta) };
  }
  if (s.kind === "full" || t.kind === "full" || middle.kind === "full") {
    throw new TypeError("Expected two covariances of one structure");
  }
  return {
    logDets,
    logDetM,
    lambda: nodes.div(nodes.sub(s.variance, t.variance), middle.variance),
    apart: nodes.div(delta, nodes.sqrt(middle.variance)),
  };
}

/** L⁻¹QL⁻ᵀ and L⁻¹δ in the basis of the eigenvectors of the first, M = LLᵀ. */
function inBasis(
  middle: Covariance<Node>,
  difference: Node,
  delta: Node,
): Pick<Pencil, "lambda" | "apart" | "turned"> {
  if (middle.kind !== "full") throw new TypeError("Expected a covariance matrix");
  const { row, column, factor } = middle;
  const other = freshAxis(row.set, [row, column]), third = axisOf(row.set, other.copy + 1);
  const solved = (x: Node) => dense("forward", row, column, [factor, x]);
  // L⁻¹Q over (row, other), then L⁻¹(L⁻¹Q)ᵀ
  const half = solved(rename(difference, new Map([[column, other]])));
  const both = rename(
    solved(rename(half, new Map([[row, other], [other, row]]))),
    new Map([[other, column]]),
  );
  const transposed = rename(both, new Map([[row, column], [column, row]]));
  const matrix = nodes.mul(constant(0.5), nodes.add(both, transposed));
  // Sealed: first derivatives need no derivative of the basis, since what is made of it depends on no basis; second ones would
  const basis = markers.sealed(dense("eigenvectors", row, column, [matrix]));
  const toBasis = (x: Node, from: Axis, to: Axis) => {
    const vectors = rename(basis, new Map([[row, third], [column, to]]));
    return sumOver(third, nodes.mul(vectors, rename(x, new Map([[from, third]]))));
  };
  const turned = toBasis(toBasis(matrix, column, other), row, column);
  const onRow = new Map([[column, row], [other, column]]);
  const vectors = rename(basis, new Map([[row, third], [column, row]]));
  const partly = rename(toBasis(matrix, column, other), new Map([[row, third], [other, row]]));
  return {
    // vᵀNv, with less work than all of VᵀNV
    lambda: sumOver(third, nodes.mul(vectors, partly)),
    apart: rename(toBasis(solved(delta), row, column), new Map([[column, row]])),
    turned: { matrix: rename(turned, onRow), column },
  };
}
