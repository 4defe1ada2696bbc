import type { Lowered } from "../../../kernels/lower/fit.ts";
import type { Sizes } from "../../plan/types.ts";
import { describeStep } from "../cpu/describe_step.ts";
import { nativeSteps } from "../cpu/native_steps.ts";
import { LookedAt } from "../cpu/skipping/looked_at.ts";
import { mayBeSkipped } from "../cpu/skipping/skip_step.ts";
import type { Arrays } from "../conduct/inputs.ts";
import { unasked } from "../cpu/refusal.ts";
import { type ExecutionOptions, type Executor, planExecutor } from "./plan_executor.ts";

export type { Executor } from "./plan_executor.ts";

/** Work of steps before a sweep, in additions, that is done to find out what the sweep would skip: a second. */
const mostBefore = 1e9;

/** How an executor is made that has generated code at once. */
export interface ExecutorOptions extends ExecutionOptions {
  /** Whether vectors may be used, if the engine has them. */
  readonly native?: boolean;
}

/** An executor that has generated code at once, and tells what it does. */
export interface WholeExecutor extends Executor {
  /** How each step runs, as text. */
  readonly describe: () => string[];
  /** Finds out which pairs the first large sweep would skip, if it was made with skip "look"; the sweep does not run. */
  readonly look: (arrays: Arrays) => void;
}

/** An executor of a plan at given sizes that has generated code at once: nothing is loaded later. */
export function executorFor(
  lowered: Lowered,
  sizes: Sizes,
  { native = true, ...options }: ExecutorOptions = {},
): WholeExecutor {
  const made = { ...options, native: native ? nativeSteps : unasked };
  const executor = planExecutor(lowered, sizes, made);
  const describe = () => executor.bound().steps.map(describeStep);
  const look = (arrays: Arrays) => {
    const { steps } = executor.bound(), first = steps.findIndex(mayBeSkipped);
    if (first < 0 || steps.slice(0, first).some(({ work }) => work > mostBefore)) return;
    try {
      executor.executeSync(arrays);
    } catch (error) {
      if (!(error instanceof LookedAt)) throw error;
    }
  };
  return { ...executor, describe, look };
}
