import type { HostRunner, Requests } from "../conduct/runners.ts";
import { WorkerEnded } from "../threads/pool.ts";
import { twiceRun } from "./computed_twice.ts";
import type { RunState } from "./step_requests.ts";
import type { Session, Setting } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import { newRefusals, type Refusals } from "./trial_verdicts.ts";
import type { Unit } from "./units.ts";

/**
 * The host of one run: generated code for what is large, the script for the rest. Where `WorkerEnded` is thrown into what it
 * asks for, it begins the step again, in other memory: a step reads what earlier steps have stored, and nothing else.
 */
export function hostOf(
  { plan, kernels, sizes }: Pick<Setting, "plan" | "kernels" | "sizes">,
  sessions: Sessions,
  say: (sentences: readonly string[]) => void,
): HostRunner<Unit> {
  let session: Session | undefined, refusals: Refusals | undefined;
  const twice = twiceRun({ plan, kernels }, sizes);
  // the conductor opens the run before it asks for anything
  const opened = () => session as Session;
  const state = (): RunState => ({ refusals: refusals as Refusals, twice });

  /** Something of a step; what it computed before a worker ended is half there, and may still be written to. */
  function* again(requests: (session: Session) => Requests<Unit>): Requests<Unit> {
    for (;;) {
      try {
        return yield* requests(opened());
      } catch (error) {
        if (!(error instanceof WorkerEnded)) throw error;
        session = yield* sessions.moved();
        say(session.warnings);
      }
    }
  }

  return {
    open: function* () {
      session = yield* sessions.opened();
      say(session.warnings);
      yield* session.bound.map();
      refusals = newRefusals(session.bound.steps);
    },
    array: (buffer) => opened().bound.array(buffer),
    works: () => opened().bound.steps.map(({ work }) => work),
    step: (step) => again(({ requests }) => requests.needed(step, state())),
    rows: (step, ranges) => again(({ requests }) => requests.rows(step, ranges, state())),
    close: () => {
      const sentence = refusals?.sentence();
      if (sentence !== undefined) say([sentence]);
    },
  };
}
