import type { Node } from "./node.ts";
import { nodes } from "./simplify.ts";

/**
 * A factor of a product that was taken apart. In weigh(w, x) the factors of w rank one higher than those of x: where
 * those of a rank make 0, so does all that ranks lower, even if it is infinite.
 */
export interface Factor {
  readonly node: Node;
  readonly rank: number;
}

/** The product of some factors: those of the highest rank weigh those of the next, and so on. */
export function productOf(factors: readonly Factor[]): Node {
  const ranks = [...new Set(factors.map(({ rank }) => rank))].sort((a, b) => b - a);
  return ranks.map((rank) =>
    factors.filter((factor) => factor.rank === rank).map(({ node }) => node)
      .reduce((product, factor) => nodes.mul(product, factor))
  ).reduce((weight, product) => nodes.weigh(weight, product));
}
