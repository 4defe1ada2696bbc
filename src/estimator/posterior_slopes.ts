import { sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entropyOf, logDensityFrom } from "../distance/component.ts";
import type { Component } from "../mixture/component_types.ts";
import type { Posterior } from "./posterior.ts";
import type { MixtureSample } from "./sampling.ts";

/**
 * A value whose gradient is that of the estimate J − Σ wₛ Hₛ in means and covariances, the random numbers of the draws and
 * the weights held: ∂Hₛ = −Σⱼ rⱼ (ln rⱼ + Hₛ) ∂ ln pⱼ(xₛ), for rⱼ ∝ exp(ln cⱼ + ln pⱼ), along the path of xₛ too. It is 0 where
 * components are apart, and where they are the same in number.
 */
export function posteriorPath(
  i: Component<Node>,
  draws: MixtureSample,
  posterior: Posterior,
  perDraw: Node,
): Node {
  const weight = markers.sealed(i.weight);
  const joint = sumOver(i.component, nodes.mul(weight, entropyOf(i)));
  const { share, logShare } = sharesOf(weight, posterior);
  const pull = markers.sealed(nodes.weigh(share, nodes.add(logShare, perDraw)));
  const along = sumOver(i.component, nodes.mul(pull, logDensityFrom(i, draws.delta)));
  return nodes.add(joint, sumOver(draws.sample, nodes.mul(draws.weight, along)));
}

/** rⱼ and ln rⱼ of each draw. */
function sharesOf(weight: Node, { exponent, logTotal }: Posterior) {
  return {
    share: nodes.mul(weight, nodes.expDiff(exponent, logTotal)),
    logShare: nodes.sub(nodes.add(nodes.log(weight), exponent), logTotal),
  };
}

/**
 * Slopes of the entropy in weights, ∂h/∂cⱼ = −Eⱼ[ln p] − 1 = hⱼ − ln cⱼ − 1 + E_p[(pⱼ/p) ln rⱼ], from all draws: 0 is what
 * is estimated where components are apart, and a constant where they are the same. Σ cⱼ(∂h/∂cⱼ + 1) is the estimate of h,
 * draw by draw. For a weight of 0 the logarithms of it, which cancel in the mean, are left out.
 */
export function posteriorWeightSlopes(
  i: Component<Node>,
  { sample, weight }: MixtureSample,
  { exponent, logTotal }: Posterior,
): Node {
  const hasWeight = nodes.less(constant(0), i.weight);
  const logWeight = nodes.select(hasWeight, nodes.log(i.weight), constant(0));
  const ratio = nodes.mul(weight, nodes.expDiff(exponent, logTotal));
  const logPosterior = nodes.sub(nodes.add(logWeight, exponent), logTotal);
  const open = sumOver(sample, nodes.weigh(ratio, logPosterior));
  return nodes.sub(nodes.add(entropyOf(i), open), nodes.add(logWeight, constant(1)));
}
