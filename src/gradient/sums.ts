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
  node: Node,
  axis: Axis,
  inside: Node[],
  outside: Node[],
  below: Node[],
): boolean {
  if (!node.axes.includes(axis)) {
    outside.push(node);
    return false;
  }
  if (isOp(node, "neg")) return !split(node.args[0], axis, inside, outside, below);
  if (isOp(node, "mul")) {
    const [x, y] = node.args;
    const left = split(x, axis, inside, outside, below);
    return left !== split(y, axis, inside, outside, below);
  }
  if (isOp(node, "div") && !node.args[1].axes.includes(axis)) {
    const [x, y] = node.args;
    below.push(y);
    return split(x, axis, inside, outside, below);
  }
  inside.push(node);
  return false;
}
