import { type Budget, fit, type Lowered } from "../../../kernels/lower/fit.ts";
import { mostStatements } from "../../../kernels/wgsl/most_statements.ts";
import { isOverPairs } from "../../plan/sweep.ts";
import type { Plan } from "../../plan/types.ts";
import { printing } from "./printed.ts";
import { defaultSchedule } from "./sweep_schedule.ts";

const fitted = new WeakMap<Plan, Lowered>();

/** A plan as a GPU runs it: sweeps whose shader would be too long for one are cut into several. */
export function fittedForGpu(lowered: Lowered): Lowered {
  const { plan, kernels } = lowered;
  let own = fitted.get(plan);
  if (own === undefined) {
    fitted.set(plan, own = fit({ plan, kernels }, budgetOf(plan)));
  }
  return own;
}

function budgetOf(plan: Plan): Budget {
  return {
    // what no shader can do, or need not, is left to the CPU as a whole
    sizeOf: (kernel) => {
      if (!isOverPairs(kernel)) return 0;
      const printed = printing(kernel, plan, defaultSchedule);
      if (!("reason" in printed)) return 0;
      return printed.isTooLong ? Infinity : 0;
    },
    most: mostStatements,
    part: mostStatements,
  };
}
