import { ownBoard, word } from "../pool/board.ts";
import type { Heap } from "../pool/heap.ts";
import { calls, type Job } from "../pool/job.ts";
import { runJob } from "../pool/pool.ts";
import { progress } from "../pool/progress.ts";
import { turn } from "../pool/turn.ts";
import type { Breath } from "../slices.ts";
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
  const board = ownBoard();
  const report = onProgress === undefined ? undefined : progress(job, board, onProgress);
  const own = calls(heap, job, board, unit.scratch);
  while (own.next().done !== true) {
    const given = breath(report);
    if (given !== undefined) await given;
  }
  return board[word.status]!;
}

/** Runs a unit on this thread at once. */
export function runAlone(unit: Unit, heap: Heap): number {
  const board = ownBoard();
  const own = calls(heap, jobOf(unit), board, unit.scratch);
  while (own.next().done !== true);
  return board[word.status]!;
}

function jobOf(unit: Unit): Job {
  return { ...unit, kernel: unit.compiled, scratchBytes: unit.compiled.scratchBytes };
}
