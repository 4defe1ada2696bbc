import { coord, sumOver } from "../expr/build.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { alongBatch } from "../estimator/batch.ts";
import { jointEntropy } from "../estimator/joint.ts";
import type { GaussianComponent, MixtureWith } from "../mixture/component_types.ts";
import { mellinBarnes } from "./mellin_barnes.ts";
import { gaussiansOf, onLine } from "./reference.ts";

/**
 * Lower bound on the entropy of a Gaussian mixture in nats by its pairs: h = J − Σᵢ cᵢ Eᵢ ln(1 + Σⱼ Rᵢⱼ) with the joint entropy J and
 * Rᵢⱼ = cⱼpⱼ/(cᵢpᵢ), and ln(1 + Σⱼ Rᵢⱼ) ≤ Σⱼ ln(1 + Rᵢⱼ), so
 *
 * h ≥ J − Σᵢ cᵢ Σ_{j≠i} Eᵢ ln(1 + Rᵢⱼ).
 *
 * Each expectation is exact (`mellinBarnes`), but for 1e−13 nats a component, to the safe side. Two components: their
 * entropy. The best lower bound where components are apart, poor where many meet. Lazy; a scalar, or [b] for a batch. Costs
 * about a hundred "kl" for components of one covariance, and d times as much for others.
 *
 * Throws `TypeError` for a mixture of boxes.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, pairsLowerBound } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * console.log((await evaluate(pairsLowerBound(p))).toFixed(5)); // 1.75577
 * ```
 */
export function pairsLowerBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  const [i, j] = gaussiansOf(p, "bound by pairs");
  const isSelf = nodes.equal(coord(i.component), coord(j.component));
  const each = sumOver(j.component, nodes.select(isSelf, constant(0), takenByPair(i, j)));
  const lost = nodes.mul(constant(0.5), sumOver(i.component, each));
  return alongBatch(p, nodes.sub(nodeOf(jointEntropy(p)), lost));
}

/**
 * cᵢ Eᵢ ln(1 + Rᵢⱼ) + cⱼ Eⱼ ln(1 + Rⱼᵢ), what a pair takes from the joint entropy, from above: at most the entropy of which of the
 * two it is.
 */
export function takenByPair(i: GaussianComponent<Node>, j: GaussianComponent<Node>): Node {
  return nodes.min(mellinBarnes(onLine(i), onLine(j)), choice(i.weight, j.weight));
}

/** (cᵢ + cⱼ) times the entropy of the shares of two weights. */
function choice(c: Node, d: Node): Node {
  return nodes.sub(nodes.xLogX(nodes.add(c, d)), nodes.add(nodes.xLogX(c), nodes.xLogX(d)));
}
