import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { DomainError, ShapeError } from "../expr/errors.ts";
import type { Node } from "../expr/node.ts";
import type { Operand } from "../expr/shape_types.ts";
import type { AnyMixture, Component, MixtureWith } from "../mixture/component_types.ts";
import { checkMixture } from "../mixture/components.ts";
import { commonBatch, type GivenValue, givenValue, wrongShape } from "./given_values.ts";
import { madeAs } from "./made_as.ts";
import { withEach } from "./made_mixture.ts";
import type { BatchWith, Restructured } from "./operation_types.ts";
import { rowOf } from "./rows/row_table.ts";

/**
 * The distribution of A x + b for x of a mixture. A is a number, a vector [d] (one factor a coordinate) or a matrix [m, d] with m ≤ d
 * of full rank; b is a number or [m], 0 if left out. The entropy grows by ln|det A|. Lazy.
 *
 * Numbers and vectors keep variances variances; a vector makes one variance one a coordinate. A matrix makes covariances A Σ Aᵀ, which are
 * symmetric to the last bit, and one for all where Σ is. Boxes and other families of independent
 * coordinates take numbers, vectors, and matrices of numbers with one entry other than 0 in each row, and at most one in each column.
 *
 * Throws `ShapeError` for shapes that do not fit, `DomainError` for a factor 0, and, when it is evaluated,
 * `NotPositiveDefiniteError` for a matrix of lower rank.
 *
 * @example
 * ```ts
 * import { affine, conditionalEntropy, evaluate, gaussianMixture } from "@mixtropy/mixtropy";
 * import { sub } from "@mixtropy/mixtropy/ops";
 * const p = gaussianMixture({ means: [[0, 0], [3, 1]], variance: 1 });
 * const q = affine(p, [[2, 0], [1, 3]], [5, 5]);
 * const more = sub(conditionalEntropy(q), conditionalEntropy(p));
 * console.log((await evaluate(more)).toFixed(4)); // ln 6 = 1.7918
 * ```
 */
export function affine<
  M extends AnyMixture,
  const A extends Operand,
  const S extends Operand = number,
>(
  p: M,
  A: A,
  b?: S,
): MixtureWith<
  Restructured<M["parameters"]>,
  BatchWith<BatchWith<M["batch"], A, 0 | 1 | 2>, S, 0 | 1>
> {
  checkMixture(p);
  const factor = givenValue(A, "A"), shift = givenValue(b ?? 0, "b");
  const m = rowsOf(factor, p.dimension);
  if (shift.shape.length > 1 || shift.shape.some((extent) => extent !== m)) {
    throw wrongShape(shift, `as a number or of shape [${m}]`);
  }
  const batch = commonBatch([{ name: "p", batch: p.batch }, factor, shift]);
  const to = axisOf(sharedIndexSet("coordinate", "a", m));
  return madeAs(withEach(p, { d: m, batch }, (own) => {
    const image = linearImage(own, factor, to);
    return rowOf(image).moved(image, shift.along([to]));
  }));
}

/** How many coordinates A x has; the shape and the numbers of A are checked. */
function rowsOf(A: GivenValue, d: number): number {
  const [rows, columns] = A.shape, rank = A.shape.length;
  const expected = `as a number or of shape [d=${d}] or [m, d=${d}]`;
  if (rank > 2 || rank > 0 && (columns ?? rows) !== d) throw wrongShape(A, expected);
  if (rank === 2) {
    if (rows! > d || rows === 0) {
      throw new ShapeError(
        `Expected A of shape [m, d=${d}] with m from 1 to d, got [${rows}, ${columns}]: ` +
          `what a taller matrix makes has no density`,
      );
    }
    return rows!;
  }
  const zero = A.numbers?.indexOf(0) ?? -1;
  if (zero >= 0) {
    const where = rank === 0 ? "" : ` at A[${zero}]`;
    throw new DomainError(
      `Expected factors A other than 0, got 0${where}: a coordinate that is constant has no density; ` +
        `marginal(p, coordinates) leaves coordinates out`,
    );
  }
  return d;
}

/** The component of A x, along the coordinates `to`. */
function linearImage(p: Component<Node>, A: GivenValue, to: Axis): Component<Node> {
  const { coordinate } = p;
  if (A.shape.length < 2) return rowOf(p).scaled(p, A.along([coordinate]));
  // rows and columns may be as many: then they are copies of one set
  const from = axisOf(coordinate.set, to.set === coordinate.set ? 2 : 0);
  return rowOf(p).image(p, A, { matrix: A.along([to, from]), from, to });
}
