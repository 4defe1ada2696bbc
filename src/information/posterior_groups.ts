import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, reduce, rename, sumOver, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { openness } from "../estimator/posterior_form.ts";
import type { Posterior } from "../estimator/posterior.ts";
import type { MixtureSample } from "../estimator/sampling.ts";
import type { Component } from "../mixture/component_types.ts";
import { type Groups, isIn, mostInTables } from "./groups.ts";

/** What draws say of the group that they come from, the posterior r of the groups being r_g = P_g/p. */
export interface GroupPosterior {
  /** H(r), or −ln r of the group that the draw comes from, which has the same mean. */
  readonly perDraw: Node;
  /** By how much what a draw leaves open changes with ln pⱼ(xₛ): a slope for each draw and component. */
  readonly pull: Node;
  /** An estimate of Eⱼ[ln r_g(j)] for each component. */
  readonly meanLog: Node;
}

/** The draws of a mixture of one family, as its components see them. */
export interface Seen {
  readonly i: Component<Node>;
  readonly draws: MixtureSample;
  readonly posterior: Posterior;
}

/** What the draws of a mixture say of its groups. */
export function groupPosterior(seen: Seen, groups: Groups): GroupPosterior {
  if (groups.count <= mostInTables) return byTable(seen, groups);
  return groups.isSingle ? ofComponents(seen) : byOwn(seen, groups);
}

/**
 * With a table of ln r_g for each draw: H(r) = −Σ r_g ln r_g, whose change is −Σⱼ rⱼ(ln r_g(j) + H(r)) ∂ ln pⱼ, for that of
 * ln p drops out. Costs n·k·G.
 */
function byTable({ i, draws, posterior }: Seen, { count, labels }: Groups): GroupPosterior {
  const { component, weight } = i, { exponent, logTotal } = posterior, [label] = labels;
  const group = axisOf(sharedIndexSet("coordinate", "g", count)), member = isIn(label!, group);
  const logGroup = reduce("logSumExp", component, exponent, nodes.mul(member, weight));
  // rounding may make a share more than 1
  const logShare = nodes.min(nodes.sub(logGroup, logTotal), constant(0));
  const share = nodes.expDiff(logGroup, logTotal);
  const open = nodes.neg(sumOver(group, nodes.weigh(share, logShare)));
  const own = sumOver(group, nodes.weigh(member, logShare));
  const ratio = nodes.expDiff(exponent, logTotal);
  return {
    perDraw: open,
    pull: nodes.neg(nodes.weigh(nodes.mul(weight, ratio), nodes.add(own, open))),
    meanLog: sumOver(draws.sample, nodes.weigh(nodes.mul(draws.weight, ratio), own)),
  };
}

/** The same where every component is a group: there need be no table. */
function ofComponents({ i, draws, posterior }: Seen): GroupPosterior {
  const { exponent, logTotal } = posterior, open = openness(i, draws, posterior);
  const isThere = nodes.less(constant(0), i.weight);
  const logWeight = nodes.log(nodes.select(isThere, i.weight, constant(1)));
  const own = nodes.sub(nodes.add(logWeight, exponent), logTotal);
  const ratio = nodes.expDiff(exponent, logTotal);
  return {
    perDraw: open,
    pull: nodes.neg(nodes.weigh(nodes.mul(i.weight, ratio), nodes.add(own, open))),
    meanLog: sumOver(draws.sample, nodes.weigh(nodes.mul(draws.weight, ratio), own)),
  };
}

/**
 * Of many groups, by the one that each draw comes from: E[−ln r_g(J)] = H(G|X). Its change is Σⱼ (rⱼ − rⱼ/r_g for j of the group g)
 * ∂ ln pⱼ; and Eⱼ[ln r_g(j)] is the mean of (pⱼ/P_g) ln r_g over the draws of j's group. Costs n·k.
 */
function byOwn({ i, draws, posterior }: Seen, { labels }: Groups): GroupPosterior {
  const { component, weight } = i, { exponent, logTotal } = posterior, label = labels[0]!;
  const together = nodes.equal(label, take(label, component, draws.label));
  const logOwn = reduce("logSumExp", component, exponent, nodes.mul(together, weight));
  const logShare = nodes.min(nodes.sub(logOwn, logTotal), constant(0));
  const ofOwn = nodes.weigh(together, nodes.expDiff(exponent, logOwn));
  const ofAll = nodes.expDiff(exponent, logTotal);
  return {
    perDraw: nodes.neg(logShare),
    pull: nodes.mul(weight, nodes.sub(ofAll, ofOwn)),
    meanLog: sumOver(draws.sample, nodes.weigh(nodes.mul(draws.weight, ofOwn), logShare)),
  };
}
