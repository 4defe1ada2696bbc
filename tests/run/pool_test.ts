/** The worker pool: every row once, on any number of threads; stops, reports, survives what happens to workers. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { DeviceError } from "../../src/expr/errors.ts";
import { dismiss, killWorker } from "../../src/run/threads/workers.ts";
import { defaultHeap } from "../../src/run/threads/default_heap.ts";
import { Heap } from "../../src/run/memory/heap.ts";
import { mainThreads, runJob } from "../../src/run/threads/pool.ts";
import { job, pieces, slowSquares } from "./pool_kernels.ts";

/** Turns of the slow loop in about 1 ms. */
const millisecond = 3_000_000;

const heap = new Heap();
const kernel = slowSquares(heap);

/** Zeroed room for `rows` doubles. */
function room(rows: number): number {
  const pointer = heap.allocate(8 * rows);
  heap.f64(pointer, rows).fill(0);
  return pointer;
}

/** Each row must have been run `times` times: the kernel adds row² + 1. */
function assertSquares(pointer: number, rows: number, times = 1): void {
  const expected = Float64Array.from({ length: rows }, (_, row) => times * (row ** 2 + 1));
  assertEquals(heap.f64(pointer, rows).slice(), expected);
}

/** Computes long enough that `workers` workers have started. */
async function startWorkers(workers: number): Promise<void> {
  const rows = 25 * (workers + 1), out = room(rows);
  const long = job(kernel, pieces(out, { rows, size: 1, turns: millisecond }));
  await runJob(heap, long, { threads: workers + 1 });
  assertSquares(out, rows);
  heap.free(out);
}

for (const threads of [1, 2, 7]) {
  Deno.test(`on ${threads} threads each row runs exactly once`, async () => {
    await startWorkers(threads - 1);
    const rows = 1003, out = room(rows);
    let status = 0;
    for (const [size, rowsAtOnce] of [[1, 1], [10, 3], [64, 64], [500, 7], [2000, 100]] as const) {
      heap.f64(out, rows).fill(0);
      const small = job(kernel, pieces(out, { rows, size, turns: 2000 }), rowsAtOnce);
      status |= await runJob(heap, small, { threads });
      assertSquares(out, rows);
    }
    // the kernel returns 1 << (first row of the call mod 8)
    assertEquals(status, 255);
    heap.free(out);
    assertEquals(heap.used, 0);
  });
}

Deno.test("a job without pieces or rows is done at once", async () => {
  for (const threads of [1, 4]) {
    assertEquals(await runJob(heap, job(kernel, []), { threads }), 0);
    const empty = [0, 1, 2].map(() => ({
      ...pieces(0, { rows: 1, size: 1, turns: 1 })[0]!,
      rowEnd: 0,
    }));
    assertEquals(await runJob(heap, job(kernel, empty), { threads }), 0);
  }
});

Deno.test("an abort stops all threads soon, and then nothing is written any more", async () => {
  for (const threads of [1, 2, 3]) {
    await startWorkers(threads - 1);
    const rows = 20_000, out = room(rows);
    const long = job(kernel, pieces(out, { rows, size: 100, turns: millisecond }));
    const stop = new AbortController();
    let stopped = 0;
    setTimeout(() => {
      stopped = performance.now();
      stop.abort(new Error("enough"));
    }, 60);
    await assertRejects(
      () => runJob(heap, long, { threads, signal: stop.signal }),
      Error,
      "enough",
    );
    const late = performance.now() - stopped;
    assert(late < 250, `stopped after ${late} ms`);
    const after = heap.f64(out, rows).slice();
    assert(after[0]! > 0, "some work was done");
    await new Promise((resolve) => setTimeout(resolve, 30));
    assertEquals(heap.f64(out, rows).slice(), after);
    heap.free(out);
    assertEquals(heap.used, 0);
  }
});

