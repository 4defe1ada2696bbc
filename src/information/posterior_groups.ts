import { axisOf, sharedIndexSet } from "../expr/axes.ts";
import { sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { openness } from "../estimator/posterior_form.ts";
import type { Posterior } from "../estimator/posterior.ts";
import { type MixtureSample, ofDraw } from "../estimator/sampling.ts";
import type { Component } from "../mixture/component_types.ts";
import { logSumExpOf } from "../mixture/over_parts.ts";
import { type Groups, isIn, mostInTables } from "./groups.ts";

/** What draws say of the group that they come from, the posterior r of the groups being r_g = P_g/p. */
export interface GroupPosterior {
  /** H(r), or −ln r of the group that the draw comes from, which has the same mean. */
  readonly perDraw: Node;
  /** By part, a number for each draw and component. */
  readonly parts: readonly PartPosterior[];
}

/** What draws say to the components of one part. */
export interface PartPosterior {
  /** By how much what a draw leaves open changes with ln pⱼ(xₛ), along the path of the draw too. */
  readonly pull: Node;
  /** The same for draws that hold still, in the mean: −rⱼ ln r_g(j). */
  readonly score: Node;
  /** An estimate of Eⱼ[ln r_g(j)] for each component. */
  readonly meanLog: Node;
}

/** The draws of a mixture, and their posterior. */
export interface Seen {
  readonly draws: MixtureSample;
  readonly posterior: Posterior;
}

/** What the draws of a mixture say of its groups. */
export function groupPosterior(seen: Seen, groups: Groups): GroupPosterior {
  if (groups.count <= mostInTables) return byTable(seen, groups);
  return groups.isSingle ? ofComponents(seen) : byOwn(seen, groups);
}

/** The components of the parts that draws come from. */
export function componentsSeen({ draws }: Seen): readonly Component<Node>[] {
  return draws.parts.map(({ i }) => i);
}

/**
 * With a table of ln r_g for each draw: H(r) = −Σ r_g ln r_g, whose change is −Σⱼ rⱼ(ln r_g(j) + H(r)) ∂ ln pⱼ, for that of
 * ln p drops out. Costs n·k·G.
 */
function byTable(seen: Seen, { count, labels }: Groups): GroupPosterior {
  const { exponents, logTotal } = seen.posterior;
  const group = axisOf(sharedIndexSet("coordinate", "g", count));
  const member = (t: number) => isIn(labels[t]!, group);
  const logGroup = logSumExpOf(
    componentsSeen(seen),
    (_, t) => exponents[t]!,
    (i, t) => nodes.mul(member(t), i.weight),
  );
  // rounding may make a share more than 1
  const logShare = nodes.min(nodes.sub(logGroup, logTotal), constant(0));
  const share = nodes.expDiff(logGroup, logTotal);
  const open = nodes.neg(sumOver(group, nodes.weigh(share, logShare)));
  return {
    perDraw: open,
    parts: ofParts(seen, open, (_, t) => sumOver(group, nodes.weigh(member(t), logShare))),
  };
}

/** The same where every component is a group: there need be no table. */
function ofComponents(seen: Seen): GroupPosterior {
  const { draws, posterior } = seen, open = openness(draws, posterior);
  const logShare = (i: Component<Node>, t: number) => {
    const isThere = nodes.less(constant(0), i.weight);
    const logWeight = nodes.log(nodes.select(isThere, i.weight, constant(1)));
    return nodes.sub(nodes.add(logWeight, posterior.exponents[t]!), posterior.logTotal);
  };
  return { perDraw: open, parts: ofParts(seen, open, logShare) };
}

/** What follows from H(r) and the ln r_g(j) of each component. */
function ofParts(
  seen: Seen,
  open: Node,
  logShareOf: (i: Component<Node>, t: number) => Node,
): PartPosterior[] {
  const { draws: { sample, weight }, posterior: { exponents, logTotal } } = seen;
  return componentsSeen(seen).map((i, t) => {
    const ratio = nodes.expDiff(exponents[t]!, logTotal), own = logShareOf(i, t);
    const share = nodes.mul(i.weight, ratio);
    return {
      pull: nodes.neg(nodes.weigh(share, nodes.add(own, open))),
      score: nodes.neg(nodes.weigh(share, own)),
      meanLog: sumOver(sample, nodes.weigh(nodes.mul(weight, ratio), own)),
    };
  });
}

/**
 * Of many groups, by the one that each draw comes from: E[−ln r_g(J)] = H(G|X). Its change is Σⱼ (rⱼ − rⱼ/r_g for j of the group g)
 * ∂ ln pⱼ; and Eⱼ[ln r_g(j)] is the mean of (pⱼ/P_g) ln r_g over the draws of j's group. Costs n·k.
 */
function byOwn(seen: Seen, { labels }: Groups): GroupPosterior {
  const { draws, posterior: { exponents, logTotal } } = seen, components = componentsSeen(seen);
  const ofDraws = ofDraw(components, draws.parts, (i) => labels[components.indexOf(i)]!);
  const together = (t: number) => nodes.equal(labels[t]!, ofDraws);
  const logOwn = logSumExpOf(
    components,
    (_, t) => exponents[t]!,
    (i, t) => nodes.mul(together(t), i.weight),
  );
  const logShare = nodes.min(nodes.sub(logOwn, logTotal), constant(0));
  return {
    perDraw: nodes.neg(logShare),
    parts: components.map((i, t) => {
      const ofOwn = nodes.weigh(together(t), nodes.expDiff(exponents[t]!, logOwn));
      const ofAll = nodes.expDiff(exponents[t]!, logTotal);
      return {
        pull: nodes.mul(i.weight, nodes.sub(ofAll, ofOwn)),
        score: nodes.neg(nodes.weigh(nodes.mul(i.weight, ofOwn), logShare)),
        meanLog: sumOver(draws.sample, nodes.weigh(nodes.mul(draws.weight, ofOwn), logShare)),
      };
    }),
  };
}
