import { isLong } from "../../src/expr/axes.ts";
import { type Factor, halvesOf, isProduct, productOf } from "../../src/expr/factors.ts";
import type { Node } from "../../src/expr/node.ts";
import { nodes } from "../../src/expr/simplify.ts";
import { readingOf } from "../../src/plan/reading.ts";

/** The two factors of a product that is summed up; where one `weighs`, a 0 of either drops the other, even an infinite one. */
export interface Halves {
  readonly factors: readonly [Node, Node];
  readonly weighs: boolean;
}

/**
 * The two factors whose product only a sum consumes, or undefined where `body` is no product. A product of several factors
 * is split so that neither half has many cells: Σ uₐ·u_b·w sums (uₐ·w)·u_b, and never holds the matrix uₐ·u_b. A sign
 * goes to the smaller half.
 */
export function factorsOf(
  body: Node,
  stored: ReadonlySet<Node>,
  onLanes: (node: Node) => boolean,
): Halves | undefined {
  if (body.kind !== "map" || readingOf(body, stored) !== undefined) return undefined;
  if (body.op === "square") {
    const base = body.args[0]!;
    const root = rowFirst(base, stored, onLanes) ?? base;
    return { factors: [root, root], weighs: false };
  }
  const factors: Factor[] = [];
  let negative = collect(body, stored, factors);
  if (factors.length < 2) return undefined;
  factors.forEach(({ node, rank }, t) => {
    const turned = rowFirst(node, stored, onLanes);
    if (turned === undefined) return;
    factors[t] = { node: turned, rank };
    negative = !negative;
  });
  const [largest, ...others] = factors.sort((x, y) => cells(y.node) - cells(x.node));
  // the small factors first, so that most of the product is done on few cells
  const rest = productOf(others.reverse());
  const half = negative ? nodes.neg(rest) : rest;
  return { factors: [half, largest!.node], weighs: factors.some(({ rank }) => rank > 0) };
}

/**
 * y − x for a difference x − y of which only x runs along the lanes: both roles of a pair then share one difference.
 * Undefined for anything else.
 */
export function rowFirst(
  node: Node,
  stored: ReadonlySet<Node>,
  onLanes: (node: Node) => boolean,
): Node | undefined {
  if (node.kind !== "map" || node.op !== "sub" || readingOf(node, stored) !== undefined) {
    return undefined;
  }
  const x = node.args[0]!, y = node.args[1]!;
  return onLanes(x) && !onLanes(y) ? nodes.sub(y, x) : undefined;
}

/** Takes a product apart, but for shares of log-sum-exps with their weights; says whether its sign is negative. */
function collect(product: Node, stored: ReadonlySet<Node>, factors: Factor[]): boolean {
  let negative = false;
  const stack: Factor[] = [{ node: product, rank: 0 }];
  while (stack.length > 0) {
    const { node, rank } = stack.pop()!;
    const isOwn = node.kind === "map" && readingOf(node, stored) === undefined;
    if (isOwn && node.op === "neg") {
      negative = !negative;
      stack.push({ node: node.args[0]!, rank });
    } else if (
      isOwn && isProduct(node) && (factors.length === 0 || isLarge(node))
    ) {
      const [x, y] = halvesOf(node, rank);
      stack.push(y, x);
    } else {
      factors.push({ node, rank });
    }
  }
  return negative;
}

/** Whether a product has cells: one that has none is best left as it is, shared with others. */
function isLarge(node: Node): boolean {
  return node.axes.some((axis) => !isLong(axis));
}

/** How many cells a value has, by the extents of its short axes, which are part of the plan. */
function cells(node: Node): number {
  return node.axes.reduce((count, axis) => isLong(axis) ? count : count * axis.set.extent, 1);
}
