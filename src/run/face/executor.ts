import type { Lowered } from "../../../kernels/lower/fit.ts";
import type { Sizes } from "../../plan/types.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import { conducting } from "../conduct/conductor.ts";
import type { Arrays } from "../conduct/inputs.ts";
import { progressTo } from "../conduct/progress.ts";
import type { DeviceRunner, Requests, Waiting } from "../conduct/runners.ts";
import { atOnce, type Breath, newBreath } from "../conduct/slices.ts";
import { adviceFor } from "../cpu/advice.ts";
import { describeStep } from "../cpu/describe_step.ts";
import { hostOf } from "../cpu/host.ts";
import type { Setting } from "../cpu/session.ts";
import { type Sessions, sessionsOf } from "../cpu/sessions.ts";
import { runAlone, runUnit } from "../cpu/unit_runs.ts";
import { longestCall, type Unit } from "../cpu/units.ts";
import { inPlainTerms } from "../memory/out_of_memory.ts";
import { mainThreads, WorkerEnded } from "../threads/pool.ts";
import type { GpuSide } from "../webgpu/gpu_side.ts";

/** How an execution is watched and stopped. */
export interface ExecuteControl {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Called with sentences on what does not run as it should, by each run again. */
  readonly onRefusals?: ((sentences: readonly string[]) => void) | undefined;
  /** Called with sentences on what ran elsewhere than planned. */
  readonly warn?: ((message: string) => void) | undefined;
  /** When to let other tasks of the program in between; by a breath of its own if left out. */
  readonly breath?: Breath | undefined;
}

/** A plan over memory for one set of sizes. */
export interface Executor {
  /** Runs every step, on several threads where that is worth it, and lets other tasks of the program in between. */
  readonly execute: (arrays: Arrays, control: ExecuteControl) => Promise<DenseArray[]>;
  /** Runs every step at once on this thread, without a GPU. */
  readonly executeSync: (arrays: Arrays, onRefusals?: ExecuteControl["onRefusals"]) => DenseArray[];
  /** How each step runs, as text. */
  readonly describe: () => string[];
  /** Gives the memory back. */
  readonly dispose: () => void;
}

/** How an executor is made. */
export interface ExecutorOptions {
  /** Steps of less work, in additions, are interpreted: a module for them is not worth its making. */
  readonly least?: number;
  /** Whether vectors may be used, if the engine has them. */
  readonly native?: boolean;
  /** Whether sweeps may be done by unordered pairs. */
  readonly unordered?: boolean;
  /** The precision of large sweeps over pairs where vectors are used; all else is in double precision. */
  readonly precision?: "f64" | "f32" | undefined;
  /** Sweeps of less work stay in double precision. */
  readonly leastSingle?: number;
  /** Calls that take longer, in nanoseconds as they are estimated, are cut along their lanes. */
  readonly longest?: number;
  /** Takes sweeps over pairs; the processor does the rest. */
  readonly gpu?: GpuSide | undefined;
}

/** Work, in additions, that the script does in the time it takes to make a module and call it a few times. */
const leastNative = 20_000;
/** Work up to which single precision saves less than it costs to make modules for both and to try a few rows. */
const leastSingleWork = 20e6;
/** So often workers may end in one execution; the rest of it then runs on one thread. */
const mostEnds = 3;

/** An executor of a plan at given sizes: sweeps on a GPU if one is given; generated WebAssembly for what is large, the script for the rest. */
export function executorFor(
  { plan, kernels }: Lowered,
  sizes: Sizes,
  { gpu, ...options }: ExecutorOptions = {},
): Executor {
  const setting: Setting = {
    plan,
    kernels,
    sizes,
    least: options.least ?? leastNative,
    native: options.native ?? true,
    unordered: options.unordered ?? true,
    precision: options.precision ?? "f64",
    leastSingle: options.leastSingle ?? leastSingleWork,
    longest: options.longest ?? longestCall,
    isElsewhere: gpu?.takes,
  };
  const sessions = sessionsOf(setting);
  const inTerms = (error: unknown) => inPlainTerms(error, () => adviceFor(plan, sizes));
  const execute = (arrays: Arrays, control: ExecuteControl) =>
    together(setting, sessions, { arrays, control, gpu });
  return {
    execute: (arrays, control) =>
      (gpu === undefined ? execute(arrays, control) : gpu.guarding(
        () => execute(arrays, control),
        control.signal,
      )).catch(inTerms),
    executeSync: (arrays, onRefusals) => {
      try {
        return alone(setting, sessions, arrays, onRefusals);
      } catch (error) {
        return inTerms(error);
      }
    },
    describe: () => atOnce(sessions.opened()).bound.steps.map(describeStep),
    dispose: sessions.dispose,
  };
}

/** Drives a run at once on this thread. */
function alone(
  setting: Setting,
  sessions: Sessions,
  arrays: Arrays,
  onRefusals: ExecuteControl["onRefusals"],
): DenseArray[] {
  const host = hostOf(setting, sessions, (sentences) => onRefusals?.(sentences));
  const progress = progressTo(undefined);
  const requests = conducting<Unit>({ ...setting, host, progress, warn: () => {} }, arrays);
  for (let request = requests.next(0);;) {
    if (request.done === true) return request.value;
    const { value: unit } = request;
    if (typeof unit === "function") throw new Error("There is no device to wait for");
    request = requests.next(unit === undefined ? 0 : runAlone(unit, sessions.heap()));
  }
}

/** Drives a run on several threads and, where there is one, on a GPU. */
async function together(
  setting: Setting,
  sessions: Sessions,
  { arrays, control, gpu }: {
    readonly arrays: Arrays;
    readonly control: ExecuteControl;
    readonly gpu: GpuSide | undefined;
  },
): Promise<DenseArray[]> {
  const { threads = mainThreads(), signal, onProgress, onRefusals, warn = () => {} } = control;
  const { breath = newBreath(signal) } = control;
  const host = hostOf(setting, sessions, (sentences) => onRefusals?.(sentences));
  const progress = progressTo(onProgress);
  const report = onProgress && progress.report;
  const ofStep = report && (() => report(0));
  const device: DeviceRunner | undefined = gpu?.over(host.array, { signal, report });
  const conducted = { ...setting, host, device, progress, warn };
  const requests: Requests<Unit | Waiting, DenseArray[]> = conducting<Unit>(conducted, arrays);
  let ends = 0;
  for (let request = requests.next(0);;) {
    if (request.done === true) {
      onProgress?.(1);
      // who stops in the last report is heard, too
      signal?.throwIfAborted();
      return request.value;
    }
    const { value: call } = request;
    let status = 0;
    try {
      if (call === undefined) await breath(ofStep);
      else if (typeof call === "function") await call();
      else {
        status = await runUnit(call, sessions.heap(), progress.work(), {
          threads: ends < mostEnds ? threads : 1,
          signal,
          breath,
          onProgress: report,
        });
      }
    } catch (error) {
      if (error instanceof WorkerEnded) ends++;
      request = requests.throw(error);
      continue;
    }
    request = requests.next(status);
  }
}