Deno.test("an aborted signal keeps a job from starting, also in the queue", async () => {
  const rows = 60, out = room(rows);
  const long = job(kernel, pieces(out, { rows, size: 3, turns: millisecond }));
  const first = runJob(heap, long, { threads: 2 });
  const stop = new AbortController();
  const second = runJob(heap, long, { threads: 2, signal: stop.signal });
  stop.abort(new Error("not any more"));
  const start = performance.now();
  await assertRejects(() => second, Error, "not any more");
  assert(performance.now() - start < 100);
  await assertRejects(
    () => runJob(heap, long, { threads: 1, signal: stop.signal }),
    Error,
    "not any more",
  );
  await first;
  assertSquares(out, rows);
  heap.free(out);
});

Deno.test("progress rises from 0 to 1", async () => {
  for (const threads of [1, 2]) {
    const rows = 200, out = room(rows), seen: number[] = [];
    const long = job(kernel, pieces(out, { rows, size: 20, turns: millisecond }));
    await runJob(heap, long, { threads, onProgress: (fraction) => void seen.push(fraction) });
    assert(seen.length > 3, `${seen.length} reports`);
    assert(seen.every((fraction, t) => fraction >= (seen[t - 1] ?? 0)), String(seen));
    assertEquals(seen[seen.length - 1], 1);
    heap.free(out);
  }
});

Deno.test("a report that throws rejects the job, and the pool goes on", async () => {
  const rows = 200, out = room(rows);
  const long = job(kernel, pieces(out, { rows, size: 2, turns: millisecond }));
  const onProgress = () => {
    throw new Error("no reports, please");
  };
  await assertRejects(() => runJob(heap, long, { threads: 2, onProgress }), Error, "no reports");
  heap.free(out);
  await startWorkers(1);
});

Deno.test("timers and other tasks go on during a job", async () => {
  const rows = 200, out = room(rows);
  let ticks = 0;
  const timer = setInterval(() => ticks++, 10);
  const long = job(kernel, pieces(out, { rows, size: 2, turns: millisecond }));
  await runJob(heap, long, { threads: 1 });
  clearInterval(timer);
  assert(ticks > 3, `${ticks} ticks`);
  heap.free(out);
});

Deno.test("a worker that ends during a job rejects it with a DeviceError, and the next job has new workers", async () => {
  await startWorkers(2);
  const rows = 1000, out = room(rows);
  const long = job(kernel, pieces(out, { rows, size: 10, turns: millisecond }));
  setTimeout(() => killWorker(1), 50);
  await assertRejects(
    () => runJob(heap, long, { threads: 3 }),
    DeviceError,
    "evaluate again, or use threads: 1",
  );
  heap.free(out);
  await startWorkers(2);
});

Deno.test("a worker that ends between jobs is replaced quietly", async () => {
  await startWorkers(1);
  killWorker(0);
  await startWorkers(1);
  await startWorkers(1);
});

Deno.test("a trap comes back as a DeviceError with its message, from any thread, and the pool goes on", async () => {
  await startWorkers(1);
  const rows = 100, out = room(rows);
  const bad = pieces(-16, { rows: 1, size: 1, turns: 1 });
  // who traps is who comes second; what a worker reports is text, what this thread throws is at hand as the cause
  const inWorkers: boolean[] = [];
  for (const threads of [1, 2, 2, 2, 2, 2, 2, 2, 2]) {
    const good = pieces(out, { rows, size: rows, turns: millisecond / 10 });
    const error = await assertRejects(
      () => runJob(heap, job(kernel, [...good, ...bad]), { threads }),
      DeviceError,
      "out of bounds",
    );
    inWorkers.push(!(error.cause instanceof WebAssembly.RuntimeError));
  }
  assertEquals(inWorkers[0], false);
  assert(inWorkers.includes(true));
  heap.free(out);
  assertEquals(heap.used, 0);
  await startWorkers(1);
});

Deno.test("a thousand small jobs take little time", async () => {
  await startWorkers(1);
  const rows = 8, out = room(rows);
  const small = job(kernel, pieces(out, { rows, size: 1, turns: 100 }));
  const start = performance.now();
  for (let t = 0; t < 1000; t++) await runJob(heap, small, { threads: 2 });
  const time = performance.now() - start;
  assertSquares(out, rows, 1000);
  assert(time < 1000, `${time} ms`);
  heap.free(out);
});

