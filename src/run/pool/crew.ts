import { ownBoard, sharedBoard, state, stateWord, word } from "./board.ts";
import type { Heap } from "./heap.ts";
import { startWorker, type Terminate } from "./worker.ts";

/** A worker, as the main thread sees it. */
export interface Member {
  /** Where its state is on the board. */
  readonly at: number;
  /** False once it has ended, or if it could not start. */
  alive: boolean;
  terminate: Terminate;
}

/** Workers over one heap, and the board that they share with the main thread. */
export interface Crew {
  readonly heap: Heap;
  readonly board: Int32Array;
  readonly members: Member[];
  /** Why a worker ended while it worked: a piece that it claimed may be half done, and it may still write. */
  death?: string;
  /** Whether a worker ended that had started: the next job gets a new crew. */
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
let crew: Crew | undefined;

/**
 * The crew for a heap; the workers of another heap, or of a broken crew, are ended, and so are now and then those of one in
 * which a worker could not start: what was in its way may be gone.
 */
export function crewFor(heap: Heap): Crew {
  if (crew !== undefined && crew.heap === heap && !crew.broken) {
    const { members, board, busy } = crew;
    const failed = members.some(({ alive }) => !alive);
    if (!failed && members.length > 0 && members.every((one) => hasStarted(board, one))) {
      failures = 0;
    }
    if (!failed || busy < untilRetry()) return crew;
  }
  dismiss();
  crew = { heap, board: sharedBoard(), members: [], broken: false, busy: 0 };
  return crew;
}

/** No workers, and a board for one job. */
export function loneCrew(heap: Heap): Crew {
  return { heap, board: ownBoard(), members: [], broken: false, busy: 0 };
}

/** Up to `count` living workers that were started before. */
export function living(crew: Crew, count: number): Member[] {
  return crew.members.slice(0, count).filter(({ alive }) => alive);
}

/**
 * Starts one more worker if there are fewer than `count` and the main thread has worked long enough since the last one:
 * a start takes about 20 ms, in Deno of the main thread too, so short computations do without and no start delays
 * other tasks for long.
 */
export function recruit(crew: Crew, count: number): Member | undefined {
  const { members, broken, busy } = crew;
  if (members.length >= count || broken || busy < patience) return undefined;
  const member = start(crew, members.length);
  members.push(member);
  crew.busy = 0;
  return member.alive ? member : undefined;
}

function start(crew: Crew, number: number): Member {
  const { heap, board } = crew;
  const member: Member = { at: stateWord(number), alive: true, terminate: () => {} };
  const onEnd = (reason: string) => giveUp(crew, member, reason);
  try {
    if (heap.native === undefined) throw new Error("A worker needs WebAssembly memory");
    member.terminate = startWorker({ memory: heap.native, board, number }, onEnd);
  } catch {
    // forbidden by a content security policy, a permission or a limit: fewer threads do
    member.alive = false;
    failures++;
  }
  return member;
}

function hasStarted(board: Int32Array, { at }: Member): boolean {
  return Atomics.load(board, at + 1) === 1;
}

/**
 * Notes that a worker has ended, as its host says. In Deno its thread may go on for a while, or for ever: from here on it
 * begins no job and, once its call has ended, no other call.
 */
export function giveUp(crew: Crew, member: Member, reason: string): void {
  if (!member.alive) return;
  const { board } = crew;
  member.alive = false;
  if (orderToLeave(board, member) === state.running) {
    crew.death ??= reason;
    Atomics.store(board, word.cancel, 1);
  }
  // one that had never started may not start the next time either
  if (!hasStarted(board, member)) failures++;
  else {
    crew.broken = true;
    failures = 0;
  }
}

/**
 * Tells all workers, idle ones, to end by themselves: a worker that is terminated while it waits for a call would keep its
 * memory in Deno.
 */
export function dismiss(): void {
  if (crew === undefined) return;
  for (const member of crew.members) {
    member.alive = false;
    orderToLeave(crew.board, member);
  }
  crew = undefined;
}

/** Tells a worker to end; gives the state that it was in. */
function orderToLeave(board: Int32Array, { at }: Member): number {
  const before = Atomics.exchange(board, at, state.leave);
  Atomics.notify(board, at);
  return before;
}

/** Ends the workers that hold on to a heap, so that its memory can be given back. */
export function letGo(heap: Heap): void {
  if (crew?.heap === heap) dismiss();
}

/** Ends a worker from outside, whatever it does, as a test does: a number counted from 0. Says whether there was one. */
export function killWorker(number: number): boolean {
  const member = crew?.members[number];
  if (member?.alive !== true) return false;
  member.terminate();
  return true;
}

/** Wakes idle workers for the job on the board. */
export function call(board: Int32Array, members: readonly Member[]): void {
  for (const { at } of members) {
    // not one that was told to leave
    if (Atomics.compareExchange(board, at, state.idle, state.called) !== state.idle) continue;
    Atomics.notify(board, at);
  }
}

/** Calls back the workers that have not begun; one of those that are still at it, undefined if all are idle or told to leave. */
export function stillRunning(board: Int32Array, members: readonly Member[]): Member | undefined {
  return members.find(({ at }) =>
    Atomics.compareExchange(board, at, state.called, state.idle) === state.running
  );
}
