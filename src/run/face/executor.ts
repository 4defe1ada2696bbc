import type { Lowered } from "../../../kernels/lower/fit.ts";
import type { Sizes } from "../../plan/types.ts";
import { describeStep } from "../cpu/describe_step.ts";
import { nativeSteps } from "../cpu/native_steps.ts";
import { unasked } from "../cpu/refusal.ts";
import { type ExecutionOptions, type Executor, planExecutor } from "./plan_executor.ts";

export type { Executor } from "./plan_executor.ts";

/** How an executor is made that has generated code at once. */
export interface ExecutorOptions extends ExecutionOptions {
  /** Whether vectors may be used, if the engine has them. */
  readonly native?: boolean;
}

/** An executor that has generated code at once, and tells what it does. */
export interface WholeExecutor extends Executor {
  /** How each step runs, as text. */
  readonly describe: () => string[];
}

/** An executor of a plan at given sizes that has generated code at once: nothing is loaded later. */
export function executorFor(
  lowered: Lowered,
  sizes: Sizes,
  { native = true, ...options }: ExecutorOptions = {},
): WholeExecutor {
  const made = { ...options, native: native ? nativeSteps : unasked };
  const executor = planExecutor(lowered, sizes, made);
  return { ...executor, describe: () => executor.bound().steps.map(describeStep) };
}
