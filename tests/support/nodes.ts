/** Expressions as the nodes that they are, for tests of what is behind the surface. */
import type { Expr } from "../../mod.ts";
import type { Node, Source } from "../../src/expr/node.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

export { nodeOf };

/** The nodes of a list of expressions. */
export function nodeList(expressions: readonly Expr[]): Node[] {
  return expressions.map((expression) => nodeOf(expression));
}

/** The array behind a leaf. */
export function sourceOf(leaf: Expr): Source {
  const node = nodeOf(leaf);
  if (node.kind === "input") return node.source;
  throw new TypeError(`Expected a leaf, got ${node}`);
}
