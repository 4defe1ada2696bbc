import { constant, nodes } from "../../expr/simplify.ts";
import type { MixtureWith } from "../../mixture/component_types.ts";
import type { AnyBatch, Batch } from "../../mixture/parameter_types.ts";
import { type Bounds, boundsOf, estimateWithin } from "./two_sided.ts";
import { type BetweenOptions, comparedOf, piecesOf, swapped } from "./compared_mixtures.ts";
import { halves, hellingerEnds, oneMinusExp } from "./hellinger.ts";
import { klUpper } from "./kl_bounds.ts";
import { best, moved } from "./bounds_by_name.ts";
import {
  lineTotalVariation,
  projectedTotalVariation,
  projectionsOf,
} from "./projected_divergences.ts";
import { throughMixture } from "./through_mixture.ts";

/** The name of a lower bound on a total variation. */
export type VariationLowerName = "zero" | "hellinger" | "projections";

/** The name of an upper bound on a total variation. */
export type VariationUpperName = "one" | "pinsker" | "kl" | "hellinger" | "line";

/** A total variation from both sides. */
export type TotalVariationBetween<B extends Batch = Batch> = Bounds<
  VariationLowerName,
  VariationUpperName,
  B
>;

/** Squares below this count as this much under a root, whose slope at 0 is infinite. */
const leastSquare = 1e-300;

/**
 * The total variation ½ ∫|p − q| of two mixtures, from 0 to 1, enclosed: certified bounds and the best point estimate between them, moved outward
 * by what rounding may have made of them, in double precision. `lowers` and `uppers` are the bounds by name, of which docs/divergences.md has the
 * formulas and sources. On the line both are within 1e−3 or so of each other. Lazy; scalars, or [b] where p or q is a batch.
 *
 * Throws `ShapeError` for mixtures of two dimensions or two batch sizes, `UnknownNameError` for an unknown effort.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, totalVariationBetween } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0]], variance: 1 });
 * const q = gaussianMixture({ means: [[2]], variance: 1 });
 * const { lower, upper } = await evaluate(totalVariationBetween(p, q));
 * console.log(lower <= 0.68269 && 0.68268 <= upper); // true: 2Φ(1) − 1
 * ```
 */
export function totalVariationBetween<P extends Batch, Q extends Batch>(
  p: MixtureWith<object, P>,
  q: MixtureWith<object, Q>,
  options: BetweenOptions = {},
): TotalVariationBetween<AnyBatch<[P, Q]>> {
  const compared = comparedOf(p, q, options), back = swapped(compared);
  const projections = projectionsOf(compared.p.averaged, compared.q.evaluated, piecesOf(compared));
  const divergence = throughMixture(compared, halves), { own } = divergence;
  const hellinger = hellingerEnds(compared, divergence, projections);
  const least = nodes.min(klUpper(compared, own[0]), klUpper(back, own[1]));
  const root = (x: Parameters<typeof nodes.sqrt>[0]) =>
    nodes.sqrt(nodes.max(x, constant(leastSquare)));
  const lowers = [
    ["zero", constant(0)] as const,
    ...moved<VariationLowerName>(compared, "down", [
      // 1 − ∫√(pq) ≤ TV: Le Cam
      ["hellinger", hellinger.lower],
      ["projections", projections === undefined ? undefined : projectedTotalVariation(projections)],
    ]),
  ];
  const line = projections === undefined ? undefined : lineTotalVariation(projections);
  const uppers = [
    ["one", constant(1)] as const,
    ...moved<VariationUpperName>(compared, "up", [
      ["pinsker", root(nodes.mul(constant(0.5), least))],
      // Bretagnolle & Huber
      ["kl", root(oneMinusExp(nodes.neg(least)))],
      // TV² ≤ 1 − (1 − H²)² = H²(2 − H²): Kraft
      ["hellinger", root(nodes.mul(hellinger.upper, nodes.sub(constant(2), hellinger.upper)))],
      ["line", line],
    ]),
  ];
  const lower = best(lowers, nodes.max), upper = best(uppers, nodes.min);
  const middle = nodes.mul(constant(0.5), nodes.add(lower, upper));
  return boundsOf(compared, { lowers, uppers, estimate: estimateWithin(lower, upper, middle) });
}
