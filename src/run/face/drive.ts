import { conducting } from "../conduct/conductor.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import type { Arrays } from "../conduct/inputs.ts";
import { progressTo } from "../conduct/progress.ts";
import type { DeviceRunner, Requests, Waiting } from "../conduct/runners.ts";
import { type Breath, newBreath } from "../conduct/slices.ts";
import { hostOf } from "../cpu/host.ts";
import type { Setting } from "../cpu/session.ts";
import type { Sessions } from "../cpu/sessions.ts";
import type { Native } from "../cpu/native.ts";
import { isRefusal } from "../cpu/refusal.ts";
import type { Unit } from "../cpu/units.ts";
import { mainThreads } from "../threads/threads.ts";
import { WorkerEnded } from "../threads/worker_ended.ts";
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

/** So often workers may end in one execution; the rest of it then runs on one thread. */
const mostEnds = 3;

/** Drives a run at once on this thread. */
export function drivenAlone(
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
    request = requests.next(
      unit === undefined ? 0 : nativeOf(setting).runAlone(unit, sessions.heap()),
    );
  }
}

/** Drives a run on several threads and, where there is one, on a GPU. */
export async function driven(
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
        status = await nativeOf(setting).runUnit(call, sessions.heap(), progress.work(), {
          threads: ends < mostEnds ? threads : 1,
          signal,
          breath,
          onProgress: ofPart(report, call.share),
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

/** Reports of a part of a step. */
function ofPart(
  report: ((done: number) => void) | undefined,
  share: number | undefined,
): ((done: number) => void) | undefined {
  return report === undefined || share === undefined ? report : (done) => report(done * share);
}

/** Generated code: only what has it asks for units of it to be run. */
function nativeOf({ native }: Setting): Native {
  if (isRefusal(native)) throw new Error(`A unit of generated code without any: ${native.reason}`);
  return native;
}
