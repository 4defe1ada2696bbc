import { sumOver } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { mellinBarnes } from "../../bound/mellin_barnes.ts";
import { onLine } from "../../bound/reference.ts";
import { logAffinityUpper } from "./affinity_bound.ts";
import { gaussians, type Side } from "./sides.ts";

/** The shares of two groups. */
export type Shares = readonly [Node, Node];

/** H(w, v) = −w ln w − v ln v. */
export function choiceOf([w, v]: Shares): Node {
  return nodes.neg(nodes.add(nodes.xLogX(w), nodes.xLogX(v)));
}

/**
 * −w ln(w + v e^(−D)) − v ln(v + w e^(−D′)): what a label of two groups tells by pairs of groups (Kolchinsky & Tracey 2017, applied to groups). From
 * above with D ≥ KL(p‖q), D′ ≥ KL(q‖p); from below with e^(−D) = e^(−D′) ≥ ∫√(pq).
 */
export function byPairOfGroups([w, v]: Shares, [d, e]: readonly [Node, Node]): Node {
  const term = (own: Node, other: Node, distance: Node) =>
    nodes.weigh(own, nodes.log(nodes.add(own, nodes.mul(other, nodes.exp(nodes.neg(distance))))));
  return nodes.neg(nodes.add(term(w, v, d), term(v, w, e)));
}

/** The same from below by an affinity. */
export function affinityLower(p: Side, q: Side, shares: Shares): Node {
  const log = logAffinityUpper(p, q);
  return byPairOfGroups(shares, [nodes.neg(log), nodes.neg(log)]);
}

/**
 * H(w, v) − Σᵢ cᵢ Σⱼ Eᵢ ln(1 + Rᵢⱼ) over the components j of the other group, cᵢ being weights in the whole: from below, for
 * ln(1 + Σⱼ Rᵢⱼ) ≤ Σⱼ ln(1 + Rᵢⱼ) and components of one's own group only help. Each expectation is an integral (`mellinBarnes`), so it costs about a hundred
 * "kl". Nearly exact where the two are apart. Undefined where not all are Gaussian.
 */
export function pairsOfBoth(p: Side, q: Side, [w, v]: Shares): Node | undefined {
  const [ofP, ofQ] = [gaussians(p), gaussians(q)];
  if (ofP === undefined || ofQ === undefined) return undefined;
  const lost = ofP.flatMap((i) =>
    ofQ.map((j) => {
      const one = onLine({ ...i, weight: nodes.mul(w, i.weight) });
      const other = onLine({ ...j, weight: nodes.mul(v, j.weight) });
      const each = sumOver(other.component, mellinBarnes(one, other));
      return sumOver(one.component, each);
    })
  ).reduce((sum, x) => nodes.add(sum, x));
  return nodes.sub(choiceOf([w, v]), lost);
}

/** H(w, v)·TV: what is between two distributions is at most what is between disjoint ones, for the part in which they differ (Lin 1991). */
export function variationUpper(shares: Shares, totalVariation: Node): Node {
  return nodes.mul(choiceOf(shares), nodes.min(totalVariation, constant(1)));
}
