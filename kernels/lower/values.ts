import { isLong } from "../../src/expr/axes.ts";
import { writtenOut } from "../../src/expr/build.ts";
import { isHome, type MapNode, type Node } from "../../src/expr/node.ts";
import { traits } from "../../src/expr/traits.ts";
import { readingOf } from "../../src/plan/reading.ts";
import type { Buffer } from "../../src/plan/types.ts";
import { type Binding, renamed, through, withOwnCells } from "../ir/binding.ts";
import type { Value } from "../ir/kernel.ts";
import type { Draft } from "./draft.ts";
import { matrix } from "./matrices.ts";
import { fold, gather } from "./reductions.ts";
import { rowFirst } from "./split_products.ts";

/** Writes the value of a node at some axes: reads it where it is stored, else computes it. */
export function compute(draft: Draft, node: Node, at: Binding): Value {
  const reading = readingOf(node, draft.stored);
  if (reading !== undefined) {
    return draft.memory(
      draft.bufferOf(reading.node),
      reading.to.map((axis) => through(at, axis)),
    );
  }
  const moved = isHome(node) &&
    node.axes.some((axis) => !isLong(axis) && through(at, axis) !== axis);
  return moved ? renamed(draft.value(node, withOwnCells(node, at)), at) : expand(draft, node, at);
}

/** A node's own computation, even if its value is stored. */
export function expand(draft: Draft, node: Node, at: Binding): Value {
  switch (node.kind) {
    case "const":
      return draft.emit({ kind: "const", out: draft.register(0, []), value: node.value });
    case "extent":
      return draft.emit({ kind: "extent", out: draft.register(0, []), set: node.set });
    case "input": {
      const buffer = draft.inputs.get(node.source.id) as Buffer;
      return draft.memory(buffer, node.dims.map((axis) => through(at, axis)));
    }
    case "coord": {
      const axis = through(at, node.axis);
      const cells = isLong(axis) ? [] : [axis];
      return draft.emit({ kind: "index", out: draft.register(draft.levelOf(axis), cells), axis });
    }
    case "map":
      return operation(draft, node, at);
    case "hold":
      return draft.value(node.args[0]!, at);
    case "rename":
      return draft.value(
        node.home,
        new Map(node.home.axes.map((axis, t) => [axis, through(at, node.to[t]!)])),
      );
    case "reduce":
      return fold(draft, node, at);
    case "scan":
      if (isLong(node.axis)) throw new Error(`A scan is read before it is stored: ${node}`);
      return draft.value(writtenOut(node), at);
    case "marker":
      throw new Error(`A plan has a marker, which only gradients look at: ${node}`);
    case "take":
      return gather(draft, node, at);
    case "dense":
      return matrix(draft, node, at);
    default:
      return node satisfies never;
  }
}

/** The arguments of an operation as they are read, and the values of the first of them. */
function pendingOf(draft: Draft, node: MapNode, at: Binding) {
  const isEven = traits[node.op].symmetry === "even";
  const turned = isEven ? rowFirst(node.args[0]!, draft.stored, draft.onLanes(at)) : undefined;
  const values: Value[] = [];
  return { node, args: turned === undefined ? node.args : [turned], values };
}

/** An operation and those that it is made of, without recursion: a chain of them may be deeper than a stack. */
function operation(draft: Draft, node: MapNode, at: Binding): Value {
  const stack = [pendingOf(draft, node, at)];
  for (;;) {
    const { node, args, values } = stack[stack.length - 1]!;
    const arg = args[values.length];
    if (arg === undefined) {
      const made = draft.emit({
        kind: "map",
        out: draft.outFor(values),
        op: node.op,
        args: values,
      });
      stack.pop();
      const below = stack[stack.length - 1];
      if (below === undefined) return made;
      draft.memo.set(draft.keyOf(node, at), made);
      below.values.push(made);
    } else if (
      arg.kind === "map" && !draft.memo.has(draft.keyOf(arg, at)) &&
      readingOf(arg, draft.stored) === undefined
    ) {
      stack.push(pendingOf(draft, arg, at));
    } else {
      values.push(draft.value(arg, at));
    }
  }
}
