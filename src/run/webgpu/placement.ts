import type { Kernel } from "../../../kernels/ir.ts";
import { factsOf } from "../../../kernels/wgsl/facts.ts";
import { printSweep } from "../../../kernels/wgsl/print.ts";
import { type Node, topological } from "../../expr/node.ts";
import { isOverPairs } from "../../plan/sweep.ts";
import { extentOf, type Plan, type Sizes } from "../../plan/types.ts";
import { defaultSchedule } from "./schedule.ts";

/** Where a step runs, and why. */
export interface Place {
  readonly device: "cpu" | "gpu";
  readonly reason: string;
}

/** Whole numbers up to here are exact in single precision, so indices may run this far. */
const mostIndices = 2 ** 24;

/**
 * Where each step of a plan runs: sweeps over pairs on the GPU; all else, which is linear in the size of the input, in double
 * precision on the CPU, and so what decides which component a draw comes from.
 */
export function placement(plan: Plan, kernels: readonly Kernel[], sizes: Sizes): Place[] {
  const deciding = decidingNodes(plan);
  const facts = factsOf(plan);
  return plan.steps.map((step, s): Place => {
    if (!isOverPairs(step)) {
      return {
        device: "cpu",
        reason: "linear in the size of the input: double precision is cheap",
      };
    }
    if (step.tasks.some(({ node }) => deciding.has(node))) {
      return {
        device: "cpu",
        reason: "decides which component a draw comes from: that needs double precision",
      };
    }
    const axes = step.lane === null ? step.rows : [...step.rows, step.lane];
    const long = axes.find((axis) => extentOf(axis, sizes) >= mostIndices);
    if (long !== undefined) {
      return {
        device: "cpu",
        reason: `more than 2²⁴ indices along ${long.set.letter} are not exact in single precision`,
      };
    }
    const printed = printSweep(kernels[s]!, facts, defaultSchedule);
    if ("reason" in printed) return { device: "cpu", reason: printed.reason };
    return { device: "gpu", reason: `over pairs, ${printed.statements} statements each` };
  });
}

/** The values that an index of a gathered value depends on. */
function decidingNodes(plan: Plan): ReadonlySet<Node> {
  const roots = plan.steps.flatMap(({ tasks }) => tasks.map(({ node }) => node));
  const indices = topological(roots).flatMap((node) => node.kind === "take" ? [node.args[1]] : []);
  return new Set(topological(indices));
}
