import { checkInteger } from "../expr/array.ts";
import { reduce, sumOver } from "../expr/build.ts";
import { checkNames } from "../mixture/parameters.ts";
import type { Expr } from "../expr/expression.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logDensityFrom } from "../distance/component.ts";
import { componentsOf } from "../mixture/components.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { alongBatch } from "./batch.ts";
import { boxPath } from "./box_path.ts";
import { conditionalEntropy } from "./conditional.ts";
import { jointEntropy } from "./joint.ts";
import { draw, type MixtureSample } from "./sampling.ts";
import { seedOf } from "./seed.ts";
import { varianceOfMean } from "./strata.ts";
import { withinBounds } from "./within_bounds.ts";
import { nodeOf } from "../expr/node_of.ts";

/** How a Monte Carlo estimate is drawn. */
export interface MonteCarloOptions {
  /** How many draws: n ≥ 1. */
  readonly samples: number;
  /**
   * The seed, an integer ≥ 0: the same seed gives the same draws everywhere. A scalar `input` lets a compiled plan draw
   * anew in each run. 0 if left out.
   */
  readonly seed?: number | Expr<number> | undefined;
}

/** A Monte Carlo estimate; both parts are lazy and share their draws. */
export type MonteCarloEstimate<B extends number | undefined = number | undefined> = {
  /** −(1/n) Σ ln p(xₛ), in nats. */
  readonly value: Expr<PerBatch<B>>;
  /** The standard error of the value, in nats; +∞ for one draw, which says nothing of its own error. */
  readonly standardError: Expr<PerBatch<B>>;
};

/**
 * The Monte Carlo estimate of the entropy of `p` in nats, −Σ wₛ ln p(xₛ) over n stratified draws xₛ from p: unbiased,
 * with its standard error. Lazy; scalars, or [b] for a batch, whose entries share their random numbers. Costs n·k
 * densities.
 *
 * Gradients are unbiased estimates of the gradient of the true entropy: along the paths of the draws and through ln p
 * for means and covariances; by the moving faces for boxes; and by the score function for weights. They cannot be
 * differentiated again: that throws a `DomainError`.
 *
 * Throws `DomainError` for samples < 1 or a seed that is not an integer ≥ 0.
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
  const read = checkNames(options, ["samples", "seed"], "Monte Carlo estimate");
  const samples = checkInteger(read.samples, "samples", 1, 2 ** 32);
  const seed = seedOf(read.seed ?? 0);
  const [i] = componentsOf(p);
  const draws = draw(i, samples, seed);
  const logDensities = logDensityFrom(i, draws.delta);
  const surprise = (weight: Node) =>
    nodes.neg(reduce("logSumExp", i.component, logDensities, weight));
  const mean = (perDraw: Node) => sumOver(draws.sample, nodes.mul(draws.weight, perDraw));
  const surprises = surprise(i.weight);
  const value = mean(surprises);
  const fixed = markers.sealed(surprises);
  const path = i.family === "gaussian"
    ? mean(surprise(markers.sealed(i.weight)))
    : mean(boxPath(i, draws, fixed));
  const slopes = weightSlopes(draws, fixed, logDensities, middleOfBounds(p));
  const throughWeights = sumOver(i.component, nodes.mul(i.weight, markers.sealed(slopes)));
  const error = markers.frozen(alongBatch(p, standardError(draws, surprises, samples)));
  return {
    value: withinBounds(p, markers.surrogate(value, nodes.add(path, throughWeights)), error),
    standardError: error,
  };
}

/**
 * ∂h/∂cⱼ = −E_pⱼ[ln p] − 1 = E_p[(pⱼ/p)(−ln p − b)] + b − 1, from all draws (the score function). The base b is near
 * E_p[−ln p], which takes most of the noise away, and moves with the unit of x as −ln p does. It depends on no draw, so
 * the estimate is unbiased; with the mean of the draws in its place it is not, because they are stratified.
 */
function weightSlopes(
  { sample, weight }: MixtureSample,
  surprises: Node,
  logDensities: Node,
  base: Node,
): Node {
  const ratio = nodes.expDiff(logDensities, nodes.neg(surprises));
  const perDraw = nodes.weigh(nodes.mul(weight, nodes.sub(surprises, base)), ratio);
  return nodes.add(sumOver(sample, perDraw), nodes.sub(base, constant(1)));
}

/** Half-way between the conditional and the joint entropy, which enclose the entropy. */
function middleOfBounds(p: MixtureWith<object, number | undefined>): Node {
  return nodes.mul(
    constant(0.5),
    nodes.add(nodeOf(conditionalEntropy(p)), nodeOf(jointEntropy(p))),
  );
}

/** The standard error of the mean of the surprises. */
function standardError({ sample, weight }: MixtureSample, surprises: Node, samples: number): Node {
  if (samples === 1) return constant(Infinity);
  return nodes.sqrt(varianceOfMean(sample, weight, surprises));
}
