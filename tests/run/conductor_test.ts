/** One conductor for every device: whoever runs a sweep, whatever is in doubt or refused, a plan has the same results. */
import { unasked } from "../../src/run/cpu/refusal.ts";
import { gaussianMixture, gradient, pairwiseEntropy } from "../../mod.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { bindKernel } from "../../kernels/script/bind.ts";
import { readsOf, writesOf } from "../../kernels/ir/reads.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { type Buffer, cellCount } from "../../src/plan/types.ts";
import { conducting } from "../../src/run/conduct/conductor.ts";
import { progressTo } from "../../src/run/conduct/progress.ts";
import type { DeviceRunner } from "../../src/run/conduct/runners.ts";
import { hostOf } from "../../src/run/cpu/host.ts";
import type { Setting } from "../../src/run/cpu/session.ts";
import { sessionsOf } from "../../src/run/cpu/sessions.ts";
import { runAlone } from "../../src/run/cpu/unit_runs.ts";
import { longestCall, type Unit } from "../../src/run/cpu/units.ts";
import type { DenseArray } from "../../src/run/conduct/dense_array.ts";
import { executorFor } from "../../src/run/face/executor.ts";
import type { GpuSide } from "../../src/run/webgpu/gpu_side.ts";
import { planned } from "../../src/run/face/cache.ts";
import { arraysOf, sizesOf } from "../../src/run/face/numbers.ts";
import { usedDuring } from "../support/module_spy.ts";
import { assertRelative } from "../support/comparison.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { nodeList } from "../support/nodes.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const k = 9;

/** A bound and its gradients under full covariances: two sweeps over pairs, of which the second reads what the first makes. */
function lowered() {
  const random = randomNumbers(5);
  const p = gaussianMixture({
    means: times(k, () => times(2, () => 3 * random())),
    covariances: times(k, () => [[1 + random(), 0.2], [0.2, 1]]),
  });
  const value = pairwiseEntropy(p, { distance: "kl" });
  return planned([nodeOf(value), ...nodeList(Object.values(gradient(value, p)))]);
}

/** What a device of a test does. */
interface Behaviour {
  /** Rows in doubt of the t-th sweep that it runs; their numbers are spoiled. */
  readonly doubtful?: (t: number) => readonly number[];
  /** Whether it gives the t-th sweep that it is asked for back. */
  readonly refuses?: (t: number) => boolean;
  /** Whether its results come home at once. */
  readonly isBanded?: boolean;
}

const made = lowered(), { plan, kernels } = made, sizes = sizesOf(made);

/** A device with memory of its own, which runs sweeps by the script. */
function deviceOf(hostArray: (buffer: Buffer) => Float64Array, how: Behaviour, log: string[]) {
  const own = new Map<Buffer, Float64Array>(), kept = new Map<number, readonly number[]>();
  let asked = 0;
  const home = (step: number) => {
    for (const buffer of writesOf(kernels[step]!)) hostArray(buffer).set(own.get(buffer)!);
  };
  const device: DeviceRunner = {
    takes: (step) => isOverPairs(plan.steps[step]!),
    reads: (_step, buffer) => own.has(buffer),
    sweep: (step, isHome) => {
      const t = asked++;
      if (how.refuses?.(t)) return Promise.resolve({ kind: "refused", reason: "not here" });
      const kernel = kernels[step]!;
      for (const buffer of readsOf(kernel)) {
        assert(isHome(buffer) || own.has(buffer), "Expected what a sweep reads to be there");
      }
      const written = new Set(writesOf(kernel));
      const arrayOf = (buffer: Buffer) =>
        isHome(buffer) && !written.has(buffer) ? hostArray(buffer) : own.get(buffer)!;
      for (const buffer of writesOf(kernel)) {
        own.set(buffer, new Float64Array(cellCount(buffer.dims, sizes)));
      }
      bindKernel(kernel, sizes, arrayOf).run(0, k);
      const doubtful = how.doubtful?.(t) ?? [];
      for (const buffer of writesOf(kernel)) if (doubtful.length > 0) own.get(buffer)!.fill(NaN);
      const rows = doubtful.length > 0 ? times(k, (row) => row) : [];
      log.push(`sweep ${step}`);
      if (how.isBanded) {
        home(step);
        return Promise.resolve({ kind: "home", doubtful: rows });
      }
      kept.set(step, rows);
      return Promise.resolve({ kind: "kept" });
    },
    kept: () => kept.size,
    fetch: () => {
      log.push("fetch");
      const fetched = [...kept].sort(([s], [t]) => s - t).map(([step, doubtful]) => {
        home(step);
        return { step, doubtful };
      });
      kept.clear();
      own.clear();
      return Promise.resolve(fetched);
    },
    drop: () => void log.push("drop"),
  };
  return device;
}

