/**
 * The states of rows in the open: a sweep fed from any list of rectangles has the values of the whole, states can be merged
 * and gone on from, and for one list of rectangles their bits do not depend on the threads.
 */
import { nativeSteps } from "../../src/run/cpu/native_steps.ts";
import { unasked } from "../../src/run/cpu/refusal.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Accumulator, Kernel } from "../../kernels/ir/kernel.ts";
import { lower } from "../../kernels/lower/lower.ts";
import {
  emptyStates,
  finishStates,
  mergeStates,
  type RowStates,
} from "../../kernels/program/row_states.ts";
import {
  elkEntropy,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  jointEntropy,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { add, log, sum } from "../../ops.ts";
import { inputOver } from "../../src/expr/array.ts";
import { axisOf, indexSet, sharedIndexSet } from "../../src/expr/axes.ts";
import { reduce, rename, sumOver } from "../../src/expr/build.ts";
import { nodes } from "../../src/expr/simplify.ts";
import { plan } from "../../src/plan/plan.ts";
import type { Buffer, Plan, Sizes } from "../../src/plan/types.ts";
import { finishTask } from "../../src/run/conduct/buffers.ts";
import { filled, sizesFor } from "../../src/run/conduct/inputs.ts";
import { copyingIn } from "../../src/run/conduct/layouts.ts";
import { atOnce } from "../../src/run/conduct/slices.ts";
import type { BoundStep } from "../../src/run/cpu/bound.ts";
import { twiceRun } from "../../src/run/cpu/computed_twice.ts";
import { type Rectangle, runRectangles } from "../../src/run/cpu/rectangles.ts";
import type { Requests } from "../../src/run/conduct/runners.ts";
import { openSession, type Session, type Setting } from "../../src/run/cpu/session.ts";
import { newRefusals } from "../../src/run/cpu/trial_verdicts.ts";
import { runUnit } from "../../src/run/cpu/unit_runs.ts";
import { type CallSize, longestCall, type Unit } from "../../src/run/cpu/units.ts";
import { flatten } from "../../src/run/face/structure.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const random = randomNumbers(5);

/** How sweeps run: by generated code, in calls of usual or of very few lanes, or by the script. */
interface Way {
  readonly native?: boolean;
  readonly threads?: number;
}

/** A plan in memory whose inputs are there. */
interface Opened {
  readonly session: Session;
  readonly plan: Plan;
  readonly kernels: readonly Kernel[];
  readonly sizes: Sizes;
}

function opened(expressions: Parameters<typeof flatten>[0], { native = true }: Way): Opened {
  const steps = plan(flatten(expressions).map(({ node }) => node)), kernels = lower(steps);
  const sizes = sizesFor(steps.views, new Map());
  const setting: Setting = {
    plan: steps,
    kernels,
    sizes,
    native: native ? nativeSteps : unasked,
    least: 0,
    unordered: false,
    skip: false,
    precision: "f64",
    leastSingle: Infinity,
    longest: longestCall,
  };
  const session = atOnce(openSession(setting));
  const arrays = filled(steps.views, new Map(), sizes);
  for (const buffer of steps.inputs) {
    if (buffer.source === undefined) continue;
    const { data } = arrays.get(buffer.source) ?? buffer.source;
    atOnce(copyingIn(buffer, sizes, data, () => session.bound.array(buffer)));
  }
  return { session, plan: steps, kernels, sizes };
}

/** Does what is asked for; gives what comes of it. */
async function driven<T>(
  requests: Requests<Unit, T>,
  { bound: { heap } }: Session,
  threads: number,
  cut: Partial<CallSize> = {},
): Promise<T> {
  for (let request = requests.next(0);;) {
    if (request.done === true) return request.value;
    const { value: unit } = request;
    const control = { threads, signal: undefined, breath: () => undefined, onProgress: undefined };
    request = requests.next(
      unit === undefined ? 0 : await runUnit({ ...unit, ...cut }, heap, Infinity, control),
    );
  }
}

/** Runs the steps of expressions, and has `look` see each sweep when its results are there. */
async function eachSweep(
  expressions: Parameters<typeof flatten>[0],
  way: Way,
  look: (step: BoundStep, made: Opened) => Promise<void>,
): Promise<void> {
  const made = opened(expressions, way), { session, plan, kernels, sizes } = made;
  try {
    const { bound, requests } = session;
    const refusals = newRefusals(bound.steps), twice = twiceRun({ plan, kernels }, sizes);
    for (const [index, { tasks }] of plan.steps.entries()) {
      await driven(requests.needed(index, { refusals, twice }), session, 1);
      const step = bound.steps[index]!;
      if (step.kernel.accumulators.length > 0) await look(step, made);
      for (const task of tasks) finishTask(task, sizes, bound.array(task.buffer));
    }
  } finally {
    session.close();
  }
}

/** What the states of rows stand for, an array for each accumulator. */
function valuesOf({ accumulators, ...kernel }: Kernel, states: RowStates): Float64Array[] {
  const results = new Map<Buffer, Float64Array>(
    accumulators.map(({ into }, t) => [into, new Float64Array(states[t]!.length / 2)]),
  );
  finishStates({ ...kernel, accumulators }, states, (buffer) => results.get(buffer)!);
  return [...results.values()];
}

/** Rows × lanes cut at random places, in a random order. */
function cut(whole: Rectangle, depth: number): Rectangle[] {
  if (depth === 0) return [whole];
  const { rowFirst, rowEnd, laneFirst, laneEnd } = whole;
  const at = (first: number, end: number) => first + Math.floor(random() * (end - first + 1));
  const row = at(rowFirst, rowEnd), lane = at(laneFirst, laneEnd);
  const parts = random() < 0.5
    ? [{ ...whole, rowEnd: row }, { ...whole, rowFirst: row }]
    : [{ ...whole, laneEnd: lane }, { ...whole, laneFirst: lane }];
  const all = parts.flatMap((part) => cut(part, depth - 1));
  return random() < 0.5 ? all : all.reverse();
}

const wholeOf = ({ rows, lanes }: BoundStep): Rectangle => ({
  rowFirst: 0,
  rowEnd: rows,
  laneFirst: 0,
  laneEnd: lanes,
});

function assertClose(got: Float64Array, wanted: Float64Array, about: string): void {
  const size = wanted.reduce(
    (most, x) => Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most,
    0,
  );
  got.forEach((x, at) => {
    const y = wanted[at]!;
    if (Object.is(x, y)) return;
    assert(Math.abs(x - y) <= 1e-12 * (size || 1), `${about}: ${x} at ${at}, expected ${y}`);
  });
}

function mixtures(k: number, d: number): { readonly [name: string]: Mixture } {
  const means = times(k, () => times(d, () => 5 * random()));
  const widths = times(k, () => times(d, () => 1 + random()));
  const weights = times(k, () => 0.5 + random()), total = weights.reduce((a, b) => a + b);
  const covariances = times(k, (c) => times(d, (i) => times(d, (j) => i === j ? 2 + c / k : 0.3)));
  return {
    diagonal: gaussianMixture({
      weights: weights.map((w) => w / total),
      means,
      variances: widths,
    }),
    full: gaussianMixture({ means, covariances }),
    boxes: uniformMixture({ centers: means, widths: widths.map((row) => row.map((x) => 3 * x)) }),
    batch: gaussianMixture({ means: [means, widths], variances: [widths, widths] }),
  };
}

/** What is asked of a mixture: values and gradients, so that all reductions are there, with cells and without. */
function askedOf(p: Mixture, isGaussian: boolean) {
  const bhattacharyya = pairwiseEntropy(p, { distance: "bhattacharyya" });
  const values = isGaussian
    ? [
      bhattacharyya,
      jointEntropy(p),
      elkEntropy(p),
      monteCarloEntropy(p, { samples: 70, seed: 1 }).value,
    ]
    : [bhattacharyya];
  const all = values.map((value) => sum(value)).reduce((x, y) => add(x, y));
  return { values, slopes: gradient(all, p) };
}

for (
  const [name, k, d] of [["diagonal", 37, 3], ["full", 21, 3], ["boxes", 37, 2], ["batch", 19, 2], [
    "full",
    11,
    20,
  ]] as const
) {
  for (const native of [true, false]) {
    const by = native ? "generated code" : "the script";
    Deno.test(`any rectangles give the values of the whole, by ${by}: ${name}, d = ${d}`, async () => {
      const seen = new Set<Accumulator["op"]>();
      let rolled = false;
      await eachSweep(
        askedOf(mixtures(k, d)[name]!, name !== "boxes"),
        { native },
        async (step, made) => {
          const { kernel } = step, { session, sizes } = made, { bound } = session;
          rolled ||= step.plain?.compiled.schedule.rolled === true;
          const sweep = { bound, step, sizes };
          const wanted = kernel.accumulators.map(({ into }) => bound.array(into).slice());
          for (const depth of [0, 1, 3, 5]) {
            const rectangles = cut(wholeOf(step), depth);
            const states = await driven(runRectangles(sweep, rectangles), session, 1);
            const again = await driven(runRectangles(sweep, rectangles), session, 2);
            assertEquals(again, states, "on two threads");
            valuesOf(kernel, states).forEach((values, t) => {
              const { op } = kernel.accumulators[t]!;
              assertClose(values, wanted[t]!, `${op} in ${rectangles.length} rectangles`);
              seen.add(op);
            });
          }
        },
      );
      assertEquals(rolled, native && d === 20);
      assert(seen.has("logSumExp") && seen.has("dot") || name === "boxes", [...seen].join());
    });
  }
}

Deno.test("states of different lanes merge, in any order, and can be gone on from", async () => {
  const asked = askedOf(mixtures(40, 3).diagonal!, true);
  for (const native of [true, false]) {
    await eachSweep(asked, { native }, async (step, { session, sizes }) => {
      const { kernel } = step, { bound } = session, sweep = { bound, step, sizes };
      const wanted = kernel.accumulators.map(({ into }) => bound.array(into).slice());
      const parts = cut(wholeOf(step), 3);
      const alone = [];
      let gone: RowStates | undefined;
      for (const part of parts) {
        alone.push(await driven(runRectangles(sweep, [part]), session, 1));
        const before = gone?.map((numbers) => numbers.slice());
        const next = await driven(runRectangles(sweep, [part], gone), session, 1);
        if (before !== undefined) assertEquals(gone, before, "what is gone on from stays");
        gone = next;
      }
      for (const order of [alone, alone.toReversed()]) {
        const merged = emptyStates(kernel, sizes);
        for (const states of order) mergeStates(kernel, merged, states);
        valuesOf(kernel, merged).forEach((values, t) => assertClose(values, wanted[t]!, "merged"));
      }
      // one after another is one list
      assertEquals(gone, await driven(runRectangles(sweep, parts), session, 1));
    });
  }
});

Deno.test("calls that are cut along their lanes go on where the states are", async () => {
  for (const [k, d] of [[37, 3], [11, 20]] as const) {
    await eachSweep(askedOf(mixtures(k, d).full!, true), {}, async (step, { session, sizes }) => {
      const { kernel } = step, { bound } = session, sweep = { bound, step, sizes };
      const wanted = kernel.accumulators.map(({ into }) => bound.array(into).slice());
      for (const lanesAtOnce of [1, 4, 10]) {
        const run = runRectangles(sweep, [wholeOf(step)]);
        const states = await driven(run, session, 1, { rowsAtOnce: 1, lanesAtOnce });
        valuesOf(kernel, states).forEach((values, t) => assertClose(values, wanted[t]!, "cut"));
      }
    });
  }
});

Deno.test("sums, maxima and log-sum-exps of known numbers, from rectangles whose cuts fall anywhere", async () => {
  // ln of whole numbers, far above and below what exp can hold from block to block
  const n = 1300, whole = times(n, () => 1 + Math.floor(1000 * random()));
  const x = input({ data: Float64Array.from(whole), shape: [n] });
  const axis = nodeOf(x).axes[0]!, exact = whole.reduce((a, b) => a + b);
  const asked = [
    nodeOf(sum(x)),
    reduce("max", axis, nodeOf(x)),
    reduce("logSumExp", axis, nodeOf(log(x))),
  ];
  const wanted = new Map<Accumulator["op"], number>([
    ["sum", exact],
    ["max", Math.max(...whole)],
    ["logSumExp", Math.log(exact)],
  ]);
  for (const native of [true, false]) {
    let seen = 0;
    await eachSweep(asked, { native }, async (step, { session, sizes }) => {
      const { kernel } = step;
      for (let depth = 0; depth < 6; depth++) {
        const list = cut(wholeOf(step), depth);
        const sweep = { bound: session.bound, step, sizes };
        const states = await driven(runRectangles(sweep, list), session, 1);
        valuesOf(kernel, states).forEach(([value], t) => {
          const { op } = kernel.accumulators[t]!;
          assertAlmostEquals(value!, wanted.get(op)!, op === "logSumExp" ? 1e-14 : 0);
          seen++;
        });
      }
    });
    assertEquals(seen, 18);
  }
});

/** The values of the last sweep of an expression, from rectangles of its lanes. */
async function fromRectangles(
  expression: Expr,
  native: boolean,
): Promise<{ values: Float64Array; into: Buffer; rolled: boolean }> {
  let found: Awaited<ReturnType<typeof fromRectangles>> | undefined;
  await eachSweep([expression], { native }, async (step, { session, sizes }) => {
    const sweep = { bound: session.bound, step, sizes };
    const states = await driven(runRectangles(sweep, cut(wholeOf(step), 4)), session, 1);
    const rolled = step.plain?.compiled.schedule.rolled === true;
    const [values] = valuesOf(step.kernel, states);
    found = { values: values!, into: step.kernel.accumulators[0]!.into, rolled };
  });
  return found!;
}

/** Inputs over components, at i and at i′, and over coordinates. */
function over(k: number, d: number, numbers: () => number) {
  const set = indexSet("component", "i", k), i = axisOf(set), j = axisOf(set, 1);
  const c = axisOf(sharedIndexSet("coordinate", "a", d));
  const data = Float64Array.from({ length: k * d }, numbers);
  const x = inputOver({ shape: [k, d], data }, "x", [i, c]);
  const lane = new Map([[i, j]]);
  const ofComponents = (given: readonly number[]) =>
    inputOver({ shape: [k], data: Float64Array.from(given) }, "w", [i]);
  return { x, data, there: (node: Expr) => rename(nodeOf(node), lane), j, ofComponents };
}

for (const d of [4, 300]) {
  Deno.test(`states with ${d} coordinates: maxima and weighted log-sum-exps, beside naive loops`, async () => {
    const k = 23, { x, data, there, j, ofComponents } = over(k, d, () => 6 * random() - 3);
    const weights = times(k, (t) => t % 5 === 0 ? 0 : random());
    const product = nodes.mul(x, there(x));
    const log = reduce("logSumExp", j, product, there(ofComponents(weights)));
    const top = reduce("max", j, product);
    for (const native of [true, false]) {
      for (const [op, expression] of [["logSumExp", log], ["max", top]] as const) {
        const { values, into, rolled } = await fromRectangles(expression, native);
        assertEquals(rolled, native && d === 300);
        const coordinatesFirst = into.order[0] !== 0;
        for (let row = 0; row < k; row++) {
          for (let at = 0; at < d; at++) {
            const terms = times(k, (t) => data[row * d + at]! * data[t * d + at]!);
            const wanted = op === "max"
              ? Math.max(...terms)
              : Math.log(terms.reduce((all, a, t) => all + weights[t]! * Math.exp(a), 0));
            const got = values[coordinatesFirst ? at * k + row : row * d + at]!;
            assertAlmostEquals(got, wanted, 1e-12, `${op} of row ${row}, coordinate ${at}`);
          }
        }
      }
    }
  });
}

Deno.test("rows that generated code doubts are fed again, all their rectangles in order", async () => {
  // ∞ under a weight of 0 is no part of a sum; generated code multiplies it and is in doubt
  const k = 31, { x, data, there, j, ofComponents } = over(k, 1, () => 1 + random());
  const zeros = new Set([3, 17]);
  const weights = times(k, (t) => zeros.has(t) ? 0 : random());
  const divisors = times(k, (t) => zeros.has(t) ? 0 : 1 + random());
  const terms = nodes.weigh(
    there(ofComponents(weights)),
    nodes.div(x, there(ofComponents(divisors))),
  );
  for (const native of [true, false]) {
    const { values } = await fromRectangles(sumOver(j, terms), native);
    for (let row = 0; row < k; row++) {
      const wanted = times(k, (t) => zeros.has(t) ? 0 : weights[t]! * data[row]! / divisors[t]!)
        .reduce((a, b) => a + b);
      assertAlmostEquals(values[row]!, wanted, 1e-13);
    }
  }
});

Deno.test("rows that no rectangle holds keep their states, and a rectangle beyond the sweep is named", async () => {
  const asked = [pairwiseEntropy(mixtures(9, 2).diagonal!, { distance: "kl" })];
  await eachSweep(asked, {}, async (step, { session, sizes }) => {
    const { kernel } = step, sweep = { bound: session.bound, step, sizes };
    const none = await driven(runRectangles(sweep, []), session, 1);
    assertEquals(none, emptyStates(kernel, sizes));
    const beyond = { ...wholeOf(step), laneEnd: step.lanes + 1 };
    assertThrows(
      () => runRectangles(sweep, [wholeOf(step), beyond]).next(0),
      RangeError,
      `Expected lanes from 0 to ${step.lanes} in rectangle 1, got 0 to ${step.lanes + 1}`,
    );
  });
});
