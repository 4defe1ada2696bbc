import { type Axis, withoutAxes } from "../expr/axes.ts";
import { dense, freshAxis, rename, sumTo } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";

/** Σ over what the matrix of a factor does not depend on, but batches: what is done with a sum is done once. */
export function sumFirst(product: Node, factor: Node): Node {
  const extra = withoutAxes(product.axes, factor.axes).filter((axis) => axis.set.role !== "batch");
  return sumTo(product, [], withoutAxes(product.axes, extra));
}

/** M + Mᵀ. */
export function plusTranspose(m: Node, row: Axis, column: Axis): Node {
  return nodes.add(m, rename(m, new Map([[row, column], [column, row]])));
}

/** L⁻¹ M L⁻ᵀ, L⁻ᵀ M L⁻¹ or S⁻¹ M S⁻¹ for a symmetric M, the transpose for another: an operation on the columns, then on the rows. */
export function onBothSides(
  op: "forward" | "backward" | "solve",
  factor: Node,
  matrix: Node,
  row: Axis,
  column: Axis,
): Node {
  const other = freshAxis(row.set, [row, column, ...factor.axes, ...matrix.axes]);
  const once = (m: Node) => {
    const columns = rename(m, new Map([[column, other]]));
    return rename(dense(op, row, column, [factor, columns]), new Map([[other, column]]));
  };
  return once(rename(once(matrix), new Map([[row, column], [column, row]])));
}
