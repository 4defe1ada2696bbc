import { readsOf } from "../../../kernels/ir/reads.ts";
import type { Source } from "../../expr/node.ts";
import type { Buffer } from "../../plan/types.ts";
import type { DenseArray } from "./dense_array.ts";
import type { Arrays } from "./inputs.ts";
import { copyingIn, copyingOut } from "./layouts.ts";
import { neededRows } from "./needed.ts";
import type { Requests, Waiting } from "./runners.ts";
import { deviceSteps, fetching } from "./device_steps.ts";
import {
  allHome,
  type Conducted,
  finished,
  isLeft,
  isOfDevice,
  noteDone,
  type UnderWay,
} from "./under_way.ts";

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
      if (!isIdle && (isOfDevice(run, step) || !allHome(readsOf(kernels[step]!), home))) continue;
    }
    progress.begin(step);
    for (let isDone = false; !isDone;) {
      try {
        yield* host.step(step);
        isDone = true;
      } catch (error) {
        yield* host.recover(error);
      }
    }
    if (isLeft(run, step)) yield* finished(run, step);
    else noteDone(run, step);
    isMoving = true;
  }
  return isMoving;
}
