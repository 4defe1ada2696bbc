import { isLong } from "../expr/axes.ts";
import { sumOver } from "../expr/build.ts";
import { type Factor, productOf } from "../expr/factors.ts";
import type { Node, Reduce } from "../expr/node.ts";
import { isOp, nodes, unsigned } from "../expr/simplify.ts";

/**
 * The terms of an adjoint with one more. Sums over one axis become one sum: Σⱼ gᵢⱼδᵢⱼ − Σⱼ gⱼᵢδⱼᵢ, what a mean gets from both
 * of its roles in a pair, is Σⱼ (gᵢⱼ + gⱼᵢ)δᵢⱼ, with half as many numbers to add up for every pair.
 */
export function withTerm(terms: readonly Node[], term: Node): readonly Node[] {
  for (const [t, known] of terms.entries()) {
    const both = merged(known, term);
    if (both !== undefined) return [...terms.slice(0, t), both, ...terms.slice(t + 1)];
  }
  return [...terms, term];
}

/** A sum over a long axis times what does not depend on the axis. */
interface ScaledSum {
  readonly sum: Reduce;
  readonly negative: boolean;
  /** The other factors, each a node or what is divided by. */
  readonly scale: readonly { readonly node: Node; readonly divides: boolean }[];
}

function merged(x: Node, y: Node): Node | undefined {
  const one = scaledSum(x), other = scaledSum(y);
  if (one === undefined || other === undefined || one.sum.axis !== other.sum.axis) return undefined;
  if (one.sum.axes.length !== other.sum.axes.length || one.scale.length !== other.scale.length) {
    return undefined;
  }
  if (!one.sum.axes.every((axis, t) => axis === other.sum.axes[t])) return undefined;
  const isAlike = one.scale.every(({ node, divides }, t) =>
    node === other.scale[t]!.node && divides === other.scale[t]!.divides
  );
  if (!isAlike) return undefined;
  const body = together(one.sum.args[0], other.sum.args[0], one.negative !== other.negative);
  const scaled = one.scale.reduce(
    (product, { node, divides }) => divides ? nodes.div(product, node) : nodes.mul(node, product),
    sumOver(one.sum.axis, body),
  );
  return one.negative ? nodes.neg(scaled) : scaled;
}

function scaledSum(node: Node): ScaledSum | undefined {
  if (node.kind === "reduce") {
    return node.op === "sum" && isLong(node.axis)
      ? { sum: node, negative: false, scale: [] }
      : undefined;
  }
  if (isOp(node, "neg")) {
    const inner = scaledSum(node.args[0]);
    return inner && { ...inner, negative: !inner.negative };
  }
  if (isOp(node, "div")) {
    const inner = scaledSum(node.args[0]);
    return inner && { ...inner, scale: [...inner.scale, { node: node.args[1], divides: true }] };
  }
  if (!isOp(node, "mul")) return undefined;
  const [x, y] = node.args, left = scaledSum(x), right = scaledSum(y);
  const inner = left ?? right;
  if (inner === undefined || (left !== undefined && right !== undefined)) return undefined;
  return {
    ...inner,
    scale: [...inner.scale, { node: left === undefined ? x : y, divides: false }],
  };
}

/** x + y, or x − y, of two products, with what they have in common outside. */
function together(x: Node, y: Node, minus: boolean): Node {
  const left: Factor[] = [], right: Factor[] = [];
  let negative = minus;
  if (split(x, 0, left) !== split(y, 0, right)) negative = !negative;
  const isNegative = split(x, 0, []);
  const common: Factor[] = [];
  for (const factor of [...left]) {
    const own = unsigned(factor.node);
    const match = right.find(({ node, rank }) =>
      rank === factor.rank && unsigned(node).node === own.node
    );
    if (match === undefined) continue;
    if (unsigned(match.node).negative !== own.negative) negative = !negative;
    left.splice(left.indexOf(factor), 1);
    right.splice(right.indexOf(match), 1);
    common.push(factor);
  }
  const rest = [left, right].map((factors) =>
    factors.length === 0 ? undefined : productOf(factors)
  );
  const one = rest[0], other = rest[1];
  const sum = one === undefined || other === undefined
    ? undefined
    : negative
    ? nodes.sub(one, other)
    : nodes.add(one, other);
  if (sum === undefined) {
    const plain = minus ? nodes.sub(x, y) : nodes.add(x, y);
    return plain;
  }
  const rank = Math.max(
    ...left.map((factor) => factor.rank),
    ...right.map((factor) => factor.rank),
  );
  const product = productOf([{ node: sum, rank }, ...common]);
  return isNegative ? nodes.neg(product) : product;
}

/** Takes a product apart, a share of a log-sum-exp staying with its weight; says whether its sign is negative. */
function split(node: Node, rank: number, factors: Factor[]): boolean {
  if (isOp(node, "neg")) return !split(node.args[0], rank, factors);
  if (isOp(node, "mul") || (isOp(node, "weigh") && !isOp(node.args[1], "expDiff"))) {
    const [x, y] = node.args;
    const left = split(x, isOp(node, "weigh") ? rank + 1 : rank, factors);
    return left !== split(y, rank, factors);
  }
  factors.push({ node, rank });
  return false;
}
