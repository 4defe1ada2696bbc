import { broadcast, rebuild } from "../expr/build.ts";
import { children, type Node, topological } from "../expr/node.ts";

/**
 * The pass after differentiation: what only gradients look at is gone, and a marker is its value. The results keep the
 * axes they had.
 */
export function strip(roots: readonly Node[]): Node[] {
  const bare = new Map<Node, Node>();
  const of = (node: Node): Node => bare.get(node) ?? node;
  for (const node of topological(roots)) {
    bare.set(node, node.kind === "marker" ? of(node.args[0]) : rebuild(node, of));
  }
  return roots.map((root) => broadcast(of(root), root.axes));
}

/** What the value of a node is made of: all that stripping leaves of its arguments. */
export function valueParts(node: Node): readonly Node[] {
  return node.kind === "marker" ? [node.args[0]] : children(node);
}
