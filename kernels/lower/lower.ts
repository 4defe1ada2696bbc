import { isLong } from "../../src/expr/axes.ts";
import type { Node } from "../../src/expr/node.ts";
import type { Buffer, Plan, Step, Task } from "../../src/plan/types.ts";
import type { Binding } from "../ir/binding.ts";
import type { Accumulator, Kernel, Store, Value } from "../ir/kernel.ts";
import { type Draft, type Lowering, newDraft } from "./draft.ts";
import { factorsOf } from "./split_products.ts";
import { pairsOf } from "./unordered_pairs.ts";
import { compute, expand } from "./values.ts";

/**
 * The kernel of each step of a plan. It reads what earlier steps have stored and nothing else: lowering turns expressions
 * about (a sign moves to another factor), and may meet one that only a later step will store.
 */
export function lower(plan: Plan): Kernel[] {
  return [...lowerEach(plan)];
}

/** The same, one by one. */
export function* lowerEach(plan: Plan): Generator<Kernel, void, unknown> {
  const stored = new Map<Node, Buffer>();
  const inputs = new Map(plan.inputs.map((buffer) => [buffer.source?.id, buffer]));
  for (const step of plan.steps) {
    const lowered = (tasks: readonly Task[], mirrored = false) =>
      lowerStep({ ...step, tasks }, { stored, inputs, mirrored });
    const plain = lowered(step.tasks);
    const pairs = pairsOf(step, plain, lowered);
    for (const { node, buffer } of step.tasks) stored.set(node, buffer);
    yield pairs === undefined ? plain : { ...plain, pairs };
  }
}

/**
 * Expressions to instructions. Each value is emitted once, at the lowest level of the loop nest that it depends on:
 * what only the row decides is computed once a row and shared by all lanes.
 */
function lowerStep(step: Step, lowering: Lowering): Kernel {
  const draft = newDraft(step, lowering, compute);
  const results: Results = { stores: [], accumulators: [], mirrors: [] };
  for (const task of step.tasks) lowerTask(draft, task, results);
  const { stores, accumulators, mirrors } = results;
  const kernel = { rows: step.rows, lane: step.lane, levels: draft.levels, accumulators, stores };
  return lowering.mirrored ? { ...kernel, mirrors } : kernel;
}

/** Where the values of a kernel go. */
interface Results {
  readonly stores: Store[];
  readonly accumulators: Accumulator[];
  readonly mirrors: Value[][];
}

/** What one stored value of a step is made of. */
function lowerTask(draft: Draft, { node, buffer }: Task, results: Results): void {
  const { step, mirrored, stored } = draft, { stores, accumulators, mirrors } = results;
  const at: Binding = new Map();
  if (node.kind === "scan") {
    const values = draft.value(node.args[0], new Map([[node.axis, node.along]]));
    stores.push({ value: values, into: buffer });
    return;
  }
  if (step.kind === "map" || node.kind !== "reduce") {
    stores.push({ value: expand(draft, node, at), into: buffer });
    return;
  }
  const cells = node.axes.filter((axis) => !isLong(axis));
  const pair = node.op === "sum" ? factorsOf(node.args[0]!, stored, draft.onLanes(at)) : undefined;
  const parts = pair?.factors ?? node.args;
  const args = parts.map((arg) => draft.value(arg, at));
  const op = pair === undefined ? node.op : "dot";
  accumulators.push({ op, args, weighs: pair?.weighs ?? false, cells, into: buffer });
  if (mirrored) mirrors.push(parts.map((arg) => draft.value(arg, swapped(step))));
}

/** The two axes of a pair change places. */
function swapped({ rows, lane }: Step): Binding {
  const row = rows.at(-1);
  return row === undefined || lane === null ? new Map() : new Map([[row, lane], [lane, row]]);
}
