import { coord, reduce, sumOver } from "../expr/build.ts";
import { ShapeError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logDensityAt, middleOf } from "../distance/component.ts";
import { componentsOf } from "../mixture/components.ts";
import type { MixtureWith } from "../mixture/component_types.ts";

/**
 * The leave-one-out estimate, in nats, of the entropy of what the middles of the components are draws of:
 * −Σᵢ cᵢ ln p₋ᵢ(μᵢ), where p₋ᵢ = Σⱼ≠ᵢ cⱼ pⱼ / (1 − cᵢ) is the mixture without component i (Hall & Morton 1993). For a kernel
 * density estimate these are the data, and minus this value is the mean log-likelihood of each point under the others,
 * by which a bandwidth can be chosen. Lazy, differentiable; a scalar, or [b] for a batch. +∞ where a component has
 * no other near it: where p₋ᵢ is 0.
 *
 * Throws `ShapeError` for a single component, which leaves nothing.
 *
 * @example
 * ```ts
 * import { evaluate, kernelDensity, leaveOneOutEntropy } from "@mixtropy/mixtropy";
 * const p = kernelDensity([0.1, 0.4, 0.5, 0.9, 1.3]);
 * console.log(await evaluate(leaveOneOutEntropy(p)));
 * ```
 */
export function leaveOneOutEntropy<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  const [i, j] = componentsOf(p);
  if (p.components < 2) {
    throw new ShapeError(
      `Expected at least 2 components for a leave-one-out estimate, got ${p.components}`,
    );
  }
  const isOwn = nodes.equal(coord(i.component), coord(j.component));
  const others = nodes.select(isOwn, constant(0), j.weight);
  // ln Σⱼ≠ᵢ cⱼ pⱼ(μᵢ)
  const left = reduce("logSumExp", j.component, logDensityAt(j, middleOf(i)), others);
  const share = nodes.log(nodes.sub(constant(1), i.weight));
  // −∞ for a component that has all the weight, too: nothing is left of the others then
  const isMet = nodes.less(constant(-Infinity), left);
  const surprise = nodes.select(isMet, nodes.sub(share, left), constant(Infinity));
  return sumOver(i.component, nodes.weigh(i.weight, surprise));
}
