import { type Axis, isLong, isQuadratic, unionAxes } from "../expr/axes.ts";
import { rebuild } from "../expr/build.ts";
import { children, type Node, type Reduce, topological } from "../expr/node.ts";
import { constant, isOp, nodes } from "../expr/simplify.ts";

/**
 * The pass that takes a choice between two ways (`prefer`) out of the sweeps over pairs: Σⱼ f(keeps ? fast : sure) becomes
 * keeps ? Σⱼ f(fast) : Σⱼ f(sure), where `keeps` is one number for the step or for a row. Each sum is then a step of its own,
 * of which only the rows that are read are computed (`demand.ts`).
 */
export function preferOutside(roots: readonly Node[]): Node[] {
  const order = topological(roots);
  if (!order.some((node) => isOp(node, "prefer"))) return [...roots];
  const moved = new Map<Node, Node>();
  const of = (node: Node): Node => moved.get(node) ?? node;
  for (const node of order) {
    const rebuilt = rebuild(node, of);
    moved.set(node, rebuilt.kind === "reduce" ? apart(rebuilt) : rebuilt);
  }
  return roots.map(of);
}

/** A reduction whose body chooses, as the choice between two: over pairs, or where one of the ways leaves nothing to do. */
function apart(node: Reduce): Node {
  if (!isLong(node.axis)) return node;
  const conditions = conditionsIn(node);
  if (conditions.length === 0) return node;
  const ways = [1, 0].map((value) => decided(node, conditions, constant(value)));
  const scope = unionAxes(node.axes, [node.axis], ...node.args.map((arg) => arg.axes));
  const isOverPairs = scope.filter(isQuadratic).length > 1;
  if (!isOverPairs && ways.every((way) => way.kind !== "const")) return node;
  return nodes.prefer(conditions.reduce((x, y) => nodes.mul(x, y)), ways[0]!, ways[1]!);
}

/** What a reduction's own computation chooses by, where that is the same for all that it adds up. */
function conditionsIn(node: Reduce): Node[] {
  const rows: ReadonlySet<Axis> = new Set(node.axes.filter(isLong));
  const found = new Set<Node>();
  for (const part of within(node)) {
    if (!isOp(part, "prefer")) continue;
    const [keeps] = part.args;
    if (keeps.axes.every((axis) => rows.has(axis))) found.add(keeps);
  }
  return [...found];
}

/** The reduction with its conditions decided. */
function decided(node: Reduce, conditions: readonly Node[], value: Node): Node {
  const known = new Map<Node, Node>(conditions.map((condition) => [condition, value]));
  const of = (part: Node): Node => known.get(part) ?? part;
  for (const part of within(node)) if (!known.has(part)) known.set(part, rebuild(part, of));
  return rebuild(node, of);
}

/** The nodes that are computed inside a reduction's step, arguments first: what is stored before it is none of them. */
function within(node: Reduce): Node[] {
  return topological(node.args, (part) => {
    if (isStoredBefore(part)) return [];
    return part.kind === "take" ? part.args.slice(1) : children(part);
  }).filter((part) => !isStoredBefore(part));
}

function isStoredBefore(node: Node): boolean {
  return node.kind === "hold" || (node.kind === "dense" && node.op === "factor") ||
    node.kind === "scan" || (node.kind === "reduce" && isLong(node.axis));
}
