import type { Buffer, Plan, Step, Task } from "../../src/plan/types.ts";
import type { Kernel } from "../ir/kernel.ts";
import { groupsOf } from "./apart.ts";
import { partOf } from "./part.ts";
import { sizeOf } from "../program/size.ts";

/** A plan and the kernel of each of its steps. */
export interface Lowered {
  readonly plan: Plan;
  readonly kernels: readonly Kernel[];
}

/** How large the kernel of a step may be. */
export interface Budget {
  /** The size of a kernel; infinite if it is so large that it was not measured. */
  readonly sizeOf: (kernel: Kernel) => number;
  /** What a kernel of several values may have. */
  readonly most: number;
  /** What the parts have into which a larger one is cut. */
  readonly part: number;
  /** Values of one step that are better computed by several, in groups. */
  readonly groupsOf?: (kernel: Kernel, tasks: readonly Task[]) => readonly (readonly Task[])[];
}

/**
 * The budget of generated WebAssembly. V8 takes 0.4 s and 0.2 GB for a function of 20,000 locals, 2 s and 1 GB for one of
 * 40,000, and refuses one of 50,000; 6,000 take 0.05 s. Every estimator of one mixture with all gradients, a full covariance
 * each, has 12,000. A size is right to a factor of two.
 */
export const wasmBudget: Budget = {
  sizeOf: ({ pairs, ...plain }) =>
    Math.max(
      sizeOf(plain),
      pairs === undefined ? 0 : sizeOf(pairs.symmetric),
      pairs?.rest === undefined ? 0 : sizeOf(pairs.rest),
    ),
  most: 16_000,
  part: 6_000,
  groupsOf,
};

/** The most parts that are cut at once: each looks at the whole. */
const mostCuts = 8;

/**
 * Cuts steps whose kernels are beyond the budget into steps that are within it. The parts have the loops of the whole and
 * some of its values each; what several need, each computes. A kernel of one value stays as it is, however large.
 */
export function fit({ plan, kernels }: Lowered, budget: Budget): Lowered {
  const steps: Step[] = [], fitted: Kernel[] = [];
  const add = (step: Step, kernel: Kernel): void => {
    const size = budget.sizeOf(kernel), { tasks } = step;
    if (size <= budget.most || tasks.length === 1) {
      steps.push(step);
      fitted.push(kernel);
      return;
    }
    const parts = Number.isFinite(size) ? Math.ceil(size / budget.part) : 2;
    const count = Math.min(parts, mostCuts, tasks.length);
    for (let p = 0; p < count; p++) {
      const first = Math.floor(p * tasks.length / count);
      const own = tasks.slice(first, Math.floor((p + 1) * tasks.length / count));
      add({ ...step, tasks: own }, partOf(kernel, new Set(own.map(({ buffer }) => buffer))));
    }
  };
  plan.steps.forEach((step, s) => {
    const kernel = kernels[s]!, groups = budget.groupsOf?.(kernel, step.tasks) ?? [step.tasks];
    if (groups.length === 1) return add(step, kernel);
    for (const tasks of groups) {
      add({ ...step, tasks }, partOf(kernel, new Set(tasks.map(({ buffer }) => buffer))));
    }
  });
  const passes = [...plan.passes, { name: "fit", text: `${steps.length} steps` }];
  const isWhole = steps.length === plan.steps.length;
  const result = isWhole
    ? { plan, kernels }
    : { plan: { ...plan, steps, passes }, kernels: fitted };
  checkFit(result, budget);
  return result;
}

/** Proves that kernels are within the budget and compute what their steps say. Throws if not: that is a defect of the planner. */
export function checkFit({ plan, kernels }: Lowered, budget: Budget): void {
  for (const [s, { tasks }] of plan.steps.entries()) {
    const kernel = kernels[s]!, size = budget.sizeOf(kernel);
    if (size > budget.most && tasks.length > 1) {
      throw new Error(`A kernel of ${tasks.length} values has size ${size} of ${budget.most}`);
    }
    const into: Buffer[] = [...kernel.accumulators, ...kernel.stores].map(({ into }) => into);
    if (into.length !== tasks.length || tasks.some(({ buffer }, t) => buffer !== into[t])) {
      throw new Error(`The kernel of step ${s + 1} does not compute the values of the step`);
    }
  }
}
