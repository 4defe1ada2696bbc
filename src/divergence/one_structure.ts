import { axisOf } from "../expr/axes.ts";
import { coord } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import type { Component, GaussianComponent } from "../mixture/component_types.ts";
import { fullCovariance } from "../mixture/covariance.ts";

/**
 * Two components whose covariances formulas may put together: two mixtures may have different structures. Both get matrices
 * where one has them, and else diagonals.
 */
export function inOneStructure(
  i: Component<Node>,
  j: Component<Node>,
): readonly [Component<Node>, Component<Node>] {
  if (i.family !== "gaussian" || j.family !== "gaussian") return [i, j];
  const kinds = [i.covariance.kind, j.covariance.kind];
  if (kinds[0] === kinds[1]) return [i, j];
  const change = kinds.includes("full") ? withMatrix : withDiagonal;
  return [change(i), change(j)];
}

function withMatrix(i: GaussianComponent<Node>): GaussianComponent<Node> {
  const { covariance: s, coordinate } = i;
  if (s.kind === "full") return i;
  const column = axisOf(coordinate.set, 1);
  const matrix = nodes.mul(nodes.equal(coord(coordinate), coord(column)), s.variance);
  return { ...i, covariance: fullCovariance(matrix, coordinate, column) };
}

/** A number stands for each entry of its diagonal. */
function withDiagonal(i: GaussianComponent<Node>): GaussianComponent<Node> {
  const { covariance: s } = i;
  return s.kind === "full" ? i : { ...i, covariance: { ...s, kind: "diagonal" } };
}
