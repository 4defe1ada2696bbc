import { state, word } from "./shared_words.ts";
import { giveUp, stillRunning, type WorkerHandle, type Workers } from "./workers.ts";

/** Milliseconds to wait for the last workers without going through the event loop, which takes about as long. */
const spin = 0.05;

/** Milliseconds between two looks at workers that are still at it: at their deaths, and at progress. */
const lookEvery = 20;

/**
 * After so many milliseconds in which no call ended a worker counts as dead, whose host did not say so. A call takes some
 * milliseconds, seconds with very large matrices, and one that was wrongly given up does no harm. Only time in which this thread looked counts.
 */
const mostSilence = 15_000;

/** What `Atomics.waitAsync` returns, where it exists. */
type WaitAsync = (
  words: Int32Array,
  at: number,
  value: number,
  timeout: number,
) => { readonly value: string | Promise<string> };

/** Waits until all workers are idle, or told to leave. */
export async function rest(
  workers: Workers,
  members: readonly WorkerHandle[],
  report: () => void,
  patience = mostSilence,
): Promise<void> {
  const { words } = workers;
  const start = performance.now();
  let calls = Atomics.load(words, word.calls), looks = 0;
  for (;;) {
    const member = stillRunning(words, members);
    if (member === undefined) return;
    if (performance.now() - start < spin) continue;
    await idleOrLater(words, member.at);
    report();
    const before = calls;
    calls = Atomics.load(words, word.calls);
    looks = calls === before ? looks + 1 : 0;
    if (looks * interval > patience) giveUp(workers, member, `silent for ${patience / 1000} s`);
  }
}

const { waitAsync } = Atomics as { readonly waitAsync?: WaitAsync };

/** The most milliseconds from one look to the next. */
const interval = waitAsync === undefined ? 1 : lookEvery;

/** Resolves when a running worker turns idle, or after a while. The event loop goes on, and is kept alive meanwhile. */
function idleOrLater(words: Int32Array, at: number): Promise<void> {
  return new Promise((resolve) => {
    // the promise of waitAsync alone would not keep a process alive
    const timer = setTimeout(resolve, interval);
    if (waitAsync === undefined) return;
    void Promise.resolve(waitAsync(words, at, state.running, lookEvery).value).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
