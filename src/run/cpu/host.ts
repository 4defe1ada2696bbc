import type { HostRunner } from "../conduct/runners.ts";
import { WorkerEnded } from "../threads/worker_ended.ts";
import { twiceRun } from "./computed_twice.ts";
import type { RunState } from "./step_requests.ts";
import type { Session, Setting } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import { newRefusals } from "./trial_verdicts.ts";
import type { Unit } from "./units.ts";

/**
 * The host of one run: generated code for what is large, the script for the rest. Where `WorkerEnded` is thrown into what it
 * asks for, it recovers in other memory.
 */
export function hostOf(
  { plan, kernels, sizes }: Pick<Setting, "plan" | "kernels" | "sizes">,
  sessions: Sessions,
  say: (sentences: readonly string[]) => void,
): HostRunner<Unit> {
  let session: Session | undefined, state: RunState | undefined;
  // the conductor opens the run before it asks for anything
  const opened = () => session as Session;
  return {
    open: function* () {
      session = yield* sessions.opened();
      say(session.warnings);
      yield* session.bound.map();
      const refusals = newRefusals(session.bound.steps);
      state = { refusals, twice: twiceRun({ plan, kernels }, sizes) };
    },
    array: (buffer) => opened().bound.array(buffer),
    works: () => opened().bound.steps.map(({ work }) => work),
    step: (step) => opened().requests.needed(step, state as RunState),
    rows: (step, ranges) => opened().requests.rows(step, ranges, state as RunState),
    recover: function* (error) {
      if (!(error instanceof WorkerEnded)) throw error;
      // what the step computed is half there, and may still be written to
      session = yield* sessions.moved();
      say(session.warnings);
    },
    close: () => {
      const sentence = state?.refusals.sentence();
      if (sentence !== undefined) say([sentence]);
    },
  };
}
