import { type Axis, isLong } from "../expr/axes.ts";
import { rename } from "../expr/build.ts";
import { children, type Node, topological } from "../expr/node.ts";
import { isOp } from "../expr/simplify.ts";

/** When a value is read: where `condition`, a number for each of its rows, is not 0 (or is 0). */
export interface Demand {
  readonly condition: Node;
  readonly isNot0: boolean;
}

/**
 * The sweeps whose results only one side of a choice (`prefer`) reads: for each the rows that need it. All others are
 * always needed.
 */
export function demands(roots: readonly Node[]): ReadonlyMap<Node, Demand> {
  const needed = new Map<Node, Demand | "always">();
  if (!topological(roots).some((node) => isOp(node, "prefer"))) return new Map();
  // no recursion: a long chain of operations is deeper than a stack
  const stack = roots.map((root): readonly [Node, Demand | "always"] => [root, "always"]);
  while (stack.length > 0) {
    const [node, demand] = stack.pop()!;
    const known = needed.get(node);
    if (known === "always" || (known !== undefined && isSame(known, demand))) continue;
    const joined = known === undefined ? demand : "always";
    needed.set(node, joined);
    if (isOp(node, "prefer") && joined === "always") {
      const [condition, fast, sure] = node.args;
      stack.push([condition, "always"]);
      stack.push([fast, { condition, isNot0: true }], [sure, { condition, isNot0: false }]);
    } else {
      const inner = within(node, joined);
      for (const part of children(node)) stack.push([part, inner]);
    }
  }
  return new Map(
    [...needed].flatMap(([node, demand]): [Node, Demand][] =>
      demand !== "always" && isRowwise(node, demand) ? [[node, demand]] : []
    ),
  );
}

function isSame(x: Demand, y: Demand | "always"): boolean {
  return y !== "always" && x.condition === y.condition && x.isNot0 === y.isNot0;
}

/** The demand for the arguments of a node, in the names of their axes. */
function within(node: Node, demand: Demand | "always"): Demand | "always" {
  if (demand === "always") return demand;
  const { condition } = demand;
  if (node.kind === "rename") {
    const names = new Map<Axis, Axis>();
    node.to.forEach((axis, t) => names.set(axis, node.home.axes[t]!));
    // a diagonal needs only some of what it reads, and a condition along other axes means nothing at home
    if (names.size < node.to.length || !condition.axes.every((axis) => names.has(axis))) {
      return "always";
    }
    return { ...demand, condition: rename(condition, names) };
  }
  const bound = node.kind === "reduce" || node.kind === "take"
    ? [node.axis]
    : node.kind === "scan"
    ? [node.along, node.axis]
    : node.kind === "dense"
    ? [node.row, node.column]
    : [];
  return condition.axes.some((axis) => bound.includes(axis)) ? "always" : demand;
}

/** Whether a node is a sweep of which a demand says for each row whether it is needed. */
function isRowwise(node: Node, { condition }: Demand): boolean {
  return node.kind === "reduce" && isLong(node.axis) &&
    condition.axes.every((axis) => isLong(axis) && node.axes.includes(axis));
}
