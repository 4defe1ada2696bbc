import { broadcast, rebuild } from "../expr/build.ts";
import { children, type MapNode, type Node, topological } from "../expr/node.ts";
import type { Op } from "../expr/ops.ts";

/**
 * The pass after differentiation: what only gradients look at is gone. A surrogate is its value, a stopped value is
 * the value. The results keep the axes they had.
 */
export function strip(roots: readonly Node[]): Node[] {
  const bare = new Map<Node, Node>();
  const of = (node: Node): Node => bare.get(node) ?? node;
  for (const node of topological(roots)) {
    bare.set(node, isMarker(node) ? of(node.args[0]!) : rebuild(node, of));
  }
  return roots.map((root) => broadcast(of(root), root.axes));
}

/** What the value of a node is made of: all that stripping leaves of its arguments. */
export function valueParts(node: Node): readonly Node[] {
  return isMarker(node) ? [node.args[0]!] : children(node);
}

function isMarker(node: Node): node is MapNode {
  return node.kind === "map" && markers.has(node.op);
}

const markers: ReadonlySet<Op> = new Set<Op>([
  "surrogate",
  "sloped",
  "stop",
  "sealed",
  "frozen",
]);
