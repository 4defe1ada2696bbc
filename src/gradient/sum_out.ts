import { type Axis, compareAxes, unionAxes, withoutAxes } from "../expr/axes.ts";
import { sumOver } from "../expr/build.ts";
import { type Factor, halvesOf, isProduct, productOf } from "../expr/factors.ts";
import type { Node } from "../expr/node.ts";
import { isOp, nodes } from "../expr/simplify.ts";

/**
 * Sums out every axis of `node` and of `all` that is not in `keep`: short axes first, batches last. What a product has
 * without the axis stands outside the sum: a factor that belongs to the row is multiplied once, not for every pair.
 */
export function sumProducts(node: Node, all: readonly Axis[], keep: readonly Axis[]): Node {
  const gone = [...withoutAxes(unionAxes(node.axes, all), keep)].sort(compareAxes).reverse();
  return gone.reduce((body, axis) => sumProduct(axis, body), node);
}

function sumProduct(axis: Axis, body: Node): Node {
  const parts: SplitProduct = { inside: [], outside: [], below: [] };
  const negative = split(body, axis, parts);
  const { inside, outside, below } = parts;
  if (inside.length === 0 || outside.length + below.length === 0 && !negative) {
    return sumOver(axis, body);
  }
  // what weighed a term outside the sum weighs the sum; what a weight inside it weighed, the sum weighs
  const ranks = inside.map((factor) => factor.rank), least = Math.min(...ranks);
  const rank = least < Math.max(...ranks) ? least + 0.5 : least;
  const product = productOf([...outside, { node: sumOver(axis, productOf(inside)), rank }]);
  const quotient = below.reduce((x, y) => nodes.div(x, y), product);
  return negative ? nodes.neg(quotient) : quotient;
}

/** The factors of a product with the axis and without it, and what it is divided by. */
interface SplitProduct {
  readonly inside: Factor[];
  readonly outside: Factor[];
  readonly below: Node[];
}

/** Takes a product apart into what has the axis and what has not; says whether its sign is negative. */
function split(product: Node, axis: Axis, { inside, outside, below }: SplitProduct): boolean {
  let negative = false;
  const stack: Factor[] = [{ node: product, rank: 0 }];
  while (stack.length > 0) {
    const factor = stack.pop()!, { node, rank } = factor;
    if (!node.axes.includes(axis)) {
      outside.push(factor);
    } else if (isOp(node, "neg")) {
      negative = !negative;
      stack.push({ node: node.args[0], rank });
    } else if (isProduct(node)) {
      const [x, y] = halvesOf(node, rank);
      stack.push(y, x);
    } else if (isOp(node, "div") && !node.args[1].axes.includes(axis)) {
      below.push(node.args[1]);
      stack.push({ node: node.args[0], rank });
    } else {
      inside.push(factor);
    }
  }
  return negative;
}
