import { type Axis, unionAxes } from "./axes.ts";
import { axisKeys, intern, type NodeDraft } from "./intern.ts";
import { coord, inputAt } from "./leaf.ts";
import { mark } from "./mark.ts";
import type { Home, MapNode, MarkerNode, Node, Rename } from "./node.ts";
import { nodes } from "./simplify.ts";

/**
 * `node` with its free axes called by other names, all at once. Two axes of one set may fall together: the diagonal.
 * Renaming sinks through maps, markers and inputs and stops at home nodes, where it means "read it at these axes".
 */
export function rename(node: Node, names: ReadonlyMap<Axis, Axis>): Node {
  const memo = new Map<Node, Node>();
  /** A node whose arguments are renamed, if it is to be. */
  const renamed = (n: Node): Node | undefined =>
    n.axes.every((axis) => at(names, axis) === axis) ? n : memo.get(n);
  // no recursion: a long chain of operations is deeper than a stack
  const stack = [node];
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!, depth = stack.length;
    if (renamed(top) === undefined && sinksThrough(top)) {
      for (let t = top.args.length - 1; t >= 0; t--) {
        if (renamed(top.args[t]!) === undefined) stack.push(top.args[t]!);
      }
    }
    if (stack.length > depth) continue;
    if (renamed(top) === undefined) {
      memo.set(top, renameOne(top, names, (arg) => renamed(arg) as Node));
    }
    stack.pop();
  }
  return renamed(node) as Node;
}

/** Whether a node is renamed by renaming its arguments. */
function sinksThrough(node: Node): node is MapNode | MarkerNode {
  return node.kind === "map" || node.kind === "marker";
}

function renameOne(node: Node, names: ReadonlyMap<Axis, Axis>, walk: (n: Node) => Node): Node {
  switch (node.kind) {
    case "const":
    case "extent":
      return node;
    case "coord":
      return coord(at(names, node.axis));
    case "input":
      return inputAt(node.source, node.dims.map((axis) => at(names, axis)), node.domain);
    case "map":
      return nodes.map(node.op, node.args.map(walk));
    case "marker": {
      const [value, ...others] = node.args;
      return mark(node.op, [walk(value), ...others.map(walk)]);
    }
    case "rename":
      return readAt(node.home, node.to.map((axis) => at(names, axis)));
    case "reduce":
    case "scan":
    case "take":
    case "dense":
    case "hold":
      return readAt(node, node.axes.map((axis) => at(names, axis)));
    default:
      return node satisfies never;
  }
}

/** A home node read with `to[t]` for its free axis t. */
function readAt(home: Home, to: readonly Axis[]): Node {
  if (home.axes.every((axis, t) => axis === to[t])) return home;
  if (isSymmetricUnder(home, to)) return home;
  const draft: NodeDraft<Rename> = { kind: "rename", axes: unionAxes(to, []), home, to };
  return intern(`rename ${home.id} ${axisKeys(to)}`, draft);
}

/** Whether exchanging the free axes of a node gives the node itself, as it does for a squared distance. */
function isSymmetricUnder(home: Home, to: readonly Axis[]): boolean {
  if (!to.every((axis) => home.axes.includes(axis)) || new Set(to).size !== to.length) return false;
  const names = new Map(home.axes.map((axis, t) => [axis, to[t]!]));
  if (home.kind === "scan" && at(names, home.along) !== home.along) return false;
  if (home.kind === "dense" && (names.has(home.row) || names.has(home.column))) {
    if (at(names, home.row) !== home.row || at(names, home.column) !== home.column) return false;
  }
  return home.args.every((arg) => rename(arg, names) === arg);
}

/** The same value with its axes, in order, called `axes`: how an array meets the axes of a mixture. */
export function relabel(node: Node, axes: readonly Axis[]): Node {
  return rename(node, new Map(node.axes.map((axis, t) => [axis, axes[t]!])));
}

/** What `axis` is called. */
export function at(map: ReadonlyMap<Axis, Axis>, axis: Axis): Axis {
  return map.get(axis) ?? axis;
}
