import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import type { Result } from "../conduct/buffers.ts";
import type { Arrays } from "../conduct/inputs.ts";
import { inPlainTerms } from "../memory/out_of_memory.ts";
import { mainThreads, WorkerEnded } from "../threads/pool.ts";
import { atOnce, type Breath, newBreath } from "../conduct/slices.ts";
import { adviceFor } from "./advice.ts";
import type { Bound } from "./bound.ts";
import { describeStep } from "./describe_step.ts";
import { execution, type Place } from "./execution.ts";
import type { Setting } from "./session.ts";
import { sessionsOf } from "./sessions.ts";
import { runAlone, runUnit } from "./unit_runs.ts";
import { longestCall } from "./units.ts";

/** How an execution is watched and stopped. */
export interface Control {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Called with sentences on what does not run as it should, by each run again. */
  readonly onRefusals?: ((sentences: readonly string[]) => void) | undefined;
  /** When to let other tasks of the program in between; by a breath of its own if left out. */
  readonly breath?: Breath | undefined;
}

/** A plan over memory for one set of sizes. */
export interface Executor {
  /** Runs every step, on several threads where that is worth it, and lets other tasks of the program in between. */
  readonly execute: (arrays: Arrays, control: Control) => Promise<Result[]>;
  /** Runs every step at once on this thread. */
  readonly executeSync: (arrays: Arrays, onRefusals?: Control["onRefusals"]) => Result[];
  /** How each step runs, as text. */
  readonly describe: () => string[];
  /** The steps over their memory, with the modules that they run. */
  readonly bound: () => Pick<Bound, "heap" | "steps">;
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
}

/** Work, in additions, that the script does in the time it takes to make a module and call it a few times. */
const leastNative = 20_000;
/** Work up to which single precision saves less than it costs to make modules for both and to try a few rows. */
const leastSingleWork = 20e6;
/** So often workers may end in one execution; the rest of it then runs on one thread. */
const mostEnds = 3;

/** An executor of a plan at given sizes: generated WebAssembly for what is large, the script for the rest. */
export function executorFor(
  { plan, kernels }: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  sizes: Sizes,
  {
    least = leastNative,
    native = true,
    unordered = true,
    precision = "f64",
    leastSingle = leastSingleWork,
    longest = longestCall,
  }: ExecutorOptions = {},
): Executor {
  const setting: Setting = {
    plan,
    kernels,
    sizes,
    least,
    native,
    unordered,
    precision,
    leastSingle,
    longest,
  };
  const sessions = sessionsOf(setting);

  const executeSync = (arrays: Arrays, onRefusals: Control["onRefusals"]): Result[] => {
    const place: Place = { done: 0, step: 0, total: 0 };
    const requests = execution(setting, sessions, { arrays, place, onRefusals });
    for (let request = requests.next(0);;) {
      if (request.done === true) return request.value;
      const { value: unit } = request;
      request = requests.next(unit === undefined ? 0 : runAlone(unit, sessions.heap()));
    }
  };

  const execute = async (arrays: Arrays, control: Control): Promise<Result[]> => {
    const { threads = mainThreads(), signal, onProgress, onRefusals } = control;
    const { breath = newBreath(signal) } = control;
    const place: Place = { done: 0, step: 0, total: 1 };
    let shown = 0, ends = 0;
    const report = onProgress && ((share: number) => {
      const fraction = (place.done + share * place.step) / place.total;
      onProgress(shown = Math.min(1, Math.max(shown, fraction)));
    });
    const ofStep = report && (() => report(0));
    const requests = execution(setting, sessions, { arrays, place, onRefusals });
    for (let request = requests.next(0);;) {
      if (request.done === true) return request.value;
      const { value: unit } = request;
      let status = 0;
      try {
        if (unit === undefined) await breath(ofStep);
        else {
          status = await runUnit(unit, sessions.heap(), place.step, {
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
  };

  const bound = () => atOnce(sessions.opened()).bound;
  const inTerms = (error: unknown) => inPlainTerms(error, () => adviceFor(plan, sizes));
  return {
    execute: (arrays, control) => execute(arrays, control).catch(inTerms),
    executeSync: (arrays, onRefusals) => {
      try {
        return executeSync(arrays, onRefusals);
      } catch (error) {
        return inTerms(error);
      }
    },
    describe: () => bound().steps.map(describeStep),
    bound,
    dispose: sessions.dispose,
  };
}
