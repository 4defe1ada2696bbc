import type { Slices } from "../../expr/slices.ts";
import { turn } from "./turn.ts";

export { atOnce, type Slices } from "../../expr/slices.ts";

/** How many numbers are copied or looked at in one slice: about a millisecond. */
export const numbersAtOnce = 2 ** 18;

/** How many additions of a script, or as much work, make a slice: up to ten milliseconds. */
export const additionsAtOnce = 1e6;

/**
 * Called between slices: gives way to other tasks of the program if it is time, and is undefined if it is not. `report` is
 * called before it gives way.
 */
export type Breath = (report?: () => void) => Promise<void> | undefined;

/** Milliseconds of work between two turns of the event loop. */
const patience = 10;

/** The breath of one evaluation. What gives way rejects, once the signal is aborted, with its reason. */
export function newBreath(signal?: AbortSignal): Breath {
  let last = performance.now();
  const giveWay = async (report: (() => void) | undefined) => {
    report?.();
    await turn();
    signal?.throwIfAborted();
    last = performance.now();
  };
  return (report) => performance.now() - last < patience ? undefined : giveWay(report);
}

/** Does slices, and lets other tasks in between. */
export async function inTurns<T>(slices: Slices<T>, breath: Breath): Promise<T> {
  for (;;) {
    const slice = slices.next();
    if (slice.done === true) return slice.value;
    try {
      await breath();
    } catch (error) {
      // what it holds is given back
      slices.throw(error);
      throw error;
    }
  }
}
