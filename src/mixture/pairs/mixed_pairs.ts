import { coord } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { Component } from "../component_types.ts";
import { familyOf } from "../families/family_of.ts";
import type { MixedPairs } from "../families/family_row.ts";
import { ownKl, ownLogAffinity, ownLogOverlap } from "./own_pairs.ts";
import { logAffinity } from "./pair_affinity.ts";
import { crossEntropy } from "./pair_cross_entropy.ts";
import { logOverlapOf, ownLogSquare } from "./pair_overlap.ts";

/** The formulas that components other than Gaussians bring along: what their own family says, else what their coordinates do. */
export const mixedPairs: MixedPairs = {
  kl: (p, q) => {
    const own = ownKl(p, q);
    if (own !== undefined) return own;
    return q.family === "own"
      ? isOther(p, q)
      : nodes.sub(crossEntropy(p, q), familyOf(p).entropy(p));
  },
  logAffinity: (p, q, alpha) => ownLogAffinity(p, q, alpha) ?? logAffinity(p, q, alpha),
  logOverlap: (p, q) => ownLogOverlap(p, q) ?? logOverlapOf(p, q),
  logSquare: ownLogSquare,
};

/** Nothing is known of a family of one's own, but that a component is no way from itself. */
function isOther(p: Component<Node>, q: Component<Node>): Node {
  const infinite = constant(Infinity);
  if (p.component.set !== q.component.set) return infinite;
  return nodes.select(nodes.equal(coord(p.component), coord(q.component)), constant(0), infinite);
}
