import { axisOf, sharedIndexSet } from "./axes.ts";
import { relabel, sumOver } from "./build.ts";
import { ShapeError } from "./errors.ts";
import type { ArrayResult, Expr } from "./expression.ts";
import { expression } from "./operand.ts";
import type { OfMixture, Operand } from "./shape_types.ts";
import { nodes } from "./simplify.ts";

/**
 * The matrix product x·w of rows [n, m] (or [b, n, m]) with a matrix [m, p]: a linear map of every row, such as an encoder
 * whose output are the means of a mixture. m and p are short axes, part of a compiled plan; n may change from run to run.
 *
 * Throws `ShapeError` if the inner extents differ or w is not a matrix.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, gradient, input, pairwiseEntropy } from "@mixtropy/mixtropy";
 * import { matmul } from "@mixtropy/mixtropy/ops";
 * const x = input([[1, 2], [3, 4], [5, 7]]), w = input([[0.5], [-1]], { name: "w" });
 * const encoded = gaussianMixture({ means: matmul(x, w), variance: 0.1 });
 * const slope = gradient(pairwiseEntropy(encoded, { distance: "kl" }), w);
 * console.log((await evaluate(slope)).shape); // [2, 1]
 * ```
 */
export function matmul<const X extends Operand>(x: X, w: Operand): Expr<ArrayResult<OfMixture<X>>> {
  const rowsGiven = expression(x, "x"), matrix = expression(w, "w");
  const left = rowsGiven.axes.map((axis) => axis.set.extent),
    right = matrix.axes.map((axis) => axis.set.extent);
  const text = (shape: readonly number[]) => `[${shape.join(", ")}]`;
  if (left.length < 2 || left.length > 3) {
    throw new ShapeError(`Expected x of shape [n, m] or [b, n, m], got ${text(left)}`);
  }
  if (right.length !== 2 || right[0] !== left[left.length - 1]) {
    throw new ShapeError(
      `Expected w of shape [m, p] with m = ${left[left.length - 1]}, as the rows of x have, got ${
        text(right)
      }`,
    );
  }
  const out = axisOf(sharedIndexSet("coordinate", "a", right[1]!));
  const innerSet = sharedIndexSet("coordinate", "a", right[0]!);
  const inner = axisOf(innerSet, innerSet === out.set ? 1 : 0);
  const rows = relabel(rowsGiven, [...rowsGiven.axes.slice(0, -1), inner]);
  return sumOver(inner, nodes.mul(rows, relabel(matrix, [inner, out])));
}
