import { coord } from "../expr/build.ts";
import { ShapeError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logDensityAt, middleOf } from "../distance/component.ts";
import { checkMiddle } from "../mixture/families/own_family.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { logSumExpOf, sumOverParts } from "../mixture/over_parts.ts";
import { partsOf } from "../mixture/parts.ts";

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
  if (p.components < 2) {
    throw new ShapeError(
      `Expected at least 2 components for a leave-one-out estimate, got ${p.components}`,
    );
  }
  const parts = partsOf(p), others = parts.map(({ pair: [, j] }) => j);
  parts.forEach(({ pair: [i] }) => checkMiddle(i));
  return sumOverParts(parts, (i, own) => {
    const isOwn = nodes.equal(coord(i.component), coord(others[own]!.component));
    // ln Σⱼ≠ᵢ cⱼ pⱼ(μᵢ)
    const left = logSumExpOf(
      others,
      (j) => logDensityAt(j, middleOf(i)),
      (j, part) => part === own ? nodes.select(isOwn, constant(0), j.weight) : j.weight,
    );
    const share = nodes.log(nodes.sub(constant(1), i.weight));
    // −∞ for a component that has all the weight, too: nothing is left of the others then
    const isMet = nodes.less(constant(-Infinity), left);
    const surprise = nodes.select(isMet, nodes.sub(share, left), constant(Infinity));
    return nodes.weigh(i.weight, surprise);
  });
}
