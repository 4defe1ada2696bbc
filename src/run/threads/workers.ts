import { ownWords, sharedWords, state, stateWord, word } from "./shared_words.ts";
import type { Heap } from "../memory/heap.ts";
import { startWorker, type Terminate } from "./worker.ts";

/** A worker, as the main thread sees it. */
export interface WorkerHandle {
  /** Where its state is among the shared words. */
  readonly at: number;
  /** False once it has ended, or if it could not start. */
  alive: boolean;
  terminate: Terminate;
}

/** Workers over one heap, and the words that they share with the main thread. */
export interface Workers {
  readonly heap: Heap;
  readonly words: Int32Array;
  readonly members: WorkerHandle[];
  /** Why a worker ended while it worked: a piece that it claimed may be half done, and it may still write. */
  death?: string;
  /** Whether a worker ended that had started: the next job gets new ones. */
  broken: boolean;
  /** Milliseconds that the main thread has worked on jobs since the last worker was started. */
  busy: number;
}

/** Milliseconds of work on the main thread between two turns of the event loop, or before a worker more is started. */
export const patience = 10;

/** Workers that could not start, one after the other: the next try comes after twice as much work, up to ten seconds of it. */
let failures = 0;

/** Milliseconds of work after which workers are tried again that could not start. */
function untilRetry(): number {
  return patience * 2 ** Math.min(failures, 10);
}

/** There is one at a time: workers that know a heap hold on to its memory. */
let workers: Workers | undefined;

/**
 * The workers for a heap; the workers of another heap, or broken ones, are ended, and so are now and then those of one in
 * which a worker could not start: what was in its way may be gone.
 */
export function workersFor(heap: Heap): Workers {
  if (workers !== undefined && workers.heap === heap && !workers.broken) {
    const { members, words, busy } = workers;
    const failed = members.some(({ alive }) => !alive);
    if (!failed && members.length > 0 && members.every((one) => hasStarted(words, one))) {
      failures = 0;
    }
    if (!failed || busy < untilRetry()) return workers;
  }
  dismiss();
  heap.release = () => letGo(heap);
  workers = { heap, words: sharedWords(), members: [], broken: false, busy: 0 };
  return workers;
}

/** No workers, and words for one job. */
export function noWorkers(heap: Heap): Workers {
  return { heap, words: ownWords(), members: [], broken: false, busy: 0 };
}

/** Up to `count` living workers that were started before. */
export function living(workers: Workers, count: number): WorkerHandle[] {
  return workers.members.slice(0, count).filter(({ alive }) => alive);
}

/**
 * Starts one more worker if there are fewer than `count` and the main thread has worked long enough since the last one:
 * a start takes about 20 ms, in Deno of the main thread too, so short computations do without and no start delays
 * other tasks for long.
 */
export function recruit(workers: Workers, count: number): WorkerHandle | undefined {
  const { members, broken, busy } = workers;
  if (members.length >= count || broken || busy < patience) return undefined;
  const member = start(workers, members.length);
  members.push(member);
  workers.busy = 0;
  return member.alive ? member : undefined;
}

function start(workers: Workers, number: number): WorkerHandle {
  const { heap, words } = workers;
  const member: WorkerHandle = { at: stateWord(number), alive: true, terminate: () => {} };
  const onEnd = (reason: string) => giveUp(workers, member, reason);
  try {
    if (heap.native === undefined) throw new Error("A worker needs WebAssembly memory");
    member.terminate = startWorker({ memory: heap.native, words, number }, onEnd);
  } catch {
    // forbidden by a content security policy, a permission or a limit: fewer threads do
    member.alive = false;
    failures++;
  }
  return member;
}

function hasStarted(words: Int32Array, { at }: WorkerHandle): boolean {
  return Atomics.load(words, at + 1) === 1;
}

/**
 * Notes that a worker has ended, as its host says. In Deno its thread may go on for a while, or for ever: from here on it
 * begins no job and, once its call has ended, no other call.
 */
export function giveUp(workers: Workers, member: WorkerHandle, reason: string): void {
  if (!member.alive) return;
  const { words } = workers;
  member.alive = false;
  if (orderToLeave(words, member) === state.running) {
    workers.death ??= reason;
    Atomics.store(words, word.cancel, 1);
  }
  // one that had never started may not start the next time either
  if (!hasStarted(words, member)) failures++;
  else {
    workers.broken = true;
    failures = 0;
  }
}

/**
 * Tells all workers, idle ones, to end by themselves: a worker that is terminated while it waits for a call would keep its
 * memory in Deno.
 */
export function dismiss(): void {
  if (workers === undefined) return;
  for (const member of workers.members) {
    member.alive = false;
    orderToLeave(workers.words, member);
  }
  workers = undefined;
}

/** Tells a worker to end; gives the state that it was in. */
function orderToLeave(words: Int32Array, { at }: WorkerHandle): number {
  const before = Atomics.exchange(words, at, state.leave);
  Atomics.notify(words, at);
  return before;
}

/** Ends the workers that hold on to a heap, so that its memory can be given back. */
export function letGo(heap: Heap): void {
  if (workers?.heap === heap) dismiss();
}

/**
 * Ends a worker from outside, as a test does, whatever it does or only if it works: a number counted from 0. Says whether
 * there was one.
 */
export function killWorker(number: number, { working = false } = {}): boolean {
  const member = workers?.members[number];
  if (workers === undefined || member?.alive !== true) return false;
  if (working && Atomics.load(workers.words, member.at) !== state.running) return false;
  member.terminate();
  return true;
}

/** Wakes idle workers for the job in the shared words. */
export function call(words: Int32Array, members: readonly WorkerHandle[]): void {
  for (const { at } of members) {
    // not one that was told to leave
    if (Atomics.compareExchange(words, at, state.idle, state.called) !== state.idle) continue;
    Atomics.notify(words, at);
  }
}

/** Calls back the workers that have not begun; one of those that are still at it, undefined if all are idle or told to leave. */
export function stillRunning(
  words: Int32Array,
  members: readonly WorkerHandle[],
): WorkerHandle | undefined {
  return members.find(({ at }) =>
    Atomics.compareExchange(words, at, state.called, state.idle) === state.running
  );
}
