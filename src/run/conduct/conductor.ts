import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { readsOf, writesOf } from "../../../kernels/ir/reads.ts";
import type { Source } from "../../expr/node.ts";
import type { Buffer, Plan, Sizes } from "../../plan/types.ts";
import { finishingTask } from "./buffers.ts";
import type { DenseArray } from "./dense_array.ts";
import type { Arrays } from "./inputs.ts";
import { copyingIn, copyingOut } from "./layouts.ts";
import { neededRows, rangesOf, rowCount } from "./needed.ts";
import type { RunProgress } from "./progress.ts";
import type { DeviceRunner, Fetched, HostRunner, Requests, Swept, Waiting } from "./runners.ts";

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
interface UnderWay<C> extends Conducted<C> {
  /** Steps that are to run. */
  readonly waiting: Set<number>;
  /** Buffers whose numbers the host has. */
  readonly home: Set<Buffer>;
  /** Steps that the device has given back. */
  readonly givenBack: Set<number>;
}

/**
 * All that is to be done for a plan: numbers go in, steps run in an order in which all they read is there, what is left to do
 * with their values is done, results come out. A device computes for as long as nothing on the host needs its results, which
 * then come home all at once; rows that it is in doubt about are done again by the host, and then the sweeps that read them.
 * Without a device the steps run in their order.
 */
export function* conducting<C>(
  conducted: Conducted<C>,
  arrays: Arrays,
): Requests<C | Waiting, DenseArray[]> {
  const { plan, sizes, host, device, progress } = conducted;
  const home = new Set<Buffer>(plan.inputs), waiting = new Set(plan.steps.keys());
  const run: UnderWay<C> = { ...conducted, waiting, home, givenBack: new Set() };
  yield* host.open();
  progress.plan(host.works());
  for (const buffer of plan.inputs) {
    const source = buffer.source as Source;
    const { data } = arrays.get(source) ?? source;
    yield* copyingIn(buffer, sizes, data, () => host.array(buffer));
  }
  try {
    while (waiting.size > 0 || (device !== undefined && device.kept() > 0)) {
      const isMoving = (yield* hostSteps(run)) ||
        (device !== undefined && (yield* deviceSteps(run, device)));
      if (isMoving) continue;
      if (device === undefined || device.kept() === 0) {
        throw new Error("No step of the plan can run");
      }
      yield* fetching(run, device);
    }
  } finally {
    device?.drop();
  }
  host.close();
  const results: DenseArray[] = [];
  for (const { buffer } of plan.outputs) {
    results.push(yield* copyingOut(buffer, sizes, () => host.array(buffer)));
  }
  return results;
}

/** Runs the steps of the host that can run, and passes by those of which no row is needed; says whether there were any. */
function* hostSteps<C>(run: UnderWay<C>): Requests<C, boolean> {
  const { plan, kernels, sizes, host, device, progress, waiting, home } = run;
  let isMoving = false;
  for (const step of waiting) {
    const { when } = plan.steps[step]!;
    if (device !== undefined) {
      if (when !== undefined && !home.has(when.buffer)) continue;
      const isIdle = neededRows(plan.steps[step]!, sizes, host.array).length === 0;
      if (!isIdle && (isOfDevice(run, step) || !all(readsOf(kernels[step]!), home))) continue;
    }
    progress.begin(step);
    yield* host.step(step);
    yield* finished(run, step);
    isMoving = true;
  }
  return isMoving;
}

/** Runs the sweeps of the device whose numbers are there or lie on the device as they read them; says whether there were any. */
function* deviceSteps<C>(run: UnderWay<C>, device: DeviceRunner): Requests<C | Waiting, boolean> {
  const { plan, kernels, progress, waiting, home, givenBack, warn } = run;
  const isHome = (buffer: Buffer) => home.has(buffer);
  let isMoving = false;
  for (const step of waiting) {
    if (!isOfDevice(run, step)) continue;
    const { when } = plan.steps[step]!;
    // which rows are needed is looked up on the host
    if (when !== undefined && !isHome(when.buffer)) continue;
    const isReady = [...readsOf(kernels[step]!)]
      .every((buffer) => isHome(buffer) || device.reads(step, buffer));
    if (!isReady) continue;
    progress.begin(step);
    const swept: Swept = yield* awaited(() => device.sweep(step, isHome));
    isMoving = true;
    if (swept.kind === "refused") {
      warn(`A sweep ran on the CPU in double precision: ${swept.reason}`);
      givenBack.add(step);
      continue;
    }
    waiting.delete(step);
    if (swept.kind === "home") yield* taken(run, { step, doubtful: swept.doubtful });
  }
  return isMoving;
}

/** Brings all results of the device home. */
function* fetching<C>(run: UnderWay<C>, device: DeviceRunner): Requests<C | Waiting> {
  for (const fetched of yield* awaited(device.fetch)) {
    // a sweep that read rows in doubt, and was put back, has nothing to say
    if (!run.waiting.has(fetched.step)) yield* taken(run, fetched);
  }
}

/** Takes the results of a sweep over; rows in doubt are done again by the host. */
function* taken<C>(run: UnderWay<C>, { step, doubtful }: Fetched): Requests<C> {
  const { plan, kernels, sizes, host, progress, waiting, home, warn } = run;
  if (doubtful.length > 0) {
    if (!all(readsOf(kernels[step]!), home)) {
      // what it read is not at home either: again, later
      waiting.add(step);
      return;
    }
    const count = rowCount(plan.steps[step]!, sizes);
    progress.begin(step);
    yield* host.rows(step, rangesOf(doubtful));
    if (doubtful.length > count / 8) {
      warn(
        `Single precision could not decide ${doubtful.length} of the ${count} rows of a sweep; ` +
          `the CPU did them again in double precision`,
      );
    }
    putBackReaders(run, step);
  }
  yield* finished(run, step);
}

/** Later sweeps on the device that have read undecided rows of a step, or what was made of them, are to run again. */
function putBackReaders<C>(run: UnderWay<C>, step: number): void {
  const { kernels, waiting, home } = run;
  const stale = new Set<Buffer>(writesOf(kernels[step]!));
  for (let t = step + 1; t < kernels.length; t++) {
    const writes = writesOf(kernels[t]!);
    if (waiting.has(t) || all(writes, home) || !isOfDevice(run, t)) continue;
    if (![...readsOf(kernels[t]!)].some((buffer) => stale.has(buffer))) continue;
    waiting.add(t);
    for (const buffer of writes) stale.add(buffer);
  }
}

/** Does what is left to do with the values of a step when all rows are computed: what is in place is done once. */
function* finished<C>(
  { plan, kernels, sizes, host, progress, waiting, home }: UnderWay<C>,
  step: number,
): Requests<C> {
  for (const task of plan.steps[step]!.tasks) {
    yield* finishingTask(task, sizes, () => host.array(task.buffer));
  }
  waiting.delete(step);
  for (const buffer of writesOf(kernels[step]!)) home.add(buffer);
  progress.done(step);
}

/** The answer of a device. */
function* awaited<T>(ask: () => Promise<T>): Generator<Waiting, T, number> {
  const answers: T[] = [];
  yield async () => void answers.push(await ask());
  // the driver goes on when the promise has been kept, and throws here when it was not
  return answers[0] as T;
}

function isOfDevice<C>({ device, givenBack }: UnderWay<C>, step: number): boolean {
  return device !== undefined && device.takes(step) && !givenBack.has(step);
}

function all(buffers: Iterable<Buffer>, home: ReadonlySet<Buffer>): boolean {
  for (const buffer of buffers) if (!home.has(buffer)) return false;
  return true;
}
