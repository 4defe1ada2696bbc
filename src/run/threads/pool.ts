import { failureOn, mostWorkers, word } from "./shared_words.ts";
import { call, living, noWorkers, recruit, type Workers, workersFor } from "./workers.ts";
import type { Heap } from "../memory/heap.ts";
import { calls, type Job, layOut, trapped } from "./job.ts";
import { progress } from "./progress.ts";
import { inTurn } from "./queue.ts";
import { rest } from "./last_workers.ts";
import { share } from "./share.ts";
import { WorkerEnded } from "./worker_ended.ts";

export { letGo } from "./workers.ts";
export type { Job, Piece, PoolKernel } from "./job.ts";
export { mainThreads } from "./threads.ts";
export { WorkerEnded } from "./worker_ended.ts";

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
 * Runs a job on this thread and on workers; the promise resolves to the statuses of all calls, ORed. When it settles, no
 * thread touches the memory of the job any more, but after `WorkerEnded`. Jobs that use workers run one after another.
 *
 * Rejects with the reason of the signal, with `WorkerEnded`, or with `DeviceError` if a kernel trapped or memory does not
 * suffice.
 */
export async function runJob(heap: Heap, job: Job, control: Control): Promise<number> {
  control.signal?.throwIfAborted();
  const count = heap.shared ? Math.min(control.threads, job.pieces.length, mostWorkers + 1) - 1 : 0;
  if (count < 1) return await conduct(heap, job, control, noWorkers(heap), 0);
  return await inTurn(() => conduct(heap, job, control, workersFor(heap), count), control.signal);
}

/** Runs a job on this thread and on up to `count` workers, and waits until all are at rest. */
async function conduct(
  heap: Heap,
  job: Job,
  { signal, onProgress }: Control,
  workers: Workers,
  count: number,
): Promise<number> {
  const { words } = workers;
  const { block, scratch } = layOut(heap, job, words, count);
  const report = onProgress === undefined ? () => {} : progress(job, words, onProgress);
  const stop = () => void Atomics.store(words, word.cancel, 1);
  const failures: unknown[] = [];
  const fail = (error: unknown) => {
    failures.push(error);
    stop();
  };
  const members = living(workers, count);
  const enlist = () => {
    const member = recruit(workers, count);
    if (member === undefined) return;
    members.push(member);
    call(words, [member]);
  };
  signal?.addEventListener("abort", stop);
  call(words, members);
  enlist();
  await share(calls(heap, job, words, scratch), workers, () => {
    report();
    enlist();
  }).catch(fail);
  await rest(workers, members, report).catch(fail);
  // a report that throws is no reason to leave count behind
  await rest(workers, members, () => {});
  signal?.removeEventListener("abort", stop);
  if (workers.death !== undefined) heap.retire();
  heap.free(block);
  const message = failureOn(words);
  if (message !== undefined) failures.push(trapped(message));
  if (failures.length > 0) throw failures[0];
  signal?.throwIfAborted();
  if (workers.death !== undefined) throw new WorkerEnded(sentence(workers.death));
  onProgress?.(1);
  return words[word.status]!;
}

function sentence(death: string): string {
  return `A worker thread ended while it computed (${death}); evaluate again, or use threads: 1`;
}
