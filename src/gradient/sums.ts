import { type Axis, compareAxes, unionAxes, withoutAxes } from "../expr/axes.ts";
import { sumOver } from "../expr/build.ts";
import { type Factor, productOf } from "../expr/factors.ts";
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
  const parts: Parts = { inside: [], outside: [], below: [] };
  const negative = split(body, axis, 0, parts);
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
interface Parts {
  readonly inside: Factor[];
  readonly outside: Factor[];
  readonly below: Node[];
}

/** Takes a product apart into what has the axis and what has not; says whether its sign is negative. */
function split(node: Node, axis: Axis, rank: number, parts: Parts): boolean {
  if (!node.axes.includes(axis)) {
    parts.outside.push({ node, rank });
    return false;
  }
  if (isOp(node, "neg")) return !split(node.args[0], axis, rank, parts);
  // a share of a log-sum-exp and its weight are at most 1 together: apart the share may overflow
  if (isOp(node, "mul") || isOp(node, "weigh") && !isOp(node.args[1], "expDiff")) {
    const [x, y] = node.args;
    const left = split(x, axis, isOp(node, "weigh") ? rank + 1 : rank, parts);
    return left !== split(y, axis, rank, parts);
  }
  if (isOp(node, "div") && !node.args[1].axes.includes(axis)) {
    const [x, y] = node.args;
    parts.below.push(y);
    return split(x, axis, rank, parts);
  }
  parts.inside.push({ node, rank });
  return false;
}