/** The results of the plan, and what happened. */
async function run(how?: Behaviour) {
  const setting: Setting = {
    ...{
      plan,
      kernels,
      sizes,
      least: 0,
      native: unasked,
      unordered: false,
      skip: false,
      leastSingle: 0,
    },
    precision: "f64",
    longest: longestCall,
  };
  const sessions = sessionsOf(setting), log: string[] = [], shares: number[] = [];
  const host = hostOf(setting, sessions, () => {});
  const device = how && deviceOf(host.array, how, log);
  const warn = (message: string) => void log.push(message);
  const progress = progressTo((share) => void shares.push(share));
  const conducted = { ...setting, host, device, progress, warn };
  const requests = conducting<Unit>(conducted, arraysOf(made));
  try {
    for (let request = requests.next(0);;) {
      if (request.done === true) return { results: request.value, log, shares };
      const call = request.value;
      if (typeof call === "function") await call();
      progress.report(1);
      const status = typeof call === "object" ? runAlone(call, sessions.heap()) : 0;
      request = requests.next(status);
    }
  } finally {
    sessions.dispose();
  }
}

// the surer of two ways to a value is needed in no row of this mixture
const sweeps = plan.steps.flatMap((step, s) =>
  isOverPairs(step) && step.when?.isNot0 !== false ? [s] : []
);
const alone = await run();

Deno.test("a device's sweeps follow each other without a fetch, and the results are those of the host", async () => {
  assert(sweeps.length >= 2, "Expected a plan with a sweep that reads another's results");
  const { results, log } = await run({});
  assertEquals(results, alone.results);
  assertEquals(log.filter((line) => line.startsWith("sweep")), sweeps.map((s) => `sweep ${s}`));
  assertEquals(log.at(-1), "drop");
});

Deno.test("rows in doubt are done again by the host, and the sweeps that read them run again", async () => {
  // only the first sweep is in doubt: its readers, which have read spoiled numbers, are put back
  const { results, log } = await run({ doubtful: (t) => t === 0 ? [2] : [] });
  assertEquals(results, alone.results);
  assert(log.filter((line) => line.startsWith("sweep")).length > sweeps.length);
  assertEquals(
    log.filter((line) => line.startsWith("Single")),
    [
      `Single precision could not decide ${k} of the ${k} rows of a sweep; the CPU did them again in double precision`,
    ],
  );
});

Deno.test("whatever is in doubt, comes in bands or is refused, the results are those of the host", async () => {
  const random = randomNumbers(11);
  for (let t = 0; t < 40; t++) {
    const share = random(), isBanded = random() < 0.5;
    const doubts = times(50, () => random() < share / 2),
      refusals = times(50, () => random() < 0.3);
    const { results, log, shares } = await run({
      isBanded,
      doubtful: (n) => doubts[n] ? [0] : [],
      refuses: (n) => refusals[n]!,
    });
    assertEquals(results, alone.results, `case ${t}: ${log.join("; ")}`);
    assertEquals(shares, [...shares].sort((a, b) => a - b));
    assert(shares.at(-1)! <= 1);
  }
});

Deno.test("the processor's share of a plan with a device runs on generated code, also what the device gives back", async () => {
  const used = async (how: Behaviour) => {
    const gpu: GpuSide = {
      takes: (step) => isOverPairs(plan.steps[step]!),
      over: (arrayOf) => deviceOf(arrayOf, how, []),
      guarding: (run) => run(),
    };
    let results: readonly DenseArray[] = [];
    const { instances, calls } = await usedDuring(async () => {
      const executor = executorFor(made, sizes, { least: 0, unordered: false, gpu });
      const described = executor.describe();
      plan.steps.forEach((step, s) =>
        assertMatch(
          described[s]!,
          isOverPairs(step) ? /^made when it is needed/ : /^generated code/,
        )
      );
      results = await executor.execute(arraysOf(made), { threads: 1 });
      executor.dispose();
    });
    results.forEach(({ data }, t) =>
      data.forEach((x, at) => assertRelative(x, alone.results[t]!.data[at]!, 1e-11, `${t}, ${at}`))
    );
    assert(calls >= instances);
    return instances;
  };
  // each module has one instance over a heap: those of the first run are known in the second
  assertEquals(await used({}), plan.steps.filter((step) => !isOverPairs(step)).length);
  assertEquals(await used({ refuses: () => true }), sweeps.length);
});
