import { reduce, sumOver, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entropyOf } from "../distance/component.ts";
import type { Component } from "../mixture/component_types.ts";
import { boxPath } from "./box_path.ts";
import { type Posterior, posteriorOf } from "./posterior.ts";
import { posteriorPath, posteriorWeightSlopes } from "./posterior_slopes.ts";
import type { MixtureSample } from "./sampling.ts";

/** A Monte Carlo estimate in one of its forms. */
export interface Sampled {
  /** What each draw tells: the mean of these is what is estimated. */
  readonly perDraw: Node;
  /** The estimate of the entropy. */
  readonly value: Node;
  /** What the gradient of the estimate is that of. */
  readonly through: Node;
}

/** The two bounds that every estimate in the posterior form lies between. */
export interface Bounds {
  readonly conditional: Node;
  readonly joint: Node;
}

/**
 * The posterior form, J − Σ wₛ H(r(xₛ)): what is averaged is what a draw leaves open of the component that it comes from,
 * rⱼ = cⱼpⱼ/p being the posterior. h = J − H(C|X), the chain rule, so it is unbiased; H(r) = 0 where components are apart,
 * and H(C) where they are the same, so that it has no error in either limit. H(r) ≥ 0, so it is never above J; few draws
 * may bring it below H(X|C), which then is nearer to the entropy: it is put there.
 */
export function posteriorForm(
  i: Component<Node>,
  draws: MixtureSample,
  { conditional, joint }: Bounds,
): Sampled {
  const posterior = posteriorOf(i, draws);
  const perDraw = openness(i, draws, posterior);
  const left = sumOver(draws.sample, nodes.mul(draws.weight, perDraw));
  const value = nodes.max(conditional, nodes.min(joint, nodes.sub(joint, left)));
  const path = i.family === "gaussian"
    ? posteriorPath(i, draws, posterior, perDraw)
    : boxes(i, draws, posterior);
  const slopes = markers.sealed(posteriorWeightSlopes(i, draws, posterior));
  return {
    perDraw,
    value,
    through: nodes.add(path, sumOver(i.component, nodes.mul(i.weight, slopes))),
  };
}

/** More than any exponent that counts, and less than what overflows where it multiplies the largest terms. */
const most = 2 ** 100;

/** What rounding may leave of an H(r) of 0, beside the numbers whose difference it is. */
const rounding = 2 ** -46;

/**
 * H(r) = −Σ rⱼ ln rⱼ = ln p − Σ rⱼ ln cⱼpⱼ for each draw, in one sweep with ln p: b being above all ln cⱼpⱼ by 1 at least,
 * Σ rⱼ (b − ln cⱼpⱼ) = exp(ln Σ cⱼpⱼ (b − ln cⱼpⱼ) − ln p) has terms of one sign. A term's factor is cut off where its
 * exponential is 0, so that no term is 0·∞.
 */
export function openness(i: Component<Node>, draws: MixtureSample, { exponent, logTotal }: Posterior) {
  const { component, coordinate, weight } = i;
  // the logarithm of the largest density of a component: −h + d/2, or −h
  const excess = i.family === "gaussian" ? coordinate.set.extent / 2 : 0;
  const logWeight = nodes.log(weight), entropy = entropyOf(i);
  const peak = nodes.add(nodes.sub(logWeight, entropy), constant(excess + 1));
  const above = nodes.add(reduce("max", component, peak), take(entropy, component, draws.label));
  // without a weight it does not count, and is a number that has digits
  const counted = nodes.select(nodes.less(constant(0), weight), logWeight, constant(0));
  const gap = nodes.min(nodes.sub(nodes.sub(above, counted), exponent), constant(most));
  const weighed = reduce("logSumExp", component, exponent, nodes.mul(weight, gap));
  const meanGap = nodes.exp(nodes.sub(weighed, logTotal));
  const open = nodes.add(nodes.sub(logTotal, above), meanGap);
  return nodes.mul(nodes.less(nodes.mul(constant(rounding), meanGap), open), open);
}

/** The gradient of boxes by their moving faces, from −ln p of each draw. */
function boxes(
  i: Extract<Component<Node>, { family: "uniform" }>,
  draws: MixtureSample,
  { logTotal }: Posterior,
): Node {
  const typical = take(entropyOf(i), i.component, draws.label);
  const surprises = markers.sealed(nodes.sub(typical, logTotal));
  return sumOver(draws.sample, nodes.mul(draws.weight, boxPath(i, draws, surprises)));
}
