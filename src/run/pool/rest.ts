import { state } from "./board.ts";
import { type Member, stillRunning } from "./crew.ts";

/** Milliseconds to wait for the last workers without going through the event loop, which takes about as long. */
const spin = 0.05;

/** Milliseconds between two looks at workers that are still at it: at their deaths, and at progress. */
const lookEvery = 20;

/** What `Atomics.waitAsync` returns, where it exists. */
type WaitAsync = (
  words: Int32Array,
  at: number,
  value: number,
  timeout: number,
) => { readonly value: string | Promise<string> };

/** Waits until all workers are idle or dead. */
export async function rest(
  board: Int32Array,
  members: readonly Member[],
  report: () => void,
): Promise<void> {
  const start = performance.now();
  for (;;) {
    const member = stillRunning(board, members);
    if (member === undefined) return;
    if (performance.now() - start < spin) continue;
    await idleOrLater(board, member.at);
    report();
  }
}

/** Resolves when a running worker turns idle, or after a while. The event loop goes on, and is kept alive meanwhile. */
function idleOrLater(board: Int32Array, at: number): Promise<void> {
  const { waitAsync } = Atomics as { readonly waitAsync?: WaitAsync };
  return new Promise((resolve) => {
    // the promise of waitAsync alone would not keep a process alive
    const timer = setTimeout(resolve, waitAsync === undefined ? 1 : lookEvery);
    if (waitAsync === undefined) return;
    void Promise.resolve(waitAsync(board, at, state.running, lookEvery).value).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
