import { DeviceError } from "../../expr/errors.ts";
import { failureOn, mostWorkers, word } from "./board.ts";
import { call, type Crew, crewFor, living, loneCrew, recruit } from "./crew.ts";
import type { Heap } from "./heap.ts";
import { calls, type Job, layOut, trapped } from "./job.ts";
import { progress } from "./progress.ts";
import { inTurn } from "./queue.ts";
import { rest } from "./rest.ts";
import { share } from "./share.ts";

export { letGo } from "./crew.ts";
export type { Job, Piece, PoolKernel } from "./job.ts";
export { mainThreads } from "./threads.ts";

/** How a job runs. */
export interface Control {
  /** The most threads to use, this one among them. */
  readonly threads: number;
  /** Stops the job. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the share of the rows that is done; it never falls, and ends at 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/**
 * A worker ended while it worked. What its job was to write is not to be read, and the heap is retired: do the work again in
 * another one.
 */
export class WorkerEnded extends DeviceError {}

/**
 * Runs a job on this thread and on workers; the promise resolves to the statuses of all calls, ORed. When it settles, no
 * thread touches the memory of the job any more, but after `WorkerEnded`. Jobs that use workers run one after another.
 *
 * Rejects with the reason of the signal, with `WorkerEnded`, or with `DeviceError` if a kernel trapped or memory does not
 * suffice.
 */
export async function runJob(heap: Heap, job: Job, control: Control): Promise<number> {
  control.signal?.throwIfAborted();
  const workers = heap.shared
    ? Math.min(control.threads, job.pieces.length, mostWorkers + 1) - 1
    : 0;
  if (workers < 1) return await conduct(heap, job, control, loneCrew(heap), 0);
  return await inTurn(() => conduct(heap, job, control, crewFor(heap), workers), control.signal);
}

/** Runs a job on this thread and on up to `workers` workers, and waits until all are at rest. */
async function conduct(
  heap: Heap,
  job: Job,
  { signal, onProgress }: Control,
  crew: Crew,
  workers: number,
): Promise<number> {
  const { board } = crew;
  const { block, scratch } = layOut(heap, job, board, workers);
  const report = onProgress === undefined ? () => {} : progress(job, board, onProgress);
  const stop = () => void Atomics.store(board, word.cancel, 1);
  const failures: unknown[] = [];
  const fail = (error: unknown) => {
    failures.push(error);
    stop();
  };
  const members = living(crew, workers);
  const enlist = () => {
    const member = recruit(crew, workers);
    if (member === undefined) return;
    members.push(member);
    call(board, [member]);
  };
  signal?.addEventListener("abort", stop);
  call(board, members);
  enlist();
  await share(calls(heap, job, board, scratch), crew, () => {
    report();
    enlist();
  }).catch(fail);
  await rest(crew, members, report).catch(fail);
  // a report that throws is no reason to leave workers behind
  await rest(crew, members, () => {});
  signal?.removeEventListener("abort", stop);
  if (crew.death !== undefined) heap.retire();
  heap.free(block);
  const message = failureOn(board);
  if (message !== undefined) failures.push(trapped(message));
  if (failures.length > 0) throw failures[0];
  signal?.throwIfAborted();
  if (crew.death !== undefined) throw new WorkerEnded(sentence(crew.death));
  onProgress?.(1);
  return board[word.status]!;
}

function sentence(death: string): string {
  return `A worker thread ended while it computed (${death}); evaluate again, or use threads: 1`;
}
