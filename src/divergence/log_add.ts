import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";

/** ln Σ exp xₘ of a few values below +∞; −∞ where all are. */
export function logAdd(values: readonly Node[]): Node {
  return values.length === 0 ? constant(-Infinity) : values.reduce(logAddTwo);
}

/** max + ln(1 + exp(min − max)), the exponential being 0 where the smaller one is −∞. */
function logAddTwo(x: Node, y: Node): Node {
  const larger = nodes.max(x, y), smaller = nodes.min(x, y);
  return nodes.add(larger, nodes.log1p(nodes.expDiff(smaller, larger)));
}
