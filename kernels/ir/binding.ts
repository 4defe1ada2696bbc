import { type Axis, isLong, unionAxes } from "../../src/expr/axes.ts";
import { freshAxis } from "../../src/expr/build.ts";
import type { Node } from "../../src/expr/node.ts";
import type { Value } from "./kernel.ts";

/** Where the axes of an expression go: to a loop axis of the step, or to a cell axis of a value. */
export type Binding = ReadonlyMap<Axis, Axis>;

/** Gives the short axes that a node binds cell axes of their own, apart from those its free axes go to. */
export function bindFresh(bound: readonly Axis[], node: Node, at: Binding): Binding {
  const inner = new Map(node.axes.map((axis) => [axis, through(at, axis)]));
  const taken = [...inner.values()];
  for (const axis of bound) {
    const fresh = freshAxis(axis.set, taken);
    taken.push(fresh);
    inner.set(axis, fresh);
  }
  return inner;
}

/**
 * A home node is computed once, with the cell axes of its own names, and read from there under any others: also along a
 * diagonal, where two fall together.
 */
export function withOwnCells(node: Node, at: Binding): Binding {
  return new Map(node.axes.map((axis) => [axis, isLong(axis) ? through(at, axis) : axis]));
}

/** A value with its cell axes called by other names. A loop axis is none: only memory has another cell for each of its points. */
export function renamed(value: Value, at: Binding): Value {
  const name = (axis: Axis) => {
    const to = isLong(axis) ? axis : through(at, axis);
    if (to !== axis && isLong(to)) throw new Error("Cells in registers are read along a loop");
    return to;
  };
  if (value.kind === "memory") {
    const dims = value.dims.map((axis) => isLong(axis) ? axis : through(at, axis));
    return { ...value, dims, cells: shortOf(dims) };
  }
  const of = value.kind === "view" ? value.of : value;
  const dims = (value.kind === "view" ? value.dims : value.cells).map(name);
  return { kind: "view", level: value.level, cells: shortOf(dims), of, dims };
}

/** The short ones among axes, each once. */
export function shortOf(dims: readonly Axis[]): readonly Axis[] {
  return unionAxes(dims.filter((axis) => !isLong(axis)), []);
}

/** Where `axis` goes. */
export function through(at: Binding, axis: Axis): Axis {
  return at.get(axis) ?? axis;
}
