import type { Expr } from "../expr/expression.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entropyOf, logDensityAt } from "../distance/component.ts";
import { componentsOf } from "../mixture/components.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { crossLikelihood } from "./pairwise.ts";

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
  const [i, j] = componentsOf(p);
  const middle = i.family === "gaussian" ? i.mean : i.center;
  // ln pᵢ at its own middle
  const flat = i.family === "gaussian" ? p.dimension / 2 : 0;
  const own = nodes.sub(constant(flat), entropyOf(i));
  return nodes.neg(crossLikelihood(i, j, { logTerm: logDensityAt(j, middle), own }));
}
