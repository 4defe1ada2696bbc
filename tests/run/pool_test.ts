/** The worker pool: every row once, on any number of threads; stops, reports, survives what happens to workers. */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { DeviceError } from "../../src/expr/errors.ts";
import { state, word } from "../../src/run/threads/shared_words.ts";
import { killWorker, workersFor } from "../../src/run/threads/workers.ts";
import { defaultHeap } from "../../src/run/threads/default_heap.ts";
import { Heap } from "../../src/run/memory/heap.ts";
import { mainThreads, runJob } from "../../src/run/threads/pool.ts";
import { always, withClock } from "../support/clock.ts";
import { usedDuring } from "../support/module_spy.ts";
import { job, pieces, slowSquares } from "./pool_kernels.ts";
import { withWorkers } from "./stand_in_workers.ts";

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

/** Computes until `count` workers have started and wait for work. */
async function startWorkers(count: number): Promise<void> {
  const rows = 20 * (count + 1), out = room(rows);
  const some = job(kernel, pieces(out, { rows, size: 1, turns: millisecond / 20 }));
  const started = () => {
    const { members, words } = workersFor(heap);
    return members.filter(({ at, alive }) => alive && Atomics.load(words, at + 1) === 1).length;
  };
  await withClock(always, async () => {
    let jobs = 0;
    do {
      await runJob(heap, some, { threads: count + 1 });
      assertSquares(out, rows, ++jobs);
    } while (started() < count && jobs < 10_000);
  });
  assert(started() >= count, `${started()} of ${count} workers have started`);
  heap.free(out);
}

