/**
 * A worker may end in any unit of work of any step: what the step had done so far counts for nothing, also where the thread
 * goes on writing, and the results have the bits of an undisturbed run.
 */
import { nativeSteps } from "../../src/run/cpu/native_steps.ts";
import {
  gaussianMixture,
  gradient,
  logDetEntropy,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";
import { inputOver } from "../../src/expr/array.ts";
import { axisOf, indexSet } from "../../src/expr/axes.ts";
import { orderOf, runningSum } from "../../src/expr/build.ts";
import type { Node } from "../../src/expr/node.ts";
import { nodes } from "../../src/expr/simplify.ts";
import { type Planned, planned } from "../../src/run/face/cache.ts";
import { arraysOf, sizesOf } from "../../src/run/face/numbers.ts";
import { WorkerEnded } from "../../src/run/threads/pool.ts";
import { newRefusals } from "../../src/run/cpu/trial_verdicts.ts";
import { readsLogs } from "../../kernels/program/single.ts";
import { conducting } from "../../src/run/conduct/conductor.ts";
import { progressTo } from "../../src/run/conduct/progress.ts";
import { hostOf } from "../../src/run/cpu/host.ts";
import type { Setting } from "../../src/run/cpu/session.ts";
import { sessionsOf } from "../../src/run/cpu/sessions.ts";
import { runAlone } from "../../src/run/cpu/unit_runs.ts";
import { longestCall, type Unit } from "../../src/run/cpu/units.ts";
import { assert, assertEquals } from "@std/assert";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { bitsOf } from "../support/results.ts";
import { nodeList } from "../support/nodes.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

/** Runs a plan; a worker ends in unit `at`, counted from 0, if that is given. Also says how many units there were. */
function run(made: Planned, options: Partial<Setting>, at?: number) {
  const { plan, kernels } = made, sizes = sizesOf(made);
  const setting: Setting = {
    plan,
    kernels,
    sizes,
    least: 0,
    native: nativeSteps,
    unordered: true,
    skip: true,
    precision: "f64",
    leastSingle: 0,
    longest: longestCall,
    ...options,
  };
  const sessions = sessionsOf(setting);
  const host = hostOf(setting, sessions, () => {}), progress = progressTo(undefined);
  const requests = conducting<Unit>({ ...setting, host, progress, warn: () => {} }, arraysOf(made));
  let units = 0;
  for (let request = requests.next(0);;) {
    if (request.done === true) {
      sessions.dispose();
      return { results: request.value, units };
    }
    const unit = request.value;
    assert(typeof unit !== "function", "Expected nothing to wait for");
    if (unit === undefined) {
      request = requests.next(0);
      continue;
    }
    const heap = sessions.heap();
    if (units++ !== at) request = requests.next(runAlone(unit, heap));
    else {
      const { pieces } = unit;
      runAlone({ ...unit, pieces: pieces.slice(0, Math.ceil(pieces.length / 2)) }, heap);
      heap.retire();
      request = requests.throw(new WorkerEnded("A worker has ended"));
      // slices between which the numbers are moved; then its thread goes on
      while (request.done !== true && request.value === undefined) request = requests.next(0);
      assert(sessions.heap() !== heap);
      runAlone(unit, heap);
    }
  }
}

const random = randomNumbers(3);
const means = (k: number, d: number) => times(k, () => times(d, () => 6 * random()));
const p = gaussianMixture({ means: means(120, 2), variances: times(120, () => 0.5 + random()) });
const bound = pairwiseEntropy(p, { distance: "kl" });
const symmetric = pairwiseEntropy(p, { distance: "bhattacharyya" });
const { value } = monteCarloEntropy(p, { samples: 500, seed: 2 });
const line = axisOf(indexSet("component", "i", 3000));
const x = inputOver({ data: Float64Array.from(times(3000, random)), shape: [3000] }, "x", [line]);
const scanned = nodes.exp(nodes.sin(x));
const both = (one: Node) => [one, gradient(one, p).means];

// so far apart in floats that gradients, and with them the log-sum-exps before, are done again in double precision
const spread = gaussianMixture({ means: times(150, () => [6000 * random()]), variance: 1 });
const far = pairwiseEntropy(spread, { distance: "kl" });
// so collinear that doubles lose the digits of the matrix, which is then computed in twice the precision
const rows = times(300, () => random()).map((t) => [1e9 * t, 1e9 * t + random()]);
const logDet = logDetEntropy(rows, { beta: 1 });

// so many, so far apart, that most blocks of pairs are skipped
const grains = gaussianMixture({ means: times(8200, () => [1e4 * random()]), variance: 1 });
const sparse = pairwiseEntropy(grains, { distance: "kl" });

const cases: { readonly [name: string]: readonly [readonly Node[], Partial<Setting>] } = {
  "pairs and gradients": [nodeList(both(nodeOf(bound))), { unordered: false }],
  "unordered pairs": [nodeList(both(nodeOf(symmetric))), {}],
  "single precision": [nodeList(both(nodeOf(symmetric))), { precision: "f32" }],
  "single precision that is refused": [[nodeOf(far), nodeOf(gradient(far, spread).means)], {
    precision: "f32",
  }],
  "twice the precision": [[nodeOf(logDet), ...nodeList(both(nodeOf(bound)))], { unordered: false }],
  "draws, whose components are found by running sums": [nodeList(both(nodeOf(value))), {}],
  "far blocks that are skipped, and gradients": [[
    nodeOf(sparse),
    nodeOf(gradient(sparse, grains).means),
  ], {}],
  "running sums and orders, in place": [[runningSum(line, scanned), orderOf(line, scanned)], {}],
};

for (const [name, [outputs, options]] of Object.entries(cases)) {
  Deno.test(`a worker ends in any unit of ${name}: the bits stay`, () => {
    const made = planned(outputs), { results, units } = run(made, options);
    const expected = bitsOf(results);
    assert(units > 0);
    // some of them, where there are hundreds
    const step = Math.ceil(units / 40);
    for (let at = 0; at < units; at += step) {
      assertEquals(bitsOf(run(made, options, at).results), expected, `unit ${at} of ${units}`);
    }
  });
}

Deno.test("a sweep that has begun in double precision counts as half there until it is done", () => {
  const { kernels } = planned([nodeOf(far), nodeOf(gradient(far, spread).means)]);
  const steps = kernels.map((kernel) => ({
    kernel,
    roundedCopies: kernel.lane === null ? undefined : [],
  }));
  const shares = kernels.find((one) => kernels.some((other) => readsLogs(one, other)))!;
  const logs = kernels.find((one) => readsLogs(shares, one))!;
  const refusals = newRefusals(steps);
  refusals.keep(logs);
  assertEquals(refusals.before(shares), [logs]);
  refusals.add(logs, "a reason");
  // a worker ends here: the step that takes shares begins again, and must find both
  assertEquals([refusals.before(shares), refusals.inherited(shares)], [[logs], "a reason"]);
  refusals.done(logs);
  assertEquals([refusals.before(shares), refusals.inherited(shares)], [[], "a reason"]);
});
