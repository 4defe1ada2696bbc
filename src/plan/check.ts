import type { Node } from "../expr/node.ts";
import { type Axis, isQuadratic } from "../expr/axes.ts";
import type { Buffer, Plan } from "./types.ts";

/** So many indices along a long axis that what grows faster is seen whatever the short axes are. */
const many = 2 ** 20;

/** Checks that nothing is left which only gradients look at: printers have no rows for markers. */
export function checkBare(nodes: readonly Node[]): void {
  const marker = nodes.find(({ kind }) => kind === "marker");
  if (marker !== undefined) throw new Error(`The plan has a marker: ${marker}`);
}

/**
 * Proves that a plan stores nothing quadratic, by counting: where the index sets of a stored value are large, and all others
 * and the batch have one index, it has no more cells than one of the sets has indices, or than an array that is given or
 * asked for. How the planner decided does not matter. Throws if not: that is a defect of the planner.
 */
export function checkStorage(plan: Plan): void {
  const outputs = new Set(plan.outputs.map((output) => output.buffer));
  const known = [...plan.views, ...outputs].map(({ dims }) => dims);
  for (const buffer of plan.stored) {
    const { dims } = buffer, cells = cellsWhereLarge(buffer);
    // what there is not more of than indices need not be compared
    if (cells(dims) <= many || known.some((other) => cells(other) >= cells(dims))) continue;
    const axes = dims.filter(isQuadratic).map((axis) => axis.set.letter).join(" and ");
    throw new Error(
      `The plan stores a value for every pair of ${axes}, ` +
        `${8 * cells(dims)} bytes for ${many} indices each: ${buffer.node}`,
    );
  }
}

/** Counts cells where the long index sets of a buffer are large. */
function cellsWhereLarge({ dims }: Buffer): (dims: readonly Axis[]) => number {
  const large = new Set(dims.filter(isQuadratic).map(({ set }) => set));
  return (dims) => dims.reduce((cells, { set }) => large.has(set) ? cells * many : cells, 1);
}

/** Checks that every value is computed, and what decides whether a step is needed before that step. */
export function checkOrder(plan: Plan): void {
  const computed = new Set(plan.steps.flatMap((step) => step.tasks.map((task) => task.buffer)));
  for (const buffer of plan.stored) {
    if (!computed.has(buffer)) throw new Error(`The plan never computes ${buffer.node}`);
  }
  const known = new Set(plan.inputs);
  for (const [s, { when, tasks }] of plan.steps.entries()) {
    if (when !== undefined && !known.has(when.buffer)) {
      throw new Error(`Step ${s + 1} runs before it is known whether it is needed`);
    }
    for (const { buffer } of tasks) known.add(buffer);
  }
}
