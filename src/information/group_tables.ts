/** Bounds on −H(G|X) by tables over groups g and g′, for few groups: each costs a sweep over pairs of k·G terms a row. */
import { coord, reduce, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { bhattacharyyaDistance } from "../distance/chernoff.ts";
import { klDivergence } from "../distance/kl.ts";
import { type GroupedPair, logSumOver, minus } from "./grouped_pair.ts";
import { groupAxis, type Groups, isIn } from "./groups.ts";

/**
 * From above: E_g ln(1 + Σ P_g′/P_g) ≥ ln(1 + Σ exp(E_g ln P_g′ − E_g ln P_g)) over g′ ≠ g, as a log-sum-exp is convex; E_g ln P_g′ is
 * at least Σ πᵢ(−hᵢ + ln Σ cⱼ e^(−KLᵢⱼ)), and E_g ln P_g at most Σ πᵢ(−hᵢ + ln Σ cⱼ e^(−Bᵢⱼ)), the Bhattacharyya bound on the entropy
 * of the group. It is −Σ q_g ln Σ q_g′ e^(−D) with D ≥ KL(p_g‖p_g′).
 */
export function groupDivergenceUpper(pair: GroupedPair, groups: Groups): Node {
  const { i, j, label, labelOfOther } = pair, g = groupAxis(groups), other = groupAxis(groups, 1);
  const own = logSumOver("own", pair, minus(bhattacharyyaDistance, pair));
  const weight = nodes.mul(isIn(labelOfOther, other), j.weight);
  const towards = reduce("logSumExp", j.component, minus(klDivergence, pair), weight);
  // the hᵢ cancel
  const apart = nodes.sub(towards, own), member = nodes.mul(isIn(label, g), i.weight);
  const share = sumOver(i.component, member);
  const sum = sumOver(i.component, nodes.weigh(member, apart)), none = constant(0);
  // −∞ where KL is, as of boxes: then there is no slope either
  const isMet = nodes.less(constant(-Infinity), sum);
  const mean = nodes.ratio(nodes.select(isMet, sum, none), share);
  return lessOpenOf(share, [g, other], nodes.select(isMet, nodes.exp(mean), none));
}

/**
 * From below: −Σ q_g ln Σ q_g′ ρ_gg′ with ρ_gg′ ≥ ∫ √(p_g p_g′), that is E_g ln(1 + Σ P_g′/P_g) ≤ ln(1 + Σ (q_g′/q_g) ρ_gg′) in sum (Kolchinsky
 * & Tracey 2017, eq. 10). The root of a sum is at most the sum of the roots: ρ_gg′ = min(1, Σ √(πₐ π_b) e^(−B_ab)) over components a
 * of g and b of g′.
 */
export function groupAffinityLower(pair: GroupedPair, groups: Groups): Node {
  const { i, j, label, labelOfOther } = pair, g = groupAxis(groups), other = groupAxis(groups, 1);
  const affinity = nodes.exp(minus(bhattacharyyaDistance, pair));
  const root = nodes.mul(isIn(labelOfOther, other), nodes.sqrt(j.weight));
  const row = sumOver(j.component, nodes.weigh(root, affinity));
  const member = isIn(label, g), share = sumOver(i.component, nodes.mul(member, i.weight));
  const sum = sumOver(i.component, nodes.mul(nodes.mul(member, nodes.sqrt(i.weight)), row));
  const shareOfOther = sumOver(
    j.component,
    nodes.mul(isIn(labelOfOther, other), j.weight),
  );
  const ratio = nodes.ratio(shareOfOther, share);
  const meeting = nodes.mul(nodes.ratio(sum, share), nodes.sqrt(ratio));
  return lessOpenOf(share, [g, other], nodes.min(ratio, meeting));
}

/** −Σ_g q_g ln(1 + Σ_g′ x_gg′) over g′ ≠ g. */
function lessOpenOf(
  share: Node,
  [g, other]: readonly [Parameters<typeof coord>[0], Parameters<typeof coord>[0]],
  x: Node,
): Node {
  const isSelf = nodes.equal(coord(g), coord(other));
  const total = sumOver(other, nodes.select(isSelf, constant(0), x));
  return nodes.neg(sumOver(g, nodes.weigh(share, nodes.log1p(total))));
}
