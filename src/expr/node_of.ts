import { describe } from "./describe.ts";
import type { Expr } from "./expression.ts";
import { isNode } from "./intern.ts";
import type { Node } from "./node.ts";

/**
 * An expression as the node that it is; what a program gives in its place is refused. `what` says what was expected.
 */
export function nodeOf(value: Expr, what = "an expression"): Node {
  if (isNode(value)) return value;
  throw new TypeError(`Expected ${what}, got ${describe(value)}`);
}
