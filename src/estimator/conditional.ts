import type { Expr } from "../expr/expression.ts";
import { nodes } from "../expr/simplify.ts";
import { entropyOf } from "../distance/component.ts";
import { sumOverParts } from "../mixture/over_parts.ts";
import { partsOf } from "../mixture/parts.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { alongBatch } from "./batch.ts";

/**
 * Lower bound on the entropy of `p` in nats: the conditional entropy H(X|C) = Σ cᵢ hᵢ of the components given which one
 * it is. Lazy; a scalar, or [b] for a batch.
 *
 * @example
 * ```ts
 * import { conditionalEntropy, evaluate, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0], [2]], widths: [[1], [4]] });
 * console.log(await evaluate(conditionalEntropy(p))); // ½ ln 4
 * ```
 */
export function conditionalEntropy<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  return alongBatch(p, sumOverParts(partsOf(p), (i) => nodes.weigh(i.weight, entropyOf(i))));
}
