import { isQuadratic } from "../expr/axes.ts";
import type { Node } from "../expr/node.ts";
import { storageRule } from "./place.ts";
import type { Plan } from "./types.ts";

/** Checks that nothing is left which only gradients look at: printers have no rows for markers. */
export function checkBare(nodes: readonly Node[]): void {
  const marker = nodes.find(({ kind }) => kind === "marker");
  if (marker !== undefined) throw new Error(`The plan has a marker: ${marker}`);
}

/**
 * Proves that a plan stores nothing quadratic: every stored value that is not an output has at most one long axis
 * besides batches, or the axes of one input, so it is no larger than what was given. Throws if not: that is a defect of the planner.
 */
export function checkStorage(plan: Plan): void {
  const isStorable = storageRule(plan.views);
  const outputs = new Set(plan.outputs.map((output) => output.buffer));
  for (const buffer of plan.stored) {
    if (isStorable(buffer.dims) || outputs.has(buffer)) continue;
    const axes = buffer.dims.filter(isQuadratic).map((axis) => axis.set.letter).join(" and ");
    throw new Error(`The plan stores a value for every pair of ${axes}: ${buffer.node}`);
  }
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
