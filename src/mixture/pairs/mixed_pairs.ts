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
import { chernoffOfBoxes, klOfBoxes, logOverlapOfBoxes } from "./pairs_of_boxes.ts";

/** The formulas that components other than Gaussians bring along: of two boxes, of
 * a family of one's own, else by coordinate. */
export const mixedPairs: MixedPairs = {
  kl: (p, q) => {
    if (p.family === "uniform" && q.family === "uniform") return klOfBoxes(p, q);
    const own = ownKl(p, q);
    if (own !== undefined) return own;
    return q.family === "own"
      ? isOther(p, q)
      : nodes.sub(crossEntropy(p, q), familyOf(p).entropy(p));
  },
  chernoff: (p, q, alpha) => {
    if (p.family === "uniform" && q.family === "uniform") return chernoffOfBoxes(p, q, alpha);
    return nodes.neg(ownLogAffinity(p, q, alpha) ?? logAffinity(p, q, alpha));
  },
  logOverlap: (p, q) => {
    if (p.family === "uniform" && q.family === "uniform") return logOverlapOfBoxes(p, q);
    return ownLogOverlap(p, q) ?? logOverlapOf(p, q);
  },
  logSquare: ownLogSquare,
};

/** Nothing is known of a family of one's own, but that a component is no way from itself. */
function isOther(p: Component<Node>, q: Component<Node>): Node {
  const infinite = constant(Infinity);
  if (p.component.set !== q.component.set) return infinite;
  return nodes.select(nodes.equal(coord(p.component), coord(q.component)), constant(0), infinite);
}
