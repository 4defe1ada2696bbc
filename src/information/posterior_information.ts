import type { AnyMixture } from "../mixture/component_types.ts";
import { axisOf, sharedIndexSet } from "../expr/axes.ts";
import { sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logDensityFrom } from "../distance/component.ts";
import { facesPath } from "../estimator/box_path.ts";
import { routesOf } from "../estimator/posterior_form.ts";
import { heldStill } from "../estimator/posterior_slopes.ts";
import { type MixtureSample, ofDraw } from "../estimator/sampling.ts";
import { logSumExpOf } from "../mixture/over_parts.ts";
import { type Groups, isIn, shareOfOwn } from "./groups.ts";
import { componentsSeen, groupPosterior, type Seen } from "./posterior_groups.ts";

/** A partition into groups, and how often its information counts: 1 or −1. */
export interface SignedGroups {
  readonly groups: Groups;
  readonly sign: 1 | -1;
}

/** Σ ± I(X; G) of some partitions, by the same draws. */
export interface SampledInformation {
  /** Σ ± what each draw leaves open of its group. */
  readonly perDraw: Node;
  /** What the gradient of the estimate is that of. */
  readonly through: Node;
}

/**
 * I(X; G) = H(G) − E H(r) for each partition. Its gradient in the parameters of components goes along the paths of the draws; where some
 * densities jump, by draws that hold still, as ∂I = Σ cⱼ Eⱼ[∂ ln pⱼ · ln r_g(j)], and for boxes by their moving faces, as I is
 * h(X) − Σ q h(X | group). In weights it is Eⱼ[ln r_g(j)] − ln q_g(j) − 1, so that Σ cⱼ(∂I/∂cⱼ + 1) = I.
 */
export function posteriorInformation(
  p: AnyMixture,
  seen: Seen,
  partitions: readonly SignedGroups[],
): SampledInformation {
  const { draws } = seen, routes = routesOf(draws);
  const all = partitions.map(({ groups, sign }) => {
    const { perDraw, parts } = groupPosterior(seen, groups);
    const slopes = parts.map(({ pull, score, meanLog }, t) => {
      const { i, delta } = draws.parts[t]!;
      const path = {
        path: () => nodes.neg(alongDraws(seen, t, markers.sealed(pull), delta)),
        score: () =>
          nodes.neg(alongDraws(seen, t, markers.sealed(score), heldStill(draws.parts[t]!))),
        faces: () => facesOf(seen, t, groups),
      }[routes[t]!]();
      const slope = slopeInWeights(p, groups, t, meanLog);
      return nodes.add(path, sumOver(i.component, nodes.mul(i.weight, markers.sealed(slope))));
    });
    const counted = (x: Node) => sign === 1 ? x : nodes.neg(x);
    return {
      perDraw: counted(perDraw),
      through: counted(slopes.reduce((sum, x) => nodes.add(sum, x))),
    };
  });
  const sum = (of: (one: SampledInformation) => Node) =>
    all.map(of).reduce((total, x) => nodes.add(total, x));
  return { perDraw: sum(({ perDraw }) => perDraw), through: sum(({ through }) => through) };
}

/** Eⱼ[ln r_g(j)] − ln q_g(j) − 1; of a group without weight the logarithms, which cancel in the mean, are left out. */
function slopeInWeights(p: AnyMixture, groups: Groups, t: number, meanLog: Node): Node {
  const share = shareOfOwn(p, groups, t), isThere = nodes.less(constant(0), share);
  const logShare = nodes.log(nodes.select(isThere, share, constant(1)));
  const known = nodes.select(isThere, meanLog, constant(0));
  return nodes.sub(known, nodes.add(logShare, constant(1)));
}

/** Σₛ wₛ Σⱼ pullₛⱼ ln pⱼ(xₛ) over the components of a part. */
function alongDraws({ draws }: Seen, t: number, pull: Node, delta: Node): Node {
  const { i } = draws.parts[t]!;
  const along = sumOver(i.component, nodes.mul(pull, logDensityFrom(i, delta)));
  return sumOver(draws.sample, nodes.mul(draws.weight, along));
}

/** The slopes of h(X) − Σ q h(X | group) in the faces of boxes: those of each group are of its components alone. */
function facesOf(seen: Seen, t: number, groups: Groups): Node {
  const { draws, posterior: { exponents, logTotal, typical } } = seen;
  const whole = facesPath(draws, t, markers.sealed(nodes.sub(typical, logTotal)));
  const components = componentsSeen(seen), { labels } = groups;
  const group = axisOf(sharedIndexSet("batch", "group", groups.count));
  const weights = components.map((i, u) => nodes.mul(isIn(labels[u]!, group), i.weight));
  const logGroup = logSumExpOf(components, (_, u) => exponents[u]!, (_, u) => weights[u]!);
  const isDrawn = ofDraw(
    components,
    draws.parts,
    (i) => isIn(labels[components.indexOf(i)]!, group),
  );
  const ofGroup: MixtureSample = {
    ...draws,
    weight: nodes.mul(draws.weight, isDrawn),
    parts: draws.parts.map((part, u) => ({ ...part, i: { ...part.i, weight: weights[u]! } })),
  };
  const surprises = markers.sealed(nodes.sub(typical, logGroup));
  return nodes.sub(whole, sumOver(group, facesPath(ofGroup, t, surprises)));
}
