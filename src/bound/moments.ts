import { dense, sumOver } from "../expr/build.ts";
import type { Expr } from "../expr/expression.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { familyOf } from "../mixture/families/family_of.ts";
import { partsOf } from "../mixture/parts.ts";
import type { Component, GaussianComponent, MixtureWith } from "../mixture/component_types.ts";
import { alongBatch } from "../estimator/batch.ts";
import {
  diagonalMatrix,
  diagonalOf,
  entriesOf,
  errorGrowthOf,
  matrixAxes,
  momentsOf,
  outerSquare,
} from "./gaussian_moments.ts";

/**
 * By how much of its diagonal a computed covariance is enlarged: more than its rounding, so that it stays positive definite. Any
 * larger covariance gives a larger entropy; in twice the working precision, where nearly singular ones are factored,
 * this is enough to keep their digits.
 */
const enlarged = 2 ** -50;

/** What sums of products lose of an entry (a, b) of a covariance, of √(Sₐₐ S_bb). */
const lossOfEntries = 2 ** -48;

/**
 * Upper bound on the entropy of `p` in nats by moment matching: ½ ln|2πe Σ|, with the covariance Σ = Σᵢ cᵢ (Σᵢ + (μᵢ − μ)(μᵢ − μ)ᵀ)
 * of the whole mixture. Of all distributions with a covariance the Gaussian has the largest entropy (Cover & Thomas, theorem
 * 8.6.5). Nearly exact where components overlap much. Boxes have Σᵢ = diag(w²/12). Lazy; a scalar, or [b] for a batch. Costs
 * k·d².
 *
 * What the rounding of Σ may have made of ln|Σ|, which grows with its condition, is added.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, momentBound } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [1]], variance: 1 });
 * console.log((await evaluate(momentBound(p))).toFixed(4)); // 1.5305: ½ ln(2πe · 1.25)
 * ```
 */
export function momentBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  const parts = partsOf(p).map(({ pair: [i] }) => i), moments = parts.map(momentsOf);
  const axes = matrixAxes(moments[0]!), { row, column } = axes;
  const { matrix } = totalMoments(...moments as [Gaussian, ...Gaussian[]]);
  const factor = dense("factor", row, column, [constant(1), matrix]);
  const logScale = constant(p.dimension * Math.log(2 * Math.PI * Math.E));
  const bound = nodes.mul(
    constant(0.5),
    nodes.add(logScale, dense("logDet", row, column, [factor])),
  );
  // ½ Σ|Pₐb||dSₐb|: by Cauchy's inequality the terms of an entry add up to no more than √(Sₐₐ S_bb)
  const loss = nodes.mul(constant(0.5 * lossOfEntries), errorGrowthOf(matrix, factor, axes));
  return alongBatch(p, finiteWhere(parts, nodes.add(bound, markers.stop(loss))));
}

/** A bound where all components that have a weight have variances, else ∞. */
export function finiteWhere(parts: readonly Component<Node>[], bound: Node): Node {
  const lacking = parts.flatMap((i) => {
    const exists = familyOf(i).moments(i)?.exists;
    if (exists === undefined) return [];
    const isThere = nodes.less(constant(0), i.weight);
    return [sumOver(i.component, nodes.mul(isThere, nodes.sub(constant(1), exists)))];
  });
  return lacking.reduce((value, lacks) => nodes.select(lacks, constant(Infinity), value), bound);
}

type Gaussian = GaussianComponent<Node>;

/** The mean of a mixture of parts, and its covariance Σ, enlarged by a little of its diagonal. */
export function totalMoments(
  ...parts: readonly [Gaussian, ...Gaussian[]]
): { readonly mean: Node; readonly matrix: Node } {
  const axes = matrixAxes(parts[0]);
  const sum = (term: (i: Gaussian) => Node) =>
    parts.map((i) => sumOver(i.component, term(i))).reduce((x, y) => nodes.add(x, y));
  const total = sum(({ weight }) => weight);
  const average = (x: (i: Gaussian) => Node) =>
    nodes.div(sum((i) => nodes.mul(i.weight, x(i))), total);
  const mean = average((i) => i.mean);
  const matrix = average((i) => {
    const delta = nodes.sub(i.mean, mean);
    return nodes.add(entriesOf(i.covariance, axes), outerSquare(delta, axes));
  });
  const more = nodes.mul(constant(enlarged), diagonalOf(matrix, axes));
  return { mean, matrix: nodes.add(matrix, diagonalMatrix(more, axes)) };
}