/** Turns of the event loop while something runs. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  const count = () => {
    turns++;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  try {
    await work();
  } finally {
    clearImmediate(next);
  }
  return turns;
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

Deno.test("an abort stops all threads before their next calls, and then nothing is written any more", async () => {
  for (const threads of [1, 2, 3]) {
    await startWorkers(threads - 1);
    const rows = 20_000, out = room(rows);
    const done = () =>
      heap.f64(out, rows).reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
    const long = job(kernel, pieces(out, { rows, size: 100, turns: millisecond }));
    const stop = new AbortController();
    let before = NaN;
    const timer = setInterval(() => {
      if (done() < 30) return;
      clearInterval(timer);
      stop.abort(new Error("enough"));
      before = done();
    }, 1);
    await assertRejects(
      () => runJob(heap, long, { threads, signal: stop.signal }),
      Error,
      "enough",
    );
    const after = heap.f64(out, rows).slice(), more = done() - before;
    // each worker may be in a call, of one row
    assert(more <= threads - 1, `${more} rows more on ${threads} threads`);
    // whoever takes part in another job has left this one
    await startWorkers(threads - 1);
    assertEquals(heap.f64(out, rows).slice(), after);
    heap.free(out);
    assertEquals(heap.used, 0);
  }
});

Deno.test("an aborted signal keeps a job from starting, also in the queue", async () => {
  const rows = 60, out = room(rows);
  const long = job(kernel, pieces(out, { rows, size: 3, turns: millisecond }));
  let isDone = false;
  const first = runJob(heap, long, { threads: 2 }).finally(() => isDone = true);
  const stop = new AbortController();
  const second = runJob(heap, long, { threads: 2, signal: stop.signal });
  stop.abort(new Error("not any more"));
  await assertRejects(() => second, Error, "not any more");
  assert(!isDone, "it rejects while the job before it goes on");
  await assertRejects(
    () => runJob(heap, long, { threads: 1, signal: stop.signal }),
    Error,
    "not any more",
  );
  await first;
  assertSquares(out, rows);
  heap.free(out);
});

Deno.test("progress rises from 0 to 1, and is reported when ten milliseconds are over", async () => {
  const rows = 200, out = room(rows);
  const some = job(kernel, pieces(out, { rows, size: 20, turns: 1000 }));
  const reports = async (threads: number) => {
    const seen: number[] = [];
    const onProgress = (fraction: number) => void seen.push(fraction);
    await runJob(heap, some, { threads, onProgress });
    return seen;
  };
  // a call a millisecond
  const ten = Array.from({ length: rows / 10 }, (_, t) => 10 * (t + 1) / rows);
  assertEquals(await withClock(1, () => reports(1)), [...ten, 1]);
  const seen = await withClock(always, () => reports(2));
  assert(seen.every((fraction, t) => fraction >= (seen[t - 1] ?? 0)), String(seen));
  assertEquals(seen.at(-1), 1);
  heap.free(out);
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

Deno.test("timers and other tasks go on during a job, every ten milliseconds", async () => {
  const rows = 200, out = room(rows);
  const some = job(kernel, pieces(out, { rows, size: 2, turns: 1000 }));
  const turns = await withClock(1, () => turnsDuring(() => runJob(heap, some, { threads: 1 })));
  assertAlmostEquals(turns, rows / 10, 1);
  heap.free(out);
});

Deno.test("a worker that ends during a job rejects it with a DeviceError, and the next job has new workers", async () => {
  await startWorkers(2);
  const rows = 100_000, out = room(rows);
  const long = job(kernel, pieces(out, { rows, size: 10, turns: millisecond }));
  const { words, members } = workersFor(heap);
  let isKilled = false;
  const onProgress = () => {
    isKilled ||= Atomics.load(words, members[1]!.at) === state.running && killWorker(1);
  };
  await assertRejects(
    () => runJob(heap, long, { threads: 3, onProgress }),
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
  const rows = 4, out = room(rows);
  const good = pieces(out, { rows, size: 2, turns: 1000 });
  const bad = pieces(-16, { rows: 1, size: 1, turns: 1 });
  const { words } = workersFor(heap);
  // after its first call this thread waits until the worker has claimed all other pieces
  const onProgress = () => {
    for (let looks = 0; Atomics.load(words, word.next) < 3 && looks < 1e9; looks++);
  };
  for (const threads of [1, 2]) {
    const { cause } = await withClock(always, () =>
      assertRejects(
        () =>
          runJob(heap, job(kernel, [...good, ...bad]), {
            threads,
            onProgress: threads === 1 ? undefined : onProgress,
          }),
        DeviceError,
        "out of bounds",
      ));
    // what a worker reports is text, what this thread throws is at hand as the cause
    assertEquals(cause instanceof WebAssembly.RuntimeError, threads === 1);
  }
  heap.free(out);
  assertEquals(heap.used, 0);
  await startWorkers(1);
});

Deno.test("a thousand small jobs start no worker, make no instance and take no turn of the event loop", async () => {
  await startWorkers(1);
  const rows = 8, out = room(rows);
  const small = job(kernel, pieces(out, { rows, size: 1, turns: 20_000 }));
  const { members } = workersFor(heap), before = [...members];
  const thousand = async () => {
    for (let t = 0; t < 1000; t++) await runJob(heap, small, { threads: 2 });
  };
  let turns = 0;
  // no time goes by: there is nothing to give way for, however busy the machine is
  const { instances } = await usedDuring(() =>
    withClock(0, async () => turns = await turnsDuring(thousand))
  );
  assertSquares(out, rows, 1000);
  assertEquals({ turns, instances }, { turns: 0, instances: 0 });
  assertEquals(workersFor(heap).members, before);
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
  // more than is kept
  const before = Deno.memoryUsage().rss, bytes = 70 * 2 ** 20;
  const there = () => (Deno.memoryUsage().rss - before) / bytes;
  // when memory is given back is up to the engine, so it has three times as long as it mostly needs
  let made = 0;
  while (made < 12 || (made < 36 && there() >= 7)) {
    const own = defaultHeap(), rows = 30, out = own.allocate(bytes);
    own.u8(out, bytes).fill(1);
    const some = job(slowSquares(own), pieces(out, { rows, size: 1, turns: millisecond / 5 }));
    await withClock(always, () => runJob(own, some, { threads: 2 }));
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
  const rows = 100, out = room(rows);
  const some = job(kernel, pieces(out, { rows, size: 1, turns: 1000 }));
  const forbidden = () => {
    throw new Error("Forbidden");
  };
  await withWorkers(
    forbidden,
    () => withClock(always, async () => void await runJob(heap, some, { threads: 4 })),
  );
  assertSquares(out, rows);
  heap.free(out);
  await startWorkers(1);
});

Deno.test("there is at least one thread", () => {
  assert(Number.isInteger(mainThreads()) && mainThreads() >= 1);
});
