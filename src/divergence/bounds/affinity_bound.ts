import { reduce } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { logAddExp } from "../../expr/log_add_exp.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { nodeOf } from "../../expr/node_of.ts";
import { bhattacharyyaDistance } from "../../distance/chernoff.ts";
import type { Part, Side } from "./sides.ts";

/** Weights below this count as this much under a root, whose slope at 0 is infinite. */
const leastWeight = 1e-300;

/**
 * ln ∫√(pq) from above: √(Σ cᵢpᵢ Σ ωⱼgⱼ) ≤ Σ √(cᵢωⱼ) √(pᵢgⱼ), so the affinity is at most Σ √(cᵢωⱼ) exp(−Bᵢⱼ) with the Bhattacharyya distances, nor is it
 * more than 1. An affinity without a closed form counts as what is not below it, at most 1.
 */
export function logAffinityUpper(p: Side, q: Side): Node {
  const logs = p.map((i) => {
    const toAll = q.map((j) =>
      reduce("logSumExp", j.component, nodes.neg(nodeOf(bhattacharyyaDistance(i, j))), rootOf(j))
    ).reduce(logAddExp);
    return reduce("logSumExp", i.component, toAll, rootOf(i));
  }).reduce(logAddExp);
  return nodes.min(logs, constant(0));
}

/** √c */
function rootOf({ weight }: Part): Node {
  return nodes.sqrt(nodes.max(weight, constant(leastWeight)));
}
