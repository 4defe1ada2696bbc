import type { Expr } from "../expr/expression.ts";
import { nodes } from "../expr/simplify.ts";
import { sumOverParts } from "../mixture/over_parts.ts";
import { partsOf } from "../mixture/parts.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { conditionalEntropy } from "./conditional.ts";
import { nodeOf } from "../expr/node_of.ts";

/**
 * Upper bound on the entropy of `p` in nats: the joint entropy H(X, C) = Σ cᵢ (hᵢ − ln cᵢ), exact where the components do
 * not overlap. Lazy; a scalar, or [b] for a batch. Its slope h − ln c − 1 in a weight c of
 * 0 is infinite; the gradient given there, h − 1, leaves the infinite part out.
 *
 * @example
 * ```ts
 * import { evaluate, jointEntropy, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0], [2]], widths: 1 });
 * console.log(await evaluate(jointEntropy(p))); // ln 2
 * ```
 */
export function jointEntropy<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  const labels = sumOverParts(partsOf(p), (i) => nodes.xLogX(i.weight));
  return nodes.sub(nodeOf(conditionalEntropy(p)), labels);
}
