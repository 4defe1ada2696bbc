import { ownWords, word } from "../threads/shared_words.ts";
import type { Heap } from "../memory/heap.ts";
import { calls, type Job } from "../threads/job.ts";
import { runJob } from "../threads/pool.ts";
import { progress } from "../threads/progress.ts";
import { turn } from "../conduct/turn.ts";
import type { Breath } from "../conduct/slices.ts";
import type { Unit } from "./units.ts";

/** Work from which on several threads are faster than one: a fifth of a millisecond. */
const leastShared = 1.5e6;

/** How a unit is run. */
export interface UnitControl {
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
  readonly breath: Breath;
  /** Called with the share of the unit that is done. */
  readonly onProgress: ((fraction: number) => void) | undefined;
}

/** Runs a unit of a step of so much work, on several threads if that is faster; gives the statuses of its calls, ORed. */
export async function runUnit(
  unit: Unit,
  heap: Heap,
  work: number,
  { threads, signal, breath, onProgress }: UnitControl,
): Promise<number> {
  const job = jobOf(unit);
  // its calls are as long as one may be, the first one longer: what waits goes before it
  if (unit.lanesAtOnce !== undefined) await turn();
  if (threads > 1 && heap.shared && work >= leastShared && unit.pieces.length > 1) {
    return await runJob(heap, job, { threads, signal, onProgress });
  }
  const words = ownWords();
  const report = onProgress === undefined ? undefined : progress(job, words, onProgress);
  const own = calls(heap, job, words, unit.scratch);
  while (own.next().done !== true) {
    const given = breath(report);
    if (given !== undefined) await given;
  }
  return words[word.status]!;
}

/** Runs a unit on this thread at once. */
export function runAlone(unit: Unit, heap: Heap): number {
  const words = ownWords();
  const own = calls(heap, jobOf(unit), words, unit.scratch);
  while (own.next().done !== true);
  return words[word.status]!;
}

function jobOf(unit: Unit): Job {
  const { compiled, scratchBytes = compiled.scratchBytes ?? 0 } = unit;
  return { ...unit, kernel: compiled, scratchBytes };
}
