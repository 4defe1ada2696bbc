/** Aborts, worker threads that die and calls at the same time: what is not hit by a fault is as if there was none. */
import fc from "fast-check";
import { compile, DeviceError, evaluate, type EvaluateOptions, type Expr } from "../mod.ts";
import { gradient, kdeEntropy, monteCarloEntropy, pairwiseEntropy } from "../mod.ts";
import { killWorker } from "../src/run/threads/workers.ts";
import { defaultHeap } from "../src/run/threads/default_heap.ts";
import { toMixture } from "../tests/support/entries.ts";
import { draw } from "../tests/support/random_mixtures.ts";
import { type Check, hunt, type Note } from "./hunt.ts";

/** One call, and what happens to it. */
interface Call {
  /** Which of the works. */
  readonly work: number;
  readonly threads: number;
  /** Milliseconds from the start of all calls. */
  readonly abortAfter: number | null;
  /** So many reports of progress. */
  readonly abortAt: number | null;
  /** Milliseconds until a worker thread is terminated. */
  readonly killAfter: number | null;
}

const call: fc.Arbitrary<Call> = fc.record({
  work: fc.nat(11),
  threads: fc.integer({ min: 1, max: 4 }),
  abortAfter: fc.option(fc.nat(40)),
  abortAt: fc.option(fc.nat(6)),
  killAfter: fc.option(fc.nat(40), { freq: 2 }),
});

/** Something to compute, again and again. */
interface Work {
  readonly run: (options: EvaluateOptions) => Promise<unknown>;
  /** The numbers of a run that nothing disturbs. */
  readonly quiet: unknown;
}

let works: Promise<readonly Work[]> | undefined;

/** Ten to a hundred milliseconds each, with and without a plan that is kept, on all parts of the machinery. */
async function makeWorks(): Promise<readonly Work[]> {
  const p = toMixture(draw({ structure: "spherical", k: 1500, d: 3, seed: 1 }));
  const q = toMixture(draw({ structure: "covariances", k: 200, d: 4, seed: 2 }));
  const r = toMixture(draw({ structure: "boxes", k: 1200, d: 2, seed: 3 }));
  const s = toMixture(draw({ structure: "variance", k: 2500, d: 2, seed: 4 }));
  const kl = pairwiseEntropy(p, { distance: "kl" });
  const records: readonly { readonly [name: string]: Expr }[] = [
    { kl },
    gradient(pairwiseEntropy(p, { distance: "bhattacharyya" }), p),
    { ...gradient(pairwiseEntropy(q, { distance: "kl" }), q), value: kdeEntropy(q) },
    { value: pairwiseEntropy(r, { distance: "elk" }) },
    { ...monteCarloEntropy(s, { samples: 3000, seed: 5 }) },
    { kde: kdeEntropy(s), kl: pairwiseEntropy(s, { distance: "kl" }) },
  ];
  const runs = records.flatMap((record) => {
    const plan = compile(record, { inputs: [] });
    return [
      (options: EvaluateOptions): Promise<unknown> => evaluate(record, options),
      (options: EvaluateOptions): Promise<unknown> => plan.run([], options),
    ];
  });
  const made: Work[] = [];
  for (const run of runs) made.push({ run, quiet: await run({ threads: 1 }) });
  return made;
}

/** What the process holds. */
interface Held {
  /** Bytes of the script's heap and of what it refers to. */
  readonly script: number;
  /** Bytes of WebAssembly memory. */
  readonly heap: number;
  readonly threads: number;
}

/** What was held once all works had run with all that may happen to them. */
let before: Held | undefined;
let tried = 0;
/** Inputs after which a process has all that it needs: workers, modules, memory. */
const warm = 20;
/** Bytes that garbage may differ by, and threads that come and go: those of the runtime, and a worker that leaves. */
const most = { script: 8e6, heap: 64e6, threads: 8 };

export const faults = hunt({
  name: "faults",
  law:
    "aborts, deaths of workers and calls at the same time leave the bits of a quiet run, and nothing behind",
  share: 3,
  inputs: fc.array(call, { minLength: 1, maxLength: 6 }),
  paste: (calls) => JSON.stringify(calls),
  holdsFor: async (calls, check, note) => {
    const all = await (works ??= makeWorks());
    await Promise.all(calls.map((one, t) => disturbed(all, { one, calls, t }, check, note)));
    for (const work of new Set(calls.map((one) => one.work))) {
      const { run, quiet } = all[work]!;
      isQuiet(await run({ threads: 2 }), quiet, "afterwards", check);
    }
    if (++tried === warm) before = await held();
  },
  end: async (check) => {
    if (before === undefined) return;
    const after = await held();
    for (const what of ["script", "heap", "threads"] as const) {
      check(
        after[what] <= before[what] + most[what],
        () => `Expected ${what} not to grow from ${before![what]}, got ${after[what]}`,
      );
    }
  },
});

/** One call among others: its value is that of a quiet run, or it says why there is none. */
async function disturbed(
  works: readonly Work[],
  { one, calls, t }: { readonly one: Call; readonly calls: readonly Call[]; readonly t: number },
  check: Check,
  note: Note,
): Promise<void> {
  const { work, threads, abortAfter, abortAt, killAfter } = one;
  const { run, quiet } = works[work]!;
  const stop = new AbortController(), reason = new Error(`call ${t} was stopped`);
  const timers: ReturnType<typeof setTimeout>[] = [];
  if (abortAfter !== null) timers.push(setTimeout(() => stop.abort(reason), abortAfter));
  if (killAfter !== null) timers.push(setTimeout(() => killWorker(t % 3), killAfter));
  let reports = 0;
  const onProgress = abortAt === null
    ? undefined
    : () => void (reports++ === abortAt && stop.abort(reason));
  if (calls.length > 1) note("evaluations at the same time");
  try {
    const value = await run({ threads, signal: stop.signal, onProgress });
    isQuiet(value, quiet, "among others", check);
  } catch (error) {
    const isOwn = error === reason;
    const isDeath = error instanceof DeviceError &&
      error.message.startsWith("A worker thread ended") &&
      calls.some((other) => other.killAfter !== null);
    if (!isOwn && !isDeath) throw error;
    check(isOwn || isDeath, () => "");
    note(isOwn ? "aborts" : "deaths");
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

function isQuiet(value: unknown, quiet: unknown, when: string, check: Check): void {
  check(
    isSame(value, quiet),
    () => `Expected the bits of a quiet run ${when}, got ${JSON.stringify(value)?.slice(0, 300)}`,
  );
}

/** Whether two results hold the same bits. */
function isSame(x: unknown, y: unknown): boolean {
  if (typeof x !== "object" || typeof y !== "object" || x === null || y === null) {
    return Object.is(x, y);
  }
  const names = Object.keys(x);
  const [a, b] = [x, y] as { readonly [name: string]: unknown }[];
  return names.length === Object.keys(y).length &&
    names.every((name) => isSame(a![name], b![name]));
}

async function held(): Promise<Held> {
  const { gc } = globalThis as { readonly gc?: () => void };
  for (let t = 0; t < 4; t++) {
    gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, external } = Deno.memoryUsage();
  return {
    // without a garbage collection on demand nothing can be said
    script: gc === undefined ? 0 : heapUsed + external,
    heap: defaultHeap().size,
    threads: threadCount(),
  };
}

/** The threads of this process, where the system says it. */
function threadCount(): number {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    return Number(/^Threads:\s*(\d+)/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
