import { axisOf } from "../expr/axes.ts";
import { broadcast, sumOver } from "../expr/build.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import { alongBatch } from "../estimator/batch.ts";
import { entriesOf, matrixAxes, outerSquare } from "../bound/gaussian_moments.ts";
import type { GaussianComponent, MixtureWith } from "../mixture/component_types.ts";
import { partsOf } from "../mixture/parts.ts";
import type { AlongCoordinates, Coordinates } from "./operation_types.ts";
import { finiteMean, finiteMoments } from "./part_moments.ts";

/**
 * The mean of a mixture, m = Σ cᵢ μᵢ: [d], or [b, d] for a batch. Lazy. Weights are free: the slope in cᵢ is μᵢ.
 *
 * Throws `TypeError` for components of one's own family without `mean` and `variance`; evaluating throws `DomainError` for Student
 * distributions that have none.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, meanOf } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ weights: [0.25, 0.75], means: [[0, 0], [4, 8]], variance: 1 });
 * console.log((await evaluate(meanOf(p))).data); // 3, 6
 * ```
 */
export function meanOf<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<AlongCoordinates<B, readonly [Coordinates]>> {
  const means = partsOf(p).map(({ pair: [i] }) => {
    const { component, weight, coordinate } = i;
    return { coordinate, mean: sumOver(component, nodes.mul(weight, finiteMean(i))) };
  });
  const mean = means.map((part) => part.mean).reduce((sum, one) => nodes.add(sum, one));
  return alongBatch(p, broadcast(mean, [means[0]!.coordinate]));
}

/**
 * The covariance matrix of a mixture, Σ cᵢ (Σᵢ + (μᵢ − m)(μᵢ − m)ᵀ) with its mean m: [d, d], or [b, d, d] for a batch. Lazy. By
 * differences from the mean, so that it keeps its digits far from the origin. Boxes have Σᵢ = diag(w²/12).
 *
 * Throws what `meanOf` throws, where there are no variances.
 *
 * @example
 * ```ts
 * import { covarianceOf, evaluate, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[-1, 0], [1, 0]], variance: 2 });
 * console.log((await evaluate(covarianceOf(p))).data); // 3, 0, 0, 2
 * ```
 */
export function covarianceOf<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<AlongCoordinates<B, readonly [Coordinates, Coordinates]>> {
  const parts = partsOf(p).map(({ pair: [i] }) => finiteMoments(i)),
    { row, column } = matrixAxes(parts[0]!);
  return alongBatch(p, broadcast(covarianceOfParts(parts), [row, column]));
}

function covarianceOfParts(parts: readonly GaussianComponent<Node>[]): Node {
  const mean = total(parts, ({ weight, mean }) => nodes.mul(weight, mean));
  return total(parts, ({ weight, mean: own, covariance, coordinate }) => {
    const axes = { row: coordinate, column: axisOf(coordinate.set, 1) };
    const apart = outerSquare(nodes.sub(own, mean), axes);
    return nodes.mul(weight, nodes.add(entriesOf(covariance, axes), apart));
  });
}

/** The sum over all components of all parts. */
function total(
  parts: readonly GaussianComponent<Node>[],
  term: (part: GaussianComponent<Node>) => Node,
): Node {
  return parts.map((part) => sumOver(part.component, term(part)))
    .reduce((sum, one) => nodes.add(sum, one));
}
