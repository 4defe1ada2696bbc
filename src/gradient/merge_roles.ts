import { isLong } from "../expr/axes.ts";
import { sumOver } from "../expr/build.ts";
import { type Factor, halvesOf, isProduct, productOf } from "../expr/factors.ts";
import { axisKeys } from "../expr/intern.ts";
import type { Node, Reduce } from "../expr/node.ts";
import { constant, isOp, nodes, unsigned } from "../expr/simplify.ts";

/** The terms whose sum an adjoint is. */
export interface AdjointTerms {
  readonly all: Node[];
  /** The places of sums along long axes, by what they are to have in common. */
  readonly sums: Map<string, number>;
}

/** No terms. */
export function noTerms(): AdjointTerms {
  return { all: [], sums: new Map() };
}

/**
 * Adds a term. Sums over one axis become one sum where that leaves fewer numbers to add up: Σⱼ gᵢⱼδᵢⱼ − Σⱼ gⱼᵢδⱼᵢ, what a mean
 * gets from both of its roles in a pair, is Σⱼ (gᵢⱼ + gⱼᵢ)δᵢⱼ, with half as many products for every pair.
 */
export function addTerm({ all, sums }: AdjointTerms, term: Node): void {
  const own = scaledSum(term), key = own && keyOf(own);
  const at = key === undefined ? undefined : sums.get(key);
  const known = at === undefined ? undefined : scaledSum(all[at]!);
  const both = own !== undefined && known !== undefined && key === keyOf(known)
    ? merged(known, own)
    : undefined;
  if (both !== undefined) {
    all[at!] = both;
    return;
  }
  if (key !== undefined) sums.set(key, all.length);
  all.push(term);
}

/** A sum over a long axis times what does not depend on the axis. */
interface ScaledSum {
  readonly sum: Reduce;
  readonly negative: boolean;
  /** The other factors, each a node or what is divided by. */
  readonly scale: readonly { readonly node: Node; readonly divides: boolean }[];
}

/** Equal for sums over one axis with equal axes that are scaled by the same. */
function keyOf({ sum, scale }: ScaledSum): string {
  const factors = scale.map(({ node, divides }) => `${divides ? "/" : "*"}${node.id}`);
  return `${sum.axis.key} ${axisKeys(sum.axes)} ${factors.join(" ")}`;
}

/** The sum of two sums with equal keys; undefined where it is no cheaper than both. */
function merged(one: ScaledSum, other: ScaledSum): Node | undefined {
  const body = together(one.sum.args[0], other.sum.args[0], one.negative !== other.negative);
  if (body === undefined) return undefined;
  const scaled = one.scale.reduce(
    (product, { node, divides }) => divides ? nodes.div(product, node) : nodes.mul(node, product),
    sumOver(one.sum.axis, body),
  );
  return one.negative ? nodes.neg(scaled) : scaled;
}

/** So many factors are looked at for a sum; a product of more is a formula of a user's, not a rule's. */
const mostFactors = 64;

/** The sum that a term is, times factors; undefined for what is no such product. */
function scaledSum(node: Node, fuel = { left: mostFactors }): ScaledSum | undefined {
  if (node.kind === "reduce") {
    return node.op === "sum" && isLong(node.axis)
      ? { sum: node, negative: false, scale: [] }
      : undefined;
  }
  if (fuel.left === 0) return undefined;
  fuel.left--;
  if (isOp(node, "neg")) {
    const inner = scaledSum(node.args[0], fuel);
    return inner && { ...inner, negative: !inner.negative };
  }
  if (isOp(node, "div")) {
    const inner = scaledSum(node.args[0], fuel);
    return inner && { ...inner, scale: [...inner.scale, { node: node.args[1], divides: true }] };
  }
  if (!isOp(node, "mul")) return undefined;
  const [x, y] = node.args, left = scaledSum(x, fuel), right = scaledSum(y, fuel);
  const inner = left ?? right;
  if (inner === undefined || (left !== undefined && right !== undefined)) return undefined;
  const other = left === undefined ? x : y;
  return { ...inner, scale: [...inner.scale, { node: other, divides: false }] };
}

/**
 * x + y, or x − y, of two products, with what they have in common outside; undefined unless that is all that has coordinates.
 * Otherwise there are no fewer products, and a sweep with both sums in one can be cut less.
 */
function together(x: Node, y: Node, minus: boolean): Node | undefined {
  const left: Factor[] = [], right: Factor[] = [];
  const isNegative = split(x, left);
  let negative = (isNegative !== split(y, right)) !== minus;
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
  const isShort = (node: Node) => node.axes.some((axis) => !isLong(axis));
  if (!common.some(({ node }) => isShort(node))) return undefined;
  // a factor of its own, if a term has no other
  const [one, other] = [left, right].map((own) =>
    productOf(own.length === 0 ? [{ node: constant(1), rank: 0 }] : own)
  ) as [Node, Node];
  if (isShort(one) || isShort(other)) return undefined;
  const sum = negative ? nodes.sub(one, other) : nodes.add(one, other);
  const rank = Math.max(...[...left, ...right].map((factor) => factor.rank), 0);
  const product = productOf([{ node: sum, rank }, ...common]);
  return isNegative ? nodes.neg(product) : product;
}

/** Takes a product apart; says whether its sign is negative. */
function split(product: Node, factors: Factor[]): boolean {
  let negative = false;
  const stack: Factor[] = [{ node: product, rank: 0 }];
  while (stack.length > 0) {
    const factor = stack.pop()!, { node, rank } = factor;
    if (isOp(node, "neg")) {
      negative = !negative;
      stack.push({ node: node.args[0], rank });
    } else if (isProduct(node)) {
      const [x, y] = halvesOf(node, rank);
      stack.push(y, x);
    } else {
      factors.push(factor);
    }
  }
  return negative;
}
