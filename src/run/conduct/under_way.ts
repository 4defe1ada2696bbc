import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { writesOf } from "../../../kernels/ir/reads.ts";
import type { Buffer, Plan, Sizes } from "../../plan/types.ts";
import { finishingTask, isUnfinished } from "./buffers.ts";
import type { RunProgress } from "./progress.ts";
import type { DeviceRunner, HostRunner, Requests } from "./runners.ts";

/** A plan, its sizes, and who runs its steps. */
export interface Conducted<C> {
  readonly plan: Plan;
  readonly kernels: readonly Kernel[];
  readonly sizes: Sizes;
  readonly host: HostRunner<C>;
  /** Takes sweeps over pairs, where there is one; the host then does the rest, and what the device is in doubt about. */
  readonly device?: DeviceRunner | undefined;
  readonly progress: RunProgress;
  /** Takes sentences on what ran elsewhere than planned. */
  readonly warn: (message: string) => void;
}

/** A run on its way. */
export interface UnderWay<C> extends Conducted<C> {
  /** Steps that are to run. */
  readonly waiting: Set<number>;
  /** Buffers whose numbers the host has. */
  readonly home: Set<Buffer>;
  /** Steps that the device has given back. */
  readonly givenBack: Set<number>;
}

/** Does what is left to do with the values of a step when all rows are computed: what is in place is done once. */
export function* finished<C>(run: UnderWay<C>, step: number): Requests<C> {
  const { plan, sizes, host } = run;
  for (const task of plan.steps[step]!.tasks) {
    if (isUnfinished(task)) yield* finishingTask(task, sizes, () => host.array(task.buffer));
  }
  noteDone(run, step);
}

/** Whether something is left to do with the values of a step when all rows are computed. */
export function isLeft<C>({ plan }: UnderWay<C>, step: number): boolean {
  return plan.steps[step]!.tasks.some(isUnfinished);
}

/** Notes that a step is done. */
export function noteDone<C>(
  { kernels, device, progress, waiting, home }: UnderWay<C>,
  step: number,
): void {
  waiting.delete(step);
  if (device !== undefined) { for (const buffer of writesOf(kernels[step]!)) home.add(buffer); }
  progress.done(step);
}

/** Whether a step is for the device, which has not given it back. */
export function isOfDevice<C>({ device, givenBack }: UnderWay<C>, step: number): boolean {
  return device !== undefined && device.takes(step) && !givenBack.has(step);
}

/** Whether the host has the numbers of some buffers. */
export function allHome(buffers: Iterable<Buffer>, home: ReadonlySet<Buffer>): boolean {
  for (const buffer of buffers) if (!home.has(buffer)) return false;
  return true;
}
