import type { Expr } from "../expr/expression.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entropyOf, logDensityAt, logDensityFrom, middleOf } from "../distance/component.ts";
import { checkMiddle } from "../mixture/families/own_family.ts";
import { familyOf } from "../mixture/families/family_of.ts";
import { partsOf } from "../mixture/parts.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import type { Component, MixtureWith } from "../mixture/component_types.ts";
import { likelihoodOfParts } from "./pairwise.ts";

/**
 * The kernel density estimate of the entropy of `p` in nats (Joe 1989): −Σᵢ cᵢ ln p(μᵢ), the mean surprise at the middles
 * of the components. No bound in general; for Gaussians with one shared covariance it is the KL bound − d/2. For boxes
 * its gradient in the centres is zero almost everywhere. Lazy; a scalar, or [b] for a batch.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, kdeEntropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [1], [5]], variance: 0.5 });
 * console.log(await evaluate(kdeEntropy(p)));
 * ```
 */
export function kdeEntropy<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  const parts = partsOf(p);
  parts.forEach(({ pair: [i] }) => checkMiddle(i));
  return nodes.neg(likelihoodOfParts(parts, {
    logTerm: (i, j) => logDensityAt(j, middleOf(i)),
    own: ownLogDensity,
  }));
}

/** ln pᵢ at its own middle: −h + d/2 for a Gaussian, −h for a box. */
function ownLogDensity(i: Component<Node>): Node {
  const flat = familyOf(i).peakExcess(i);
  return flat === undefined ? logDensityFrom(i, constant(0)) : nodes.sub(flat, entropyOf(i));
}
