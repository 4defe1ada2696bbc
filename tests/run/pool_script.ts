/**
 * A program that computes on several threads and ends: it must leave by itself, and at once, so it says which of its timers
 * still run. Run by pool_process_test.ts.
 */
import { defaultHeap } from "../../src/run/threads/default_heap.ts";
import { runJob } from "../../src/run/threads/pool.ts";
import { job, pieces, slowSquares } from "./pool_kernels.ts";

const { setTimeout, clearTimeout } = globalThis;
const timers = new Set<unknown>();
const started = (callback: () => void, milliseconds: number) => {
  const timer = setTimeout(() => {
    timers.delete(timer);
    callback();
  }, milliseconds);
  timers.add(timer);
  return timer;
};
Object.assign(globalThis, {
  setTimeout: started,
  clearTimeout: (timer: number) => {
    timers.delete(timer);
    clearTimeout(timer);
  },
});

const heap = defaultHeap(), rows = 400;
const out = heap.allocate(8 * rows);
heap.f64(out, rows).fill(0);
const long = job(slowSquares(heap), pieces(out, { rows, size: 4, turns: 600_000 }));
const status = await runJob(heap, long, { threads: 3 });
const right = heap.f64(out, rows).every((value, row) => value === row ** 2 + 1);
const again = await runJob(heap, long, { threads: 3 });
console.log(JSON.stringify({ shared: heap.shared, status, again, right, timers: timers.size }));
heap.free(out);
