/**
 * Bounds on I(X; G) = H(G) − H(G|X) by pairs of components: H(G|X) = Σᵢ cᵢ Eᵢ ln(1 + P_others/P_own), where P_own = Σ cⱼpⱼ over the
 * components of i's group and P_others over all the others. Each function gives a bound on −H(G|X), each costs a sweep or two.
 */
import { sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { pairGain } from "../bound/box_overlaps.ts";
import { takenByPair } from "../bound/pairs_lower.ts";
import { softplus } from "../bound/softplus.ts";
import { entropyOf } from "../distance/component.ts";
import { elkDistance } from "../distance/expected_likelihood.ts";
import { klDivergence } from "../distance/kl.ts";
import { logOverlap } from "../distance/overlap.ts";
import { type GroupedPair, isApart, logSumOver, minus } from "./grouped_pair.ts";

/**
 * From above: ln(1 + eᵘ) is convex and grows, so Eᵢ ln(1 + P_others/P_own) ≥ ln(1 + exp(Eᵢ ln P_others − Eᵢ ln P_own)), and by
 * Jensen's inequality Eᵢ ln P_others ≥ −hᵢ + ln Σ cⱼ e^(−KLᵢⱼ) and Eᵢ ln P_own ≤ ln Σ cⱼ ∫ pᵢ pⱼ.
 */
export function divergenceUpper(pair: GroupedPair): Node {
  const { i, j } = pair;
  const others = nodes.sub(logSumOver("others", pair, minus(klDivergence, pair)), entropyOf(i));
  const own = logSumOver("own", pair, nodeOf(logOverlap(i, j)));
  return lessOpen(pair, softplus(nodes.sub(others, own)));
}

/**
 * From below: P_own ≥ cᵢpᵢ and ln(1 + Σ R) ≤ Σ ln(1 + R), so H(G|X) ≤ Σᵢ cᵢ Σⱼ Eᵢ ln(1 + cⱼpⱼ/(cᵢpᵢ)) over the j of other groups.
 * Each expectation is exact, by an integral of 101 terms for Gaussians (`mellinBarnes`), by overlaps for boxes.
 */
export function pairsLower(pair: GroupedPair): Node {
  const { i, j } = pair, isOther = isApart(pair), none = constant(0);
  const over = (x: Node) => sumOver(j.component, nodes.select(isOther, x, none));
  if (i.family === "uniform" && j.family === "uniform") {
    return lessOpen(pair, over(pairGain(i, j)));
  }
  if (i.family !== "gaussian" || j.family !== "gaussian") {
    throw new TypeError("Expected one family");
  }
  // both orders of a pair at once
  const both = sumOver(i.component, over(takenByPair(i, j)));
  return nodes.mul(constant(-0.5), both);
}

/**
 * No bound: what the ELK distances say, h ≈ H(X|C) − Σᵢ cᵢ ln Σⱼ cⱼ e^(−D) of the whole and of the groups. It is between the
 * Bhattacharyya and the KL values, and the nearest of all cheap ones.
 */
export function elkEstimate(pair: GroupedPair): Node {
  const logTerm = minus(elkDistance, pair);
  return lessOpen(
    pair,
    nodes.sub(logSumOver("all", pair, logTerm), logSumOver("own", pair, logTerm)),
  );
}

/** −Σᵢ cᵢ xᵢ, what x leaves open of the group. */
export function lessOpen({ i }: GroupedPair, x: Node): Node {
  return nodes.neg(sumOver(i.component, nodes.weigh(i.weight, x)));
}
