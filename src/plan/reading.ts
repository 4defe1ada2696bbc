import { type Axis, axisOf } from "../expr/axes.ts";
import { rename } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";

/** A value at home: `node` has the smallest copies of its axes, and is read with axis `node.axes[t]` called `to[t]`. */
export interface HomeForm {
  readonly node: Node;
  readonly to: readonly Axis[];
}

/** The home form of a value: equal values that differ by the names of their axes are stored once. */
export function homeOf(node: Node): HomeForm {
  if (node.kind === "rename") return { node: node.home, to: node.to };
  const count = new Map<Axis["set"], number>();
  const home = new Map<Axis, Axis>();
  for (const axis of node.axes) {
    const copy = count.get(axis.set) ?? 0;
    count.set(axis.set, copy + 1);
    home.set(axis, axisOf(axis.set, copy));
  }
  return { node: rename(node, home), to: node.axes };
}

/** Whether a node is more than an input, a number or an index. */
export function isComputed(node: Node): boolean {
  return node.kind === "map" || node.kind === "marker" || node.kind === "rename" ||
    node.kind === "reduce" ||
    node.kind === "scan" || node.kind === "dense" || node.kind === "take" || node.kind === "hold";
}

/** The stored value that a node reads, if it does. */
export function readingOf(node: Node, stored: ReadonlySet<Node>): HomeForm | undefined {
  if (!isComputed(node)) {
    // an output that is itself an input or a number is stored as a copy, but never read back
    return undefined;
  }
  const reading = homeOf(node);
  return stored.has(reading.node) ? reading : undefined;
}
