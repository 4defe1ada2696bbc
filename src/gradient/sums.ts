import { type Axis, compareAxes, unionAxes, withoutAxes } from "../expr/axes.ts";
import { sumOver } from "../expr/build.ts";
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
  const inside: Node[] = [], outside: Node[] = [], below: Node[] = [];
  const negative = split(body, axis, inside, outside, below);
  if (inside.length === 0 || outside.length + below.length === 0 && !negative) {
    return sumOver(axis, body);
  }
  const sum = sumOver(axis, inside.reduce((x, y) => nodes.mul(x, y)));
  const product = [...outside, sum].reduce((x, y) => nodes.mul(x, y));
  const quotient = below.reduce((x, y) => nodes.div(x, y), product);
  return negative ? nodes.neg(quotient) : quotient;
}

/** Takes a product apart into what has the axis and what has not; says whether its sign is negative. */
function split(
  product: Node,
  axis: Axis,
  inside: Node[],
  outside: Node[],
  below: Node[],
): boolean {
  let negative = false;
  const stack = [product];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (!node.axes.includes(axis)) {
      outside.push(node);
    } else if (isOp(node, "neg")) {
      negative = !negative;
      stack.push(node.args[0]);
    } else if (isOp(node, "mul")) {
      stack.push(node.args[1], node.args[0]);
    } else if (isOp(node, "div") && !node.args[1].axes.includes(axis)) {
      below.push(node.args[1]);
      stack.push(node.args[0]);
    } else {
      inside.push(node);
    }
  }
  return negative;
}
