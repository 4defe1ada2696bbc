import { sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entropyOf, logDensityFrom, middleOf } from "../distance/component.ts";
import type { Posterior } from "./posterior.ts";
import type { MixtureSample, PartSample } from "./sampling.ts";

/**
 * A value whose gradient is that of the estimate J − Σ wₛ Hₛ in the parameters of one part, the random numbers of the draws and
 * the weights held: ∂Hₛ = −Σⱼ rⱼ (ln rⱼ + Hₛ) ∂ ln pⱼ(xₛ), for rⱼ ∝ exp(ln cⱼ + ln pⱼ), along the path of xₛ too. It is 0 where
 * components are apart, and where they are the same in number.
 */
export function posteriorPath(
  draws: MixtureSample,
  posterior: Posterior,
  { t, perDraw }: { readonly t: number; readonly perDraw: Node },
): Node {
  const { i, delta } = draws.parts[t]!;
  const weight = markers.sealed(i.weight);
  const joint = sumOver(i.component, nodes.mul(weight, entropyOf(i)));
  const { share, logShare } = sharesOf(weight, posterior, t);
  const pull = markers.sealed(nodes.weigh(share, nodes.add(logShare, perDraw)));
  const along = sumOver(i.component, nodes.mul(pull, logDensityFrom(i, delta)));
  return nodes.add(joint, sumOver(draws.sample, nodes.mul(draws.weight, along)));
}

/**
 * The same by the score function, for draws that hold still: where densities jump, as those of boxes do, paths miss the jumps.
 * −cⱼ Eⱼ[∂ ln pⱼ · ln p] = cⱼ ∂hⱼ + E_p[rⱼ ln rⱼ ∂ ln pⱼ], as ln p = ln cⱼ + ln pⱼ − ln rⱼ: 0 where components are apart.
 */
export function posteriorScore(draws: MixtureSample, posterior: Posterior, t: number): Node {
  const seen = draws.parts[t]!, { i } = seen;
  const weight = markers.sealed(i.weight);
  const joint = sumOver(i.component, nodes.mul(weight, entropyOf(i)));
  const { share, logShare } = sharesOf(weight, posterior, t);
  const pull = markers.sealed(nodes.weigh(share, logShare));
  const along = sumOver(i.component, nodes.mul(pull, logDensityFrom(i, heldStill(seen))));
  return nodes.add(joint, sumOver(draws.sample, nodes.mul(draws.weight, along)));
}

/** x − μᵢ for an x that has no gradient. */
export function heldStill({ i, delta }: PartSample): Node {
  return markers.surrogate(delta, nodes.neg(middleOf(i)));
}

/** rⱼ and ln rⱼ of each draw, for the components of one part. */
function sharesOf(weight: Node, { exponents, logTotal }: Posterior, t: number) {
  const exponent = exponents[t]!;
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
  { sample, weight, parts }: MixtureSample,
  { exponents, logTotal }: Posterior,
  t: number,
): Node {
  const { i } = parts[t]!, exponent = exponents[t]!;
  const hasWeight = nodes.less(constant(0), i.weight);
  const logWeight = nodes.select(hasWeight, nodes.log(i.weight), constant(0));
  const ratio = nodes.mul(weight, nodes.expDiff(exponent, logTotal));
  const logPosterior = nodes.sub(nodes.add(logWeight, exponent), logTotal);
  const open = sumOver(sample, nodes.weigh(ratio, logPosterior));
  return nodes.sub(nodes.add(entropyOf(i), open), nodes.add(logWeight, constant(1)));
}
