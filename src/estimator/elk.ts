import type { Expr } from "../expr/expression.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entropyOf } from "../distance/component.ts";
import { logOverlap } from "../distance/overlap.ts";
import { componentsOf } from "../mixture/components.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { crossLikelihood } from "./pairwise.ts";
import { nodeOf } from "../expr/node_of.ts";

/**
 * Lower bound on the entropy of `p` in nats by the expected likelihood kernel (Jebara, Kondor & Howard 2004):
 * −Σᵢ cᵢ ln Σⱼ cⱼ ∫ pᵢ pⱼ. Lazy; a scalar, or [b] for a batch.
 *
 * @example
 * ```ts
 * import { elkEntropy, evaluate, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [1], [5]], variance: 0.5 });
 * console.log(await evaluate(elkEntropy(p)));
 * ```
 */
export function elkEntropy<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  const [i, j] = componentsOf(p);
  // ln ∫ pᵢ²
  const flat = i.family === "gaussian" ? p.dimension / 2 * (1 - Math.LN2) : 0;
  const own = nodes.sub(constant(flat), entropyOf(i));
  return nodes.neg(crossLikelihood(i, j, { logTerm: nodeOf(logOverlap(i, j)), own }));
}
