import { isLong } from "../src/expr/axes.ts";
import type { Node } from "../src/expr/node.ts";
import { nodes } from "../src/expr/simplify.ts";
import { readingOf } from "../src/plan/reading.ts";

/**
 * The two factors whose product only a sum consumes, or undefined where `body` is no product. A product of several factors
 * is split so that neither half has many cells: Σ uₐ·u_b·w sums (uₐ·w)·u_b, and never holds the matrix uₐ·u_b. A sign
 * goes to the smaller half.
 */
export function factorsOf(
  body: Node,
  stored: ReadonlySet<Node>,
  onLanes: (node: Node) => boolean,
): readonly [Node, Node] | undefined {
  if (body.kind !== "map" || readingOf(body, stored) !== undefined) return undefined;
  if (body.op === "square") {
    const base = body.args[0]!;
    const root = rowFirst(base, stored, onLanes) ?? base;
    return [root, root];
  }
  const factors: Node[] = [];
  let negative = collect(body, stored, factors);
  if (factors.length < 2) return undefined;
  factors.forEach((factor, t) => {
    const turned = rowFirst(factor, stored, onLanes);
    if (turned === undefined) return;
    factors[t] = turned;
    negative = !negative;
  });
  const bySize = [...factors].sort((x, y) => cells(y) - cells(x));
  const largest = bySize[0]!, others = bySize.slice(1);
  // the small factors first, so that most of the product is done on few cells
  const rest = others.reduceRight((product, factor) => nodes.mul(product, factor));
  return [negative ? nodes.neg(rest) : rest, largest];
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

/** Takes a product apart; says whether its sign is negative. */
function collect(product: Node, stored: ReadonlySet<Node>, factors: Node[]): boolean {
  let negative = false;
  const stack = [product];
  while (stack.length > 0) {
    const node = stack.pop()!;
    const isOwn = node.kind === "map" && readingOf(node, stored) === undefined;
    if (isOwn && node.op === "neg") {
      negative = !negative;
      stack.push(node.args[0]!);
    } else if (isOwn && node.op === "mul" && (factors.length === 0 || isLarge(node))) {
      stack.push(node.args[1]!, node.args[0]!);
    } else {
      factors.push(node);
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
