import type { Expr } from "../expr/expression.ts";
import { nodes } from "../expr/simplify.ts";
import { entropyOf } from "../distance/component.ts";
import { logOverlap } from "../distance/overlap.ts";
import { familyOf } from "../mixture/families/family_of.ts";
import { partsOf } from "../mixture/parts.ts";
import { rename } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import type { Component, MixtureWith } from "../mixture/component_types.ts";
import { likelihoodOfParts } from "./pairwise.ts";
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
  return nodes.neg(likelihoodOfParts(partsOf(p), {
    logTerm: (i, j) => nodeOf(logOverlap(i, j)),
    own: ownLogOverlap,
  }));
}

/** ln ∫ pᵢ². */
function ownLogOverlap(i: Component<Node>, j: Component<Node>): Node {
  const flat = familyOf(i).squareExcess(i);
  return flat === undefined
    ? rename(nodeOf(logOverlap(i, j)), new Map([[j.component, i.component]]))
    : nodes.sub(flat, entropyOf(i));
}
