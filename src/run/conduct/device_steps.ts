import { readsOf, writesOf } from "../../../kernels/ir/reads.ts";
import type { Buffer } from "../../plan/types.ts";
import { rangesOf, rowCount } from "./needed.ts";
import type { DeviceRunner, Fetched, Requests, Swept, Waiting } from "./runners.ts";
import { allHome, finished, isOfDevice, type UnderWay } from "./under_way.ts";

/** Runs the sweeps of the device whose numbers are there or lie on the device as they read them; says whether there were any. */
export function* deviceSteps<C>(
  run: UnderWay<C>,
  device: DeviceRunner,
): Requests<C | Waiting, boolean> {
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
export function* fetching<C>(run: UnderWay<C>, device: DeviceRunner): Requests<C | Waiting> {
  for (const fetched of yield* awaited(device.fetch)) {
    // a sweep that read rows in doubt, and was put back, has nothing to say
    if (!run.waiting.has(fetched.step)) yield* taken(run, fetched);
  }
}

/** Takes the results of a sweep over; rows in doubt are done again by the host. */
function* taken<C>(run: UnderWay<C>, { step, doubtful }: Fetched): Requests<C> {
  const { plan, kernels, sizes, progress, waiting, home, warn } = run;
  if (doubtful.length > 0) {
    if (!allHome(readsOf(kernels[step]!), home)) {
      // what it read is not at home either: again, later
      waiting.add(step);
      return;
    }
    const count = rowCount(plan.steps[step]!, sizes);
    progress.begin(step);
    yield* again(run, step, doubtful);
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

/** Runs rows on the host. */
function* again<C>(
  { host }: UnderWay<C>,
  step: number,
  rows: readonly number[],
): Requests<C> {
  for (;;) {
    try {
      return yield* host.rows(step, rangesOf(rows));
    } catch (error) {
      yield* host.recover(error);
    }
  }
}

/** Later sweeps on the device that have read undecided rows of a step, or what was made of them, are to run again. */
function putBackReaders<C>(run: UnderWay<C>, step: number): void {
  const { kernels, waiting, home } = run;
  const stale = new Set<Buffer>(writesOf(kernels[step]!));
  for (let t = step + 1; t < kernels.length; t++) {
    const writes = writesOf(kernels[t]!);
    if (waiting.has(t) || allHome(writes, home) || !isOfDevice(run, t)) continue;
    if (![...readsOf(kernels[t]!)].some((buffer) => stale.has(buffer))) continue;
    waiting.add(t);
    for (const buffer of writes) stale.add(buffer);
  }
}

/** The answer of a device. */
function* awaited<T>(ask: () => Promise<T>): Generator<Waiting, T, number> {
  const answers: T[] = [];
  yield async () => void answers.push(await ask());
  // the driver goes on when the promise has been kept, and throws here when it was not
  return answers[0] as T;
}
