import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { nodeOf } from "../expr/node_of.ts";
import { entropyOf } from "../distance/component.ts";
import { klDivergence } from "../distance/kl.ts";
import { hasLogSquare } from "../distance/log_overlap.ts";
import { logOverlap } from "../distance/overlap.ts";
import { familyOf } from "../mixture/families/family_table.ts";
import type { Component } from "../mixture/component_types.ts";
import { average, logAverage, type Side } from "./sides.ts";

/** Eᵢ[−ln gⱼ] of two components of any families, or what is not below it: infinite where nothing is known, and for a box that lies in no other one. */
export function crossEntropyOf(i: Component<Node>, j: Component<Node>): Node {
  return nodes.add(nodeOf(klDivergence(i, j)), entropyOf(i));
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
 * 2012, eq. 19). Where an integral has no closed form it is bounded from above. Undefined for families of one's own of which nothing bounds
 * them.
 */
export function overlapLower(p: Side, q: Side): Node | undefined {
  if (![...p, ...q].every(hasLogSquare)) return undefined;
  return nodes.neg(average(p, (i) => logAverage(q, (j) => nodeOf(logOverlap(i, j)))));
}

/** −∫ p ln q ≥ −ln Σⱼ ωⱼ sup gⱼ. */
export function peakLower(q: Side): Node {
  return nodes.neg(logPeak(q));
}

/** ln Σⱼ ωⱼ sup gⱼ ≥ ln sup q. */
export function logPeak(q: Side): Node {
  return logAverage(q, (j) => {
    const excess = familyOf(j).peakExcess(j);
    return excess === undefined ? constant(Infinity) : nodes.sub(excess, entropyOf(j));
  });
}
