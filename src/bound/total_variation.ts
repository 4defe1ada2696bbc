import { coord, sumOver } from "../expr/build.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { totalVariation } from "../distance/total_variation.ts";
import { sumOverParts } from "../mixture/over_parts.ts";
import { partsOf } from "../mixture/parts.ts";
import type { Component, MixtureWith } from "../mixture/component_types.ts";
import { alongBatch } from "../estimator/batch.ts";
import { conditionalEntropy } from "../estimator/conditional.ts";

/**
 * Upper bound on the entropy of `p` in nats by the total variation of its pairs:
 * h ≤ H(X|C) + Σᵢ cᵢ ln(1/cᵢ) min(1, Σ_{j≠i} cⱼ TVᵢⱼ/(1 − cᵢ)), for the information I(X; C) = Σᵢ cᵢ KL(pᵢ‖p) is at most that (Melbourne et al.,
 * The differential entropy of mixtures, 2022). TV is exact for boxes, for Gaussians of one covariance and on the line; for others
 * it is an upper bound, see `totalVariation`. Lazy; a scalar, or [b] for a batch. Costs a sweep over pairs, one to three "kl".
 *
 * @example
 * ```ts
 * import { evaluate, totalVariationBound, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0], [1]], widths: 2 });
 * console.log(await evaluate(totalVariationBound(p))); // 1.5 ln 2, the entropy: the boxes have half in common
 * ```
 */
export function totalVariationBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  const parts = partsOf(p), others = parts.map(({ pair: [, j] }) => j);
  const known = sumOverParts(parts, (i, own) => {
    const isSelf = nodes.equal(coord(i.component), coord(others[own]!.component));
    const weightOf = (j: Component<Node>, t: number) =>
      t === own ? nodes.select(isSelf, constant(0), j.weight) : j.weight;
    const sum = (term: (j: Component<Node>, weight: Node) => Node) =>
      others.map((j, t) => sumOver(j.component, term(j, weightOf(j, t))))
        .reduce((x, y) => nodes.add(x, y));
    const away = sum((j, weight) => nodes.weigh(weight, nodeOf(totalVariation(i, j))));
    const mean = nodes.ratio(away, sum((_, weight) => weight));
    const surprise = nodes.neg(nodes.xLogX(i.weight));
    return nodes.mul(surprise, nodes.min(mean, constant(1)));
  });
  return alongBatch(p, nodes.add(nodeOf(conditionalEntropy(p)), known));
}
