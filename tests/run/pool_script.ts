/** A program that computes on several threads and ends: it must leave at once, by itself. Run by pool_process_test.ts. */
import { defaultHeap } from "../../src/run/threads/default_heap.ts";
import { runJob } from "../../src/run/threads/pool.ts";
import { job, pieces, slowSquares } from "./pool_kernels.ts";

const heap = defaultHeap(), rows = 400;
const out = heap.allocate(8 * rows);
heap.f64(out, rows).fill(0);
const start = performance.now();
const long = job(slowSquares(heap), pieces(out, { rows, size: 4, turns: 600_000 }));
const status = await runJob(heap, long, { threads: 3 });
const time = performance.now() - start;
const right = heap.f64(out, rows).every((value, row) => value === row ** 2 + 1);
const again = await runJob(heap, long, { threads: 3 });
console.log(JSON.stringify({ shared: heap.shared, status, right, again, time, end: Date.now() }));
heap.free(out);
