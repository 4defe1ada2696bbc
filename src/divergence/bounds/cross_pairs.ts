import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { nodeOf } from "../../expr/node_of.ts";
import { entropyOf } from "../../distance/component.ts";
import { klDivergence } from "../../distance/kl.ts";
import { hasLogSquare } from "../../mixture/pairs/pair_overlap.ts";
import { logOverlap } from "../../distance/overlap.ts";
import { familyOf } from "../../mixture/families/family_of.ts";
import type { Component } from "../../mixture/component_types.ts";
import { crossEntropy } from "../../mixture/pairs/pair_cross_entropy.ts";
import { average, logAverage, type Side } from "./sides.ts";

/** Eᵢ[−ln gⱼ] of two components; where it has no closed form or is not known, what is not below it. */
export function crossEntropyOf(i: Component<Node>, j: Component<Node>): Node {
  const isOfFew = i.family === j.family && (i.family === "gaussian" || i.family === "uniform");
  return isOfFew || i.family === "own"
    ? nodes.add(nodeOf(klDivergence(i, j)), entropyOf(i))
    : crossEntropy(i, j);
}

/**
 * −∫ p ln q from above by Jensen's inequality for each component: −Σᵢ cᵢ ln Σⱼ ωⱼ exp(−Eᵢ[−ln gⱼ]) (Hershey & Olsen 2007, eq. 18). Exact
 * where q has one component.
 */
export function jensenUpper(p: Side, q: Side): Node {
  return nodes.neg(
    average(p, (i) => logAverage(q, (j) => nodes.neg(crossEntropyOf(i, j)))),
  );
}

/**
 * −∫ p ln q from below by Jensen's inequality the other way round: −Σᵢ cᵢ ln Σⱼ ωⱼ ∫ pᵢ gⱼ (the expected likelihood kernel; Durrieu et al.
 * 2012, eq. 19). An integral without a closed form counts as what is not below it; undefined where of a family of one's own nothing is known.
 */
export function overlapLower(p: Side, q: Side): Node | undefined {
  if (![...p, ...q].every(hasLogSquare)) return undefined;
  return nodes.neg(average(p, (i) => logAverage(q, (j) => nodeOf(logOverlap(i, j)))));
}

/** −∫ p ln q ≥ −ln Σⱼ ωⱼ sup gⱼ. Undefined where a family of one's own is among them, whose largest density nobody knows. */
export function peakLower(q: Side): Node | undefined {
  if (q.some((j) => familyOf(j).peakExcess(j) === undefined)) return undefined;
  return nodes.neg(logPeak(q));
}

/** ln Σⱼ ωⱼ sup gⱼ ≥ ln sup q; ∞ for families of one's own. */
export function logPeak(q: Side): Node {
  return logAverage(q, (j) => {
    const excess = familyOf(j).peakExcess(j);
    return excess === undefined ? constant(Infinity) : nodes.sub(excess, entropyOf(j));
  });
}
