import type { Node } from "./node.ts";
import { isOp, type MapOf, nodes } from "./simplify.ts";

/**
 * A factor of a product that was taken apart. In weigh(w, x) the factors of w rank one higher than those of x: where
 * those of a rank make 0, so does all that ranks lower, even if it is infinite.
 */
export interface Factor {
  readonly node: Node;
  readonly rank: number;
}

/**
 * Whether a node is a product that may be taken apart. A share of a log-sum-exp stays with its weight: together they are at
 * most 1, apart the share may overflow.
 */
export function isProduct(node: Node): node is MapOf<"mul"> | MapOf<"weigh"> {
  return isOp(node, "mul") || (isOp(node, "weigh") && !isOp(node.args[1], "expDiff"));
}

/** The two factors of a product that has a rank itself. */
export function halvesOf(
  { op, args: [x, y] }: MapOf<"mul"> | MapOf<"weigh">,
  rank: number,
): readonly [Factor, Factor] {
  return [{ node: x, rank: op === "weigh" ? rank + 1 : rank }, { node: y, rank }];
}

/** The product of some factors: those of the highest rank weigh those of the next, and so on. */
export function productOf(factors: readonly Factor[]): Node {
  const ranks = [...new Set(factors.map(({ rank }) => rank))].sort((a, b) => b - a);
  return ranks.map((rank) =>
    factors.filter((factor) => factor.rank === rank).map(({ node }) => node)
      .reduce((product, factor) => nodes.mul(product, factor))
  ).reduce((weight, product) => nodes.weigh(weight, product));
}
