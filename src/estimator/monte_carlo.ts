import type { Expr } from "../expr/expression.ts";
import { markers } from "../expr/mark.ts";
import { nodeOf } from "../expr/node_of.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { partsOf } from "../mixture/parts.ts";
import { checkNames } from "../mixture/parameters.ts";
import { alongBatch } from "./batch.ts";
import { conditionalEntropy } from "./conditional.ts";
import { askedDraws, drawOptionNames, type DrawOptions } from "./draw_options.ts";
import { jointEntropy } from "./joint.ts";
import { plainForm } from "./plain_form.ts";
import { posteriorForm } from "./posterior_form.ts";
import { oneOf } from "./one_of.ts";
import { draw } from "./sampling.ts";
import type { Certainty } from "./strata.ts";
import { withinBounds } from "./within_bounds.ts";

/** How a Monte Carlo estimate is drawn, and what is averaged. */
export interface MonteCarloOptions extends DrawOptions {
  /**
   * What is averaged: "posterior", the entropy H(r) of the component that a draw may come from, or "plain", the surprise
   * −ln p of the draw. "posterior" if left out.
   */
  readonly form?: "posterior" | "plain" | undefined;
}

/** A Monte Carlo estimate; its parts are lazy and share their draws. */
export type MonteCarloEstimate<B extends number | undefined = number | undefined> = {
  /** The estimate of the entropy, in nats. */
  readonly value: Expr<PerBatch<B>>;
  /** The standard error of the value, in nats; +∞ for one draw, which says nothing of its own error. */
  readonly standardError: Expr<PerBatch<B>>;
  /**
   * How well the standard error is known: value ± t · standardError is an interval, t being the quantile of Student's
   * distribution with so many degrees of freedom; 0 for one draw.
   */
  readonly degreesOfFreedom: Expr<PerBatch<B>>;
};

/**
 * The Monte Carlo estimate of the entropy of `p` in nats over n stratified draws xₛ from p: unbiased, with its standard
 * error. Lazy; scalars, or [b] for a batch, whose entries share their random numbers. Costs n·k densities.
 *
 * By default in the posterior form, J − Σ wₛ H(r(xₛ)): J is the joint entropy, rⱼ = cⱼpⱼ/p the posterior of the component and
 * H(r) its entropy. It lies between the conditional and the joint entropy always, and has no error where components are apart
 * or the same. The plain form is −Σ wₛ ln p(xₛ).
 *
 * Gradients are unbiased estimates of the gradient of the true entropy: along the paths of the draws for means and
 * covariances; by the moving faces for boxes; by the posterior of all draws for weights. They cannot be differentiated
 * again: that throws a `DomainError`.
 *
 * Throws `DomainError` for samples < 1 or a seed that is not an integer ≥ 0, and for more than 480 coordinates of the sequence
 * "sobol"; `UnknownNameError` for an unknown form or sequence.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, monteCarloEntropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * const { value, standardError } = await evaluate(monteCarloEntropy(p, { samples: 4000, seed: 1 }));
 * console.log(Math.abs(value - 1.75577) < 4 * standardError); // true
 * ```
 */
export function monteCarloEntropy<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: MonteCarloOptions,
): MonteCarloEstimate<B> {
  const read = checkNames(options, [...drawOptionNames, "form"], "Monte Carlo estimate");
  const asked = askedDraws(read), form = oneOf(["posterior", "plain"], read.form, "form");
  const draws = draw(partsOf(p), asked);
  const conditional = nodeOf(conditionalEntropy(p)), joint = nodeOf(jointEntropy(p));
  const middle = nodes.mul(constant(0.5), nodes.add(conditional, joint));
  const { value, perDraw, through } = form === "posterior"
    ? posteriorForm(draws, { conditional, joint })
    : plainForm(draws, middle);
  const said = asked.samples === 1 ? unknown : draws.certaintyOf(perDraw);
  const standardError = markers.frozen(alongBatch(p, said.standardError));
  const estimate = markers.surrogate(value, through);
  return {
    value: form === "posterior" ? estimate : withinBounds(p, estimate, standardError),
    standardError,
    degreesOfFreedom: markers.frozen(alongBatch(p, said.degreesOfFreedom)),
  };
}

/** A single draw says nothing of its own error. */
const unknown: Certainty = {
  standardError: /* @__PURE__ */ constant(Infinity),
  degreesOfFreedom: /* @__PURE__ */ constant(0),
};
