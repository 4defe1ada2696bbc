import { isLong, unionAxes } from "../../src/expr/axes.ts";
import type { Reduce, Take } from "../../src/expr/node.ts";
import { bindFresh, type Binding, through } from "../ir/binding.ts";
import type { Value } from "../ir/kernel.ts";
import { type Draft, highest } from "./draft.ts";
import { factorsOf } from "./split_products.ts";

/** A reduction over a short axis; the sum of a product has its factors. */
export function fold(draft: Draft, node: Reduce, at: Binding): Value {
  if (isLong(node.axis)) throw new Error(`A reduction is read before it is stored: ${node}`);
  const inner = bindFresh([node.axis], node, at);
  const over = through(inner, node.axis);
  const pair = node.op === "sum"
    ? factorsOf(node.args[0]!, draft.stored, draft.onLanes(inner))
    : undefined;
  if (pair !== undefined) {
    const [x, y] = pair.factors.map((factor) => draft.value(factor, inner)) as [Value, Value];
    const out = draft.outFor([x, y], [over]);
    return draft.emit({ kind: "dot", out, over, args: [x, y], weighs: pair.weighs });
  }
  const args = node.args.map((arg) => draft.value(arg, inner));
  return draft.emit({ kind: "fold", out: draft.outFor(args, [over]), op: node.op, over, args });
}

/** An array read at a computed index. */
export function gather(draft: Draft, node: Take, at: Binding): Value {
  const index = draft.value(node.args[1]!, at);
  // the gathered dimension belongs to no loop: a name that no other axis has
  const key = `${node.axis.set.id}.gathered`;
  const inner = new Map(at).set(node.axis, { ...node.axis, copy: -1, key });
  const from = draft.value(node.args[0]!, inner);
  if (from.kind !== "memory") throw new Error(`A gathered value is not in memory: ${node}`);
  const dim = from.dims.findIndex((axis) => axis.key === key);
  const rest = from.dims.filter((_axis, t) => t !== dim);
  const cells = unionAxes(index.cells, rest.filter((axis) => !isLong(axis)));
  const level = highest([index.level, ...rest.map(draft.levelOf)]);
  return draft.emit({ kind: "gather", out: draft.register(level, cells), from, dim, index });
}
