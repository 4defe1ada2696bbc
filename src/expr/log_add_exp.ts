import { markers } from "./mark.ts";
import type { Node } from "./node.ts";
import { constant, nodes } from "./simplify.ts";

/**
 * ln(eᵃ + eᵇ), without overflow; −∞ where both are −∞, with slopes 0 there. Slopes are the shares exp(a − L) and exp(b − L), which
 * stay numbers where a term is −∞.
 */
export function logAddExp(a: Node, b: Node): Node {
  const larger = nodes.max(a, b), least = constant(-Infinity);
  const base = markers.stop(nodes.select(nodes.less(least, larger), larger, constant(0)));
  const total = nodes.add(nodes.expDiff(a, base), nodes.expDiff(b, base));
  const value = nodes.add(base, nodes.log(total));
  const inA = markers.sloped(markers.stop(value), a, nodes.expDiff(a, value));
  return markers.sloped(inA, b, nodes.expDiff(b, value));
}
