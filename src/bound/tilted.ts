import { describe } from "../expr/describe.ts";
import { DomainError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { alongBatch } from "../estimator/batch.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { boundBy } from "./one_formula.ts";
import { named, pairOfKind, type Reference, type ReferenceKind, wholeOf } from "./reference.ts";

/** The α of which `tiltedBound` takes the best where none is given. */
export const tiltedAlphas: readonly number[] = [0.6, 0.7, 0.8, 0.9, 1];

/** How components are compared with the Gaussian of the whole mixture. */
export interface TiltedBoundOptions {
  /**
   * From ½, which is the Bhattacharyya bound, to 1, which compares with the Gaussian alone; of several the best is taken, and of 0.6,
   * 0.7, 0.8, 0.9 and 1 if it is left out.
   */
  readonly alpha?: number | readonly number[] | undefined;
  /**
   * What is kept of that Gaussian's covariance: "full", the default, or for a mixture without correlations "diagonal", which costs d a
   * pair in place of d³ and bounds less tightly where means are correlated.
   */
  readonly covariances?: ReferenceKind | undefined;
}

/**
 * Lower bound on the entropy of a Gaussian mixture in nats: of the bounds Σᵢ cᵢ ( Eᵢ[−ln νᵢ] − ln Σⱼ cⱼ ∫ pᵢ pⱼ (νᵢ νⱼ)^(−½) ) that
 * any positive functions νᵢ give, those with νᵢ = pᵢ^(2−2α) N^(2α−1), N the Gaussian with the mean and covariance of the
 * mixture. α = ½ is the Bhattacharyya bound; near 1 they are nearly exact for components that overlap much. It is −∞ where a component is so much wider than the mixture that an
 * integral does not exist. Lazy; a scalar, or [b] for a batch. An α costs as much as the expected likelihood kernel.
 *
 * Proof: h = H(X, C) − H(C|X), and the conditional entropy is at most −E ln q(C|X) for any q (Barber & Agakov 2003); then
 * Jensen's inequality. With ν = 1 this is the bound of Jebara, Kondor & Howard (2004), with νᵢ = pᵢ that of Kolchinsky &
 * Tracey (2017).
 *
 * Throws `DomainError` for α outside [½, 1] or none, `TypeError` for a mixture of boxes.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, tiltedBound } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * console.log(await evaluate(tiltedBound(p)) <= 1.75577); // true
 * ```
 */
export function tiltedBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: TiltedBoundOptions = {},
): Expr<PerBatch<B>> {
  const { alpha, covariances } = checkNames(options, ["alpha", "covariances"], "tilted bound");
  const alphas = alpha === undefined ? tiltedAlphas : checkAlphas(alpha);
  const [i, j] = pairOfKind(p, covariances ?? "full", "tilted bound");
  const whole = wholeOf(i);
  const bounds = alphas.map((a) =>
    boundBy([i, j], { own: 2 - 2 * a, reference: powerOf(whole, 2 * a - 1) })
  );
  return alongBatch(p, bounds.reduce((best, bound) => nodes.max(best, bound)));
}

function checkAlphas(alpha: unknown): readonly number[] {
  const list: readonly unknown[] = Array.isArray(alpha) ? alpha : [alpha];
  const alphas = list.filter((a): a is number => typeof a === "number" && a >= 0.5 && a <= 1);
  if (alphas.length === list.length && alphas.length > 0) return alphas;
  throw new DomainError(`Expected alpha with ½ ≤ α ≤ 1, or a list of such, got ${describe(alpha)}`);
}

/** Nᵗ up to a number, as a reference: its covariance is S/t. Undefined for t = 0. */
export function powerOf(whole: Reference, t: number): Reference | undefined {
  if (t === 0) return undefined;
  const { covariance: s } = whole, scaled = (x: Node) => nodes.mul(constant(1 / t), x);
  if (t === 1) return whole;
  return {
    ...whole,
    covariance: s.kind === "full"
      ? named(scaled(s.matrix), s)
      : { ...s, variance: scaled(s.variance) },
  };
}
