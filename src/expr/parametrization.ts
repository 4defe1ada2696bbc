import { axisOf, sharedIndexSet } from "./axes.ts";
import { coord, reduce, relabel, rename, sumOver } from "./build.ts";
import { ShapeError } from "./errors.ts";
import { markers } from "./mark.ts";
import type { ArrayResult, Expr } from "./expression.ts";
import { expression } from "./operand.ts";
import type { OfMixture, Operand, ValueOf } from "./shape_types.ts";
import { constant, nodes } from "./simplify.ts";

/**
 * exp(xᵢ) / Σ exp(xⱼ) along the last axis: weights that are positive and sum to 1, from unconstrained logits [k] or [b, k].
 *
 * Throws `ShapeError` for a scalar.
 *
 * @example
 * ```ts
 * import { gaussianMixture, input, softmax } from "@mixtropy/mixtropy";
 * const logits = input([0, 0.5, -1], { name: "logits" });
 * const p = gaussianMixture({ weights: softmax(logits), means: [[0], [1], [2]], variance: 1 });
 * console.log(p.components); // 3
 * ```
 */
export function softmax<const X extends Operand>(logits: X): Expr<ValueOf<X>> {
  const x = expression(logits, "logits");
  const last = x.axes.at(-1);
  if (last === undefined) {
    throw new ShapeError("Expected logits of shape [k] or [b, k], got a scalar");
  }
  // not exp(xᵢ − ln Σ exp xⱼ): beside logits of 1e12 the logarithm is rounded to 1e−4
  const shares = nodes.expDiff(x, markers.stop(reduce("max", last, x)));
  return nodes.div(shares, sumOver(last, shares));
}

/**
 * Covariances L Lᵀ from Cholesky factors, [d, d], [k, d, d] or [b, k, d, d]: the entries below and on the diagonal of L are free, those
 * above are ignored. The result is positive definite where no diagonal entry of L is 0.
 * Its entries are rounded to doubles, and the entropy is that of the rounded matrix: at a condition of 1e12 they may differ in
 * the fifth digit.
 *
 * Throws `ShapeError` unless the last two extents are equal.
 *
 * @example
 * ```ts
 * import { choleskyCovariance, gaussianMixture, input } from "@mixtropy/mixtropy";
 * const factors = input([[[1, 0], [0.5, 2]], [[2, 0], [0, 1]]], { name: "factors" });
 * const p = gaussianMixture({ means: [[0, 0], [3, 1]], covariances: choleskyCovariance(factors) });
 * console.log(p.dimension); // 2
 * ```
 */
export function choleskyCovariance<const X extends Operand>(
  factors: X,
): Expr<ArrayResult<OfMixture<X>>> {
  const given = expression(factors, "factors");
  const shape = given.axes.map((axis) => axis.set.extent);
  const [d, columns] = shape.slice(-2);
  if (d === undefined || d !== columns) {
    throw new ShapeError(
      `Expected factors of shape [d, d] or [k, d, d], got [${shape.join(", ")}]`,
    );
  }
  const set = sharedIndexSet("coordinate", "a", d);
  const row = axisOf(set), column = axisOf(set, 1), other = axisOf(set, 2);
  const l = relabel(given, [...given.axes.slice(0, -2), row, other]);
  const lower = nodes.select(nodes.lessEqual(coord(other), coord(row)), l, constant(0));
  return sumOver(other, nodes.mul(lower, rename(lower, new Map([[row, column]]))));
}