Deno.test("jobs that are started together do not mix", async () => {
  await startWorkers(2);
  const rows = 40;
  const outs = Array.from({ length: 24 }, () => room(rows));
  const kernels = [kernel, slowSquares(heap), slowSquares(heap)];
  await Promise.all(outs.map((out, t) => {
    const one = job(kernels[t % 3]!, pieces(out, { rows, size: 3, turns: millisecond / 20 }));
    return runJob(heap, one, { threads: 1 + t % 4 });
  }));
  for (const out of outs) {
    assertSquares(out, rows);
    heap.free(out);
  }
});

Deno.test("more kernels than workers keep", async () => {
  await startWorkers(1);
  const rows = 4, out = room(rows);
  const kernels = Array.from({ length: 150 }, () => slowSquares(heap));
  for (const one of [...kernels, ...kernels]) {
    await runJob(heap, job(one, pieces(out, { rows, size: 1, turns: 20_000 })), { threads: 2 });
  }
  assertSquares(out, rows, 300);
  heap.free(out);
});

Deno.test("workers reach what the heap has grown by", async () => {
  await startWorkers(1);
  const before = heap.size, rows = 200;
  const large = heap.allocate(50 * 2 ** 20), out = room(rows);
  assert(out > before);
  const long = job(kernel, pieces(out, { rows, size: 1, turns: millisecond / 8 }));
  await runJob(heap, long, { threads: 2 });
  assertSquares(out, rows);
  heap.free(out);
  heap.free(large);
});

Deno.test("the default heap is given up when it is large and empty, and workers follow", async () => {
  const first = defaultHeap();
  const pointer = first.allocate(100 * 2 ** 20);
  assertEquals(defaultHeap(), first);
  first.free(pointer);
  const second = defaultHeap();
  assert(second !== first);
  const small = second.allocate(8);
  second.free(small);
  assertEquals(defaultHeap(), second);
  for (const other of [second, heap, second]) {
    const rows = 60, out = other.allocate(8 * rows);
    other.f64(out, rows).fill(0);
    const long = job(slowSquares(other), pieces(out, { rows, size: 1, turns: millisecond }));
    await runJob(other, long, { threads: 2 });
    const expected = Float64Array.from({ length: rows }, (_, row) => row ** 2 + 1);
    assertEquals(other.f64(out, rows).slice(), expected);
    other.free(out);
  }
});

Deno.test("the memory of heaps that were given up is given back, also by workers", async () => {
  const before = Deno.memoryUsage().rss, bytes = 100 * 2 ** 20;
  const there = () => (Deno.memoryUsage().rss - before) / bytes;
  // when memory is given back is up to the engine, so it has three times as long as it mostly needs
  let made = 0;
  while (made < 12 || (made < 36 && there() >= 7)) {
    const own = defaultHeap(), rows = 30, out = own.allocate(bytes);
    own.u8(out, bytes).fill(1);
    const long = job(slowSquares(own), pieces(out, { rows, size: 1, turns: millisecond }));
    await runJob(own, long, { threads: 2 });
    own.free(out);
    made++;
  }
  assert(there() < 7, `${there()} heaps of ${made} are still there`);
});

Deno.test("an unshared heap computes on one thread", async () => {
  const own = new Heap({ shared: false });
  assertEquals(own.shared, false);
  const rows = 50, out = own.allocate(8 * rows);
  own.f64(out, rows).fill(0);
  await runJob(own, job(slowSquares(own), pieces(out, { rows, size: 1, turns: 10 })), {
    threads: 4,
  });
  assertEquals(own.f64(out, rows)[7], 50);
});

Deno.test("where workers cannot start one thread does all", async () => {
  const { process } = globalThis as unknown as {
    process: { getBuiltinModule: (name: string) => unknown };
  };
  const original = process.getBuiltinModule;
  class Forbidden {
    constructor() {
      throw new Error("Forbidden");
    }
  }
  dismiss();
  process.getBuiltinModule = () => ({ Worker: Forbidden });
  try {
    await startWorkers(3);
  } finally {
    process.getBuiltinModule = original;
    dismiss();
  }
  await startWorkers(1);
});

Deno.test("there is at least one thread", () => {
  assert(Number.isInteger(mainThreads()) && mainThreads() >= 1);
});
