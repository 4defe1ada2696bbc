import { reduce, sumOver, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entropyOf } from "../distance/component.ts";
import type { SlopeRoute } from "../mixture/families/family_row.ts";
import { familyOf } from "../mixture/families/family_of.ts";
import { facesPath } from "./box_path.ts";
import { type Posterior, posteriorOf } from "./posterior.ts";
import { posteriorPath, posteriorScore, posteriorWeightSlopes } from "./posterior_slopes.ts";
import type { MixtureSample, PartSample } from "./sampling.ts";

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
export function posteriorForm(draws: MixtureSample, { conditional, joint }: Bounds): Sampled {
  const posterior = posteriorOf(draws);
  const perDraw = openness(draws, posterior);
  const left = sumOver(draws.sample, nodes.mul(draws.weight, perDraw));
  const value = nodes.max(conditional, nodes.min(joint, nodes.sub(joint, left)));
  const routes = routesOf(draws);
  const paths = routes.map((route, t) => {
    switch (route) {
      case "path":
        return posteriorPath(draws, posterior, { t, perDraw });
      case "score":
        return posteriorScore(draws, posterior, t);
      case "faces":
        return facesPath(
          draws,
          t,
          markers.sealed(nodes.sub(posterior.typical, posterior.logTotal)),
        );
      default:
        return route satisfies never;
    }
  });
  const slopes = draws.parts.map(({ i }, t) => {
    const slope = markers.sealed(posteriorWeightSlopes(draws, posterior, t));
    return sumOver(i.component, nodes.mul(i.weight, slope));
  });
  return {
    perDraw,
    value,
    through: [...paths, ...slopes].reduce((sum, term) => nodes.add(sum, term)),
  };
}

/**
 * How gradients reach the parameters of each part: along paths where all densities have slopes. Where some jump, draws of the others
 * hold still, and the faces that jump move.
 */
export function routesOf({ parts }: MixtureSample): SlopeRoute[] {
  const routes = parts.map(({ i }) => familyOf(i).slopes);
  const isSmooth = routes.every((route) => route === "path");
  return routes.map((route) => isSmooth || route === "faces" ? route : "score");
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
export function openness(draws: MixtureSample, posterior: Posterior): Node {
  const [only, ...others] = draws.parts as [PartSample, ...PartSample[]];
  const excess = familyOf(only.i).peakExcess(only.i);
  if (others.length > 0 || excess === undefined) return opennessOfParts(draws, posterior);
  const { exponents: [exponent], logTotal } = posterior as Posterior & { exponents: [Node] };
  const { component, weight } = only.i;
  // the logarithm of the largest density of a component: −h + d/2, or −h
  const logWeight = nodes.log(weight), entropy = entropyOf(only.i);
  const peak = nodes.add(nodes.sub(logWeight, entropy), nodes.add(excess, constant(1)));
  const above = nodes.add(reduce("max", component, peak), take(entropy, component, only.label));
  // without a weight it does not count, and is a number that has digits
  const counted = nodes.select(nodes.less(constant(0), weight), logWeight, constant(0));
  const gap = nodes.min(nodes.sub(nodes.sub(above, counted), exponent), constant(most));
  const weighed = reduce("logSumExp", component, exponent, nodes.mul(weight, gap));
  const meanGap = nodes.exp(nodes.sub(weighed, logTotal));
  const open = nodes.add(nodes.sub(logTotal, above), meanGap);
  return nodes.mul(nodes.less(nodes.mul(constant(rounding), meanGap), open), open);
}

/** H(r) as its definition says, in a second sweep of each part: of several the largest densities may be unknown. */
function opennessOfParts({ parts }: MixtureSample, { exponents, logTotal }: Posterior): Node {
  return parts.map(({ i }, t) => {
    const share = nodes.mul(i.weight, nodes.expDiff(exponents[t]!, logTotal));
    const logShare = nodes.sub(nodes.add(nodes.log(i.weight), exponents[t]!), logTotal);
    // a share of 1 may be more, rounded
    return sumOver(i.component, nodes.weigh(share, nodes.max(nodes.neg(logShare), constant(0))));
  }).reduce((sum, one) => nodes.add(sum, one));
}
