import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { nodeOf } from "../expr/node_of.ts";
import { entropyOf } from "../distance/component.ts";
import { klDivergence } from "../distance/kl.ts";
import { logOverlap } from "../distance/overlap.ts";
import { momentsOf } from "../bound/gaussian_moments.ts";
import { familyOf } from "../mixture/families/family_table.ts";
import type { Component } from "../mixture/component_types.ts";
import { average, logAverage, type Side } from "./sides.ts";

/**
 * Eᵢ[−ln gⱼ] of two components: to a Gaussian it depends on the mean and covariance of the first alone; to a box it is ln|Vⱼ| for
 * a box inside it, and infinite for all else.
 */
export function crossEntropyOf(i: Component<Node>, j: Component<Node>): Node {
  if (j.family === "gaussian") {
    const gaussian = momentsOf(i);
    return nodes.add(nodeOf(klDivergence(gaussian, j)), entropyOf(gaussian));
  }
  if (i.family === "gaussian") return constant(Infinity);
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
 * 2012, eq. 19). Undefined for two families: then the integrals have no closed form here.
 */
export function overlapLower(p: Side, q: Side): Node | undefined {
  if (new Set([...p, ...q].map(({ family }) => family)).size > 1) return undefined;
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
