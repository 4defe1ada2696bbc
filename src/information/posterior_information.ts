import { axisOf, sharedIndexSet } from "../expr/axes.ts";
import { reduce, sumOver, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entropyOf, logDensityFrom } from "../distance/component.ts";
import { boxPath } from "../estimator/box_path.ts";
import type { UniformComponent } from "../mixture/component_types.ts";
import { type Groups, isIn, shareOfOwn } from "./groups.ts";
import { groupPosterior, type Seen } from "./posterior_groups.ts";
import type { AnyMixture } from "../bound/named_bounds.ts";

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
 * I(X; G) = H(G) − E H(r) for each partition. Its gradient in means and covariances goes along the paths of the draws, that of boxes by
 * their moving faces, as I = h(X) − Σ q h(X | group); in weights it is Eⱼ[ln r_g(j)] − ln q_g(j) − 1, so that Σ cⱼ(∂I/∂cⱼ + 1) = I.
 */
export function posteriorInformation(
  p: AnyMixture,
  seen: Seen,
  partitions: readonly SignedGroups[],
): SampledInformation {
  const { i } = seen;
  const all = partitions.map(({ groups, sign }) => {
    const { perDraw, pull, meanLog } = groupPosterior(seen, groups);
    const isThere = nodes.less(constant(0), shareOfOwn(p, groups, 0));
    const logShare = nodes.log(nodes.select(isThere, shareOfOwn(p, groups, 0), constant(1)));
    const known = nodes.select(isThere, meanLog, constant(0));
    const slope = nodes.sub(known, nodes.add(logShare, constant(1)));
    const counted = (x: Node) => sign === 1 ? x : nodes.neg(x);
    const path = i.family === "uniform"
      ? facesOf(i, seen, groups)
      : nodes.neg(pathOf(seen, markers.sealed(pull)));
    const ofWeights = sumOver(i.component, nodes.mul(i.weight, markers.sealed(slope)));
    return { perDraw: counted(perDraw), through: counted(nodes.add(path, ofWeights)) };
  });
  const sum = (of: (one: SampledInformation) => Node) =>
    all.map(of).reduce((total, x) => nodes.add(total, x));
  return { perDraw: sum(({ perDraw }) => perDraw), through: sum(({ through }) => through) };
}

/** Σₛ wₛ Σⱼ pullₛⱼ ln pⱼ(xₛ), along the paths of the draws. */
function pathOf({ i, draws }: Seen, pull: Node): Node {
  const along = sumOver(i.component, nodes.mul(pull, logDensityFrom(i, draws.delta)));
  return sumOver(draws.sample, nodes.mul(draws.weight, along));
}

/** The slopes of h(X) − Σ q h(X | group) in the faces of boxes: those of each group are of its boxes alone. */
function facesOf(i: UniformComponent<Node>, seen: Seen, groups: Groups): Node {
  const { draws, posterior: { exponent, logTotal } } = seen;
  const typical = take(entropyOf(i), i.component, draws.label);
  const whole = sumOver(
    draws.sample,
    nodes.mul(draws.weight, boxPath(i, draws, markers.sealed(nodes.sub(typical, logTotal)))),
  );
  if (groups.isSingle) {
    const own = sumOver(i.component, nodes.mul(markers.sealed(i.weight), entropyOf(i)));
    return nodes.sub(whole, own);
  }
  const group = axisOf(sharedIndexSet("batch", "group", groups.count)), label = groups.labels[0]!;
  const weight = nodes.mul(isIn(label, group), i.weight);
  const logGroup = reduce("logSumExp", i.component, exponent, weight);
  const surprises = markers.sealed(nodes.sub(typical, logGroup));
  const isDrawn = take(isIn(label, group), i.component, draws.label);
  const path = nodes.weigh(isDrawn, boxPath({ ...i, weight }, draws, surprises));
  const ofGroups = sumOver(
    group,
    sumOver(draws.sample, nodes.mul(draws.weight, path)),
  );
  return nodes.sub(whole, ofGroups);
}
