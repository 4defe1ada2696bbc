import { type Axis, isLong, unionAxes, withoutAxes } from "../../src/expr/axes.ts";
import type { Dense, Node } from "../../src/expr/node.ts";
import { bindFresh, type Binding, through } from "../ir/binding.ts";
import type { Value } from "../ir/kernel.ts";
import type { Draft } from "./draft.ts";

/** An operation on a matrix; a solution with the unit matrix is an inverse. */
export function matrix(draft: Draft, node: Dense, at: Binding): Value {
  if (node.op === "lower") return draft.value(node.args[0]!, at);
  const bound = withoutAxes([node.row, node.column], node.axes);
  const inner = bindFresh(bound, node, at);
  const identity = node.op === "solve" && isIdentity(node.args[1]!, node.row);
  const args = (identity ? [node.args[0]!] : node.args).map((arg) => draft.value(arg, inner));
  const row = through(inner, node.row), column = through(inner, node.column);
  if (node.op === "divergence") {
    const f = args[0]!, g = args[1]!, vector = args[2]!, inverse = args[3]!, matrix = args[4]!;
    const part = (op: "trace" | "quadratic", args: readonly Value[]) =>
      draft.emit({ kind: "dense", out: draft.outFor(args, [row, column]), op, row, column, args });
    const parts = [part("trace", [f, g]), part("quadratic", [f, vector])];
    const out = draft.outFor(parts);
    return draft.emit({
      kind: "guarded",
      out,
      fast: { form: "products", row, column, inverse, matrix, vector },
      slow: { kind: "map", out, op: "add", args: parts },
    });
  }
  const out = draft.outFor(args, bound.map((axis) => through(inner, axis)));
  const short = node.axes.filter((axis) => !isLong(axis)).map((axis) => through(at, axis));
  const result = { ...out, cells: unionAxes(out.cells, short) };
  if (!identity) {
    return draft.emit({ kind: "dense", out: result, op: node.op, row, column, args });
  }
  const other = through(inner, otherAxis(node.args[1]!, node.row));
  return draft.emit({ kind: "inverse", out: result, row, column, other, factor: args[0]! });
}

/** Whether a right-hand side is the unit matrix: [row = another axis]. */
function isIdentity(node: Node, row: Axis): boolean {
  return node.kind === "map" && node.op === "equal" &&
    node.args.every((arg) => arg.kind === "coord" && arg.axis.set === row.set) &&
    node.args.some((arg) => arg.kind === "coord" && arg.axis === row) &&
    node.args[0] !== node.args[1];
}

/** The axis of a unit matrix that is not its row. */
function otherAxis(identity: Node, row: Axis): Axis {
  return identity.axes.find((axis) => axis !== row) ?? row;
}
