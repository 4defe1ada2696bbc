import { sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { alongBatch } from "../estimator/batch.ts";
import type { MonteCarloEstimate } from "../estimator/monte_carlo.ts";
import { type AskedDraws, askedDraws, type DrawOptions } from "../estimator/draw_options.ts";
import { posteriorOf } from "../estimator/posterior.ts";
import { draw, type MixtureSample } from "../estimator/sampling.ts";
import { checkMixture } from "../mixture/components.ts";
import { partsOf } from "../mixture/parts.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { groupEntropy, groupsOf, jointGroups } from "./groups.ts";
import { posteriorInformation, type SignedGroups } from "./posterior_information.ts";
import type { GroupLabels } from "../mixture/group_labels.ts";

/** How an information is estimated by draws. */
export interface MonteCarloInformationOptions extends DrawOptions {
  /** The groups of the components, as of `mutualInformation`; every component its own if left out. */
  readonly groups?: GroupLabels | undefined;
  /** What is known of the component beside the group: I(X; G | F) for the groups F, where they are given. */
  readonly given?: GroupLabels | undefined;
}

/**
 * The Monte Carlo estimate of I(X; G) in nats over n stratified draws xₛ of the mixture `p`, H(G) − Σ wₛ H(r(xₛ)): r is the posterior of
 * the groups, r_g = P_g/p, and H(r) its entropy. Unbiased, with its standard error; always in [0, H(G)], and without an error where
 * groups are apart or the same. With `given`, I(X; G | F) = H(G|F) − Σ wₛ (H(r_GF) − H(r_F)), in [0, H(G|F)]. Lazy; scalars, or
 * [b] for a batch. Costs n·k densities and, for up to 64 groups, G times as many sums; of more groups, fewer than components, −ln r of the
 * group that a draw comes from takes the place of H(r), and the error is larger.
 *
 * Gradients are unbiased estimates of the gradient of the true information, as those of `monteCarloEntropy`.
 *
 * Throws what `monteCarloEntropy` and `mutualInformation` throw.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, monteCarloInformation } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [1], [4]], variance: 1 });
 * const drawn = monteCarloInformation(p, { groups: ["a", "a", "b"], samples: 4000, seed: 1 });
 * const { value, standardError } = await evaluate(drawn);
 * console.log(Math.abs(value - 0.519) < 4 * standardError + 1e-3); // true
 * ```
 */
export function monteCarloInformation<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: MonteCarloInformationOptions,
): MonteCarloEstimate<B> {
  checkMixture(p);
  const read = checkNames(
    options,
    ["groups", "given", "samples", "seed", "sequence"],
    "Monte Carlo estimate of an information",
  );
  const groups = groupsOf(p, read.groups), drawing = askedDraws(read);
  if (read.given === undefined) {
    return estimateBy(p, drawing, {
      partitions: [{ groups, sign: 1 }],
      least: constant(0),
      most: groupEntropy(p, groups),
    });
  }
  const given = groupsOf(p, read.given, "given"), both = jointGroups(p, groups, given);
  return estimateBy(p, drawing, {
    partitions: [{ groups: both, sign: 1 }, { groups: given, sign: -1 }],
    least: constant(0),
    most: nodes.sub(groupEntropy(p, both), groupEntropy(p, given)),
  });
}

/** What is estimated, Σ ± I(X; G), and what it lies between. */
export interface Estimated {
  readonly partitions: readonly SignedGroups[];
  readonly least: Node;
  readonly most: Node;
}

/** Σ ± H(G) less what draws leave open of the groups, between both ends. */
export function estimateBy<B extends number | undefined>(
  p: MixtureWith<object, B>,
  drawing: AskedDraws,
  { partitions, least, most }: Estimated,
): MonteCarloEstimate<B> {
  const draws = draw(partsOf(p), drawing);
  const seen = { draws, posterior: posteriorOf(draws) };
  const { perDraw, through } = posteriorInformation(p, seen, partitions);
  const left = sumOver(draws.sample, nodes.mul(draws.weight, perDraw));
  const labels = partitions.map(({ groups, sign }) => signed(sign, groupEntropy(p, groups)))
    .reduce((sum, x) => nodes.add(sum, x));
  const value = nodes.max(least, nodes.min(most, nodes.sub(labels, left)));
  return estimateOf(p, { draws, perDraw, samples: drawing.samples }, { value, through });
}

/** A value by draws, with what is said of its error. */
export function estimateOf<B extends number | undefined>(
  p: MixtureWith<object, B>,
  { draws, perDraw, samples }: {
    readonly draws: MixtureSample;
    readonly perDraw: Node;
    readonly samples: number;
  },
  { value, through }: { readonly value: Node; readonly through: Node },
): MonteCarloEstimate<B> {
  // a single draw says nothing of its own error
  const { standardError, degreesOfFreedom } = samples === 1
    ? { standardError: constant(Infinity), degreesOfFreedom: constant(0) }
    : draws.certaintyOf(perDraw);
  return {
    value: alongBatch(p, markers.surrogate(value, through)),
    standardError: markers.frozen(alongBatch(p, standardError)),
    degreesOfFreedom: markers.frozen(alongBatch(p, degreesOfFreedom)),
  };
}

function signed(sign: 1 | -1, x: Node): Node {
  return sign === 1 ? x : nodes.neg(x);
}
