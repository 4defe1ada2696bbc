import { children, type Node, topological } from "../expr/node.ts";
import { isOp } from "../expr/simplify.ts";
import { traits } from "../expr/traits.ts";

/** What a graph has of choices between two ways to one value, seen from an index set that is cut into windows. */
export interface WindowChoices {
  /** Whether a node is a choice, or its gradient. */
  readonly isChoice: (node: Node) => boolean;
  /** Whether a node decides a choice by what runs along the set: each window then has a choice of its own. */
  readonly isLocal: (node: Node) => boolean;
}

/** The choices above some roots; `order` lists all nodes, arguments first. */
export function choicesIn(
  roots: readonly Node[],
  order: readonly Node[],
  isAlong: (node: Node) => boolean,
): WindowChoices {
  const conditions = new Set(order.flatMap((node) => isOp(node, "prefer") ? [node.args[0]] : []));
  // the gradient of a choice selects by the same condition
  const isChoice = (node: Node) =>
    node.kind === "map" && traits[node.op].chooses && conditions.has(node.args[0]!);
  const valued = new Set(
    topological(roots, (node) => isChoice(node) ? children(node).slice(1) : children(node)),
  );
  const dependent = new Set<Node>();
  for (const node of order) {
    if (isAlong(node) || children(node).some((part) => dependent.has(part))) dependent.add(node);
  }
  return { isChoice, isLocal: (node) => dependent.has(node) && !valued.has(node) };
}
