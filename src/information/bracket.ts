import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";

/** Two ends that enclose a value. */
export interface Bracket {
  readonly lower: Node;
  readonly upper: Node;
}

/** What several brackets of one value leave of it. */
export function intersection(brackets: readonly Bracket[]): Bracket {
  return brackets.reduce((all, { lower, upper }) => ({
    lower: nodes.max(all.lower, lower),
    upper: nodes.min(all.upper, upper),
  }));
}
