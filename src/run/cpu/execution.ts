import type { Source } from "../../expr/node.ts";
import { finishingTask, type Result } from "../conduct/buffers.ts";
import type { Arrays } from "../conduct/inputs.ts";
import { copyingIn, copyingOut } from "../conduct/layouts.ts";
import { WorkerEnded } from "../threads/pool.ts";
import { twiceRun } from "./computed_twice.ts";
import type { Request } from "./requests.ts";
import type { RunState } from "./step_requests.ts";
import { newRefusals } from "./trial_verdicts.ts";
import type { Setting } from "./session.ts";
import type { Sessions } from "./sessions.ts";

/** How far an execution is, in additions. */
export interface Place {
  done: number;
  step: number;
  total: number;
}

/** What an execution works with, and where it says how far it is. */
export interface Work {
  readonly arrays: Arrays;
  readonly place: Place;
  /** Called with sentences on what does not run as it should. */
  readonly onRefusals: ((sentences: readonly string[]) => void) | undefined;
}

/**
 * All that is to be done for a plan: yields what its steps ask for, and takes the statuses. Where `WorkerEnded` is thrown into
 * it, it begins the step again, in other memory. What a step makes of its own results, as a scan does in place, comes after
 * all of it is computed, so that nothing is done twice.
 */
export function* execution(
  { plan, kernels, sizes }: Pick<Setting, "plan" | "kernels" | "sizes">,
  sessions: Sessions,
  { arrays, place, onRefusals }: Work,
): Generator<Request, Result[], number> {
  let { bound, requests, warnings } = yield* sessions.opened();
  onRefusals?.(warnings);
  yield* bound.map();
  place.total = bound.steps.reduce((sum, { work }) => sum + work, 0);
  for (const buffer of plan.inputs) {
    const source = buffer.source as Source;
    const { data } = arrays.get(source) ?? source;
    yield* copyingIn(buffer, sizes, data, () => bound.array(buffer));
  }
  const refusals = newRefusals(bound.steps), twice = twiceRun({ plan, kernels }, sizes);
  const state: RunState = { refusals, twice };
  for (const [index, { tasks }] of plan.steps.entries()) {
    place.step = bound.steps[index]!.work;
    for (let isDone = false; !isDone;) {
      try {
        yield* requests(index, state);
        isDone = true;
      } catch (error) {
        if (!(error instanceof WorkerEnded)) throw error;
        // what the step computed is half there, and may still be written to
        ({ bound, requests, warnings } = yield* sessions.moved());
        onRefusals?.(warnings);
      }
    }
    for (const task of tasks) {
      yield* finishingTask(task, sizes, () => bound.array(task.buffer));
    }
    place.done += place.step;
  }
  const sentence = refusals.sentence();
  if (sentence !== undefined) onRefusals?.([sentence]);
  const results: Result[] = [];
  for (const { buffer } of plan.outputs) {
    results.push(yield* copyingOut(buffer, sizes, () => bound.array(buffer)));
  }
  return results;
}
