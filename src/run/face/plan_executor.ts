import type { Lowered } from "../../../kernels/lower/fit.ts";
import type { Sizes } from "../../plan/types.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import type { Arrays } from "../conduct/inputs.ts";
import { atOnce } from "../conduct/slices.ts";
import { adviceFor } from "../cpu/advice.ts";
import type { Bound } from "../cpu/bound.ts";
import type { Native } from "../cpu/native.ts";
import type { Refusal } from "../cpu/refusal.ts";
import type { Setting } from "../cpu/session.ts";
import { sessionsOf } from "../cpu/sessions.ts";
import { longestCall } from "../cpu/units.ts";
import { driven, drivenAlone, type ExecuteControl } from "./drive.ts";
import { inPlainTerms } from "../memory/out_of_memory.ts";
import type { GpuSide } from "../webgpu/gpu_side.ts";

/** A plan over memory for one set of sizes. */
export interface Executor {
  /** Runs every step, on several threads where that is worth it, and lets other tasks of the program in between. */
  readonly execute: (arrays: Arrays, control: ExecuteControl) => Promise<DenseArray[]>;
  /** Runs every step at once on this thread, without a GPU. */
  readonly executeSync: (arrays: Arrays, onRefusals?: ExecuteControl["onRefusals"]) => DenseArray[];
  /** The steps over their memory, with the modules that they run. */
  readonly bound: () => Pick<Bound, "heap" | "steps" | "array">;
  /** Gives the memory back. */
  readonly dispose: () => void;
}

/** How an executor is made. */
export interface ExecutionOptions {
  /** Steps of less work, in additions, are interpreted: a module for them is not worth its making. */
  readonly least?: number;
  /** Whether sweeps may be done by unordered pairs. */
  readonly unordered?: boolean;
  /** Whether sweeps leave out blocks of pairs that provably do not count. */
  readonly skip?: boolean | "look" | undefined;
  /** The precision of large sweeps over pairs where vectors are used; all else is in double precision. */
  readonly precision?: "f64" | "f32" | undefined;
  /** Sweeps of less work stay in double precision. */
  readonly leastSingle?: number;
  /** Calls that take longer, in nanoseconds as they are estimated, are cut along their lanes. */
  readonly longest?: number;
  /** Takes sweeps over pairs; the processor does the rest. */
  readonly gpu?: GpuSide | undefined;
}

/** The same, and generated code for what is large, or why there is none. */
export interface PlanExecutorOptions extends ExecutionOptions {
  readonly native: Native | Refusal;
}

/** Work, in additions, that the script does in the time it takes to make a module and call it a few times. */
export const leastNative = 20_000;
/** Work up to which single precision saves less than it costs to make modules for both and to try a few rows. */
const leastSingleWork = 20e6;
/** An executor of a plan at given sizes: sweeps on a GPU if one is given; generated WebAssembly for what is large, the script for the rest. */
export function planExecutor(
  { plan, kernels }: Lowered,
  sizes: Sizes,
  { native, gpu, ...options }: PlanExecutorOptions,
): Executor {
  const setting: Setting = {
    plan,
    kernels,
    sizes,
    least: options.least ?? leastNative,
    native,
    unordered: options.unordered ?? true,
    skip: options.skip ?? true,
    precision: options.precision ?? "f64",
    leastSingle: options.leastSingle ?? leastSingleWork,
    longest: options.longest ?? longestCall,
    isElsewhere: gpu?.takes,
  };
  const sessions = sessionsOf(setting);
  const inTerms = (error: unknown) => inPlainTerms(error, () => adviceFor(plan, sizes));
  const bound = () => atOnce(sessions.opened()).bound;
  const execute = (arrays: Arrays, control: ExecuteControl) =>
    driven(setting, sessions, { arrays, control, gpu });
  return {
    execute: (arrays, control) =>
      (gpu === undefined ? execute(arrays, control) : gpu.guarding(
        () => execute(arrays, control),
        control.signal,
      )).catch(inTerms),
    executeSync: (arrays, onRefusals) => {
      try {
        return drivenAlone(setting, sessions, arrays, onRefusals);
      } catch (error) {
        return inTerms(error);
      }
    },
    bound,
    dispose: sessions.dispose,
  };
}
