/** Thousands of expressions in one evaluation: what is alike has one plan, what is shared is computed once, nothing grows too large. */
import {
  compile,
  conditionalEntropy,
  DomainError,
  evaluate,
  explain,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  jointEntropy,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";
import { add, exp, log, mul, neg, sub, sum } from "../../ops.ts";
import { defaultHeap } from "../../src/run/threads/default_heap.ts";
import { programOf } from "../../src/run/face/program.ts";
import { flatten } from "../../src/run/face/structure.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { withClock } from "../support/clock.ts";
import { compiledDuring } from "../support/module_spy.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { assertRelative } from "../support/comparison.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { array, numbersOf, scalar } from "../support/results.ts";

const many = 5000;
/** Of what takes longer. */
const fewer = 1500;
/** ½ ln 2πe. */
const unitEntropy = 0.5 * Math.log(2 * Math.PI * Math.E);
/** What V8 compiles in a twentieth of a second or so. */
const mostBytes = 600_000;

const points = (k: number, seed: number) => {
  const random = randomNumbers(seed);
  return times(k, () => 6 * random());
};
const unitMixture = (at: readonly number[]) =>
  gaussianMixture({ means: at.map((x) => [x]), variance: 1 });

/** The pairwise estimate of equal components of variance 1 by definition, for D = δ²·c. */
function pairwise(at: readonly number[], c: number): number {
  const k = at.length;
  return at.reduce((total, x) => {
    const near = at.reduce((sum, y) => sum + Math.exp(-c * (x - y) ** 2) / k, 0);
    return total + (unitEntropy - Math.log(near)) / k;
  }, 0);
}

/** The slopes of the pairwise estimate with KL, D = δ²/2, in the means. */
function pairwiseSlopes(at: readonly number[]): number[] {
  const k = at.length, e = (x: number, y: number) => Math.exp(-((x - y) ** 2) / 2) / k;
  const near = at.map((x) => at.reduce((sum, y) => sum + e(x, y), 0));
  return at.map((x, i) =>
    at.reduce((sum, y, j) => sum + e(x, y) * (x - y) * (1 / near[i]! + 1 / near[j]!) / k, 0)
  );
}

Deno.test(`${many} independent mixtures have one plan, and its modules`, async () => {
  const all = times(many, (t) => points(5, t));
  let values: readonly number[] = [];
  const modules = await compiledDuring(async () => {
    const asked = all.map((at) => pairwiseEntropy(unitMixture(at), { distance: "kl" }));
    values = await evaluate(asked, { device: "cpu" });
  });
  all.forEach((at, t) => assertRelative(values[t]!, pairwise(at, 0.5), 1e-14, `value ${t}`));
  assert(modules.length <= 4, `${modules.length} modules`);
});

Deno.test(`${many} Chernoff alphas of one mixture have a plan of some of them, and modules of moderate size`, async () => {
  const at = points(9, 1), p = unitMixture(at);
  const alphas = times(many, (t) => (t + 1) / (many + 1));
  let values: readonly number[] = [];
  const modules = await compiledDuring(async () => {
    const asked = alphas.map((chernoff) => pairwiseEntropy(p, { distance: { chernoff } }));
    values = await evaluate(asked, { device: "cpu" });
  });
  alphas.forEach((alpha, t) => {
    const expected = pairwise(at, 0.5 * alpha * (1 - alpha));
    assertRelative(values[t]!, expected, 1e-13, `the value for ${alpha}`);
  });
  assert(modules.length <= 12, `${modules.length} modules`);
  assert(modules.every((bytes) => bytes < mostBytes), `${modules} bytes`);
});

Deno.test(`${fewer} Monte Carlo seeds of one mixture estimate its entropy, each as it does alone`, async () => {
  // components that lie on each other: a Gaussian, whose entropy is known
  const p = gaussianMixture({ means: [[1], [1]], variance: 1 });
  const ask = (seed: number) => monteCarloEntropy(p, { samples: 50, seed, form: "plain" });
  // of so many draws of 50 each some are far off, and say so
  const options = { device: "cpu", onWarning: () => {} } as const;
  const values = await evaluate(times(fewer, (seed) => ask(seed).value), options);
  const mean = values.reduce((sum, x) => sum + x, 0) / fewer;
  const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / fewer / fewer);
  assert(Math.abs(mean - unitEntropy) < 5 * spread, `${mean} ± ${spread}`);
  for (const seed of [0, 1, fewer / 2, fewer - 1]) {
    assertRelative(values[seed]!, await evaluate(ask(seed).value), 1e-13, `seed ${seed}`);
  }
  assertEquals(new Set(values).size, fewer);
});

Deno.test(`${fewer} gradients of as many mixtures`, async () => {
  const all = times(fewer, (t) => points(4, t));
  const asked = all.map((at) => {
    const p = unitMixture(at);
    return gradient(pairwiseEntropy(p, { distance: "kl" }), p).means!;
  });
  const slopes = await evaluate(asked, { device: "cpu" });
  all.forEach((at, t) => {
    const expected = pairwiseSlopes(at);
    slopes[t]!.data.forEach((x, i) => assertAlmostEquals(x, expected[i]!, 1e-14, `${t}, ${i}`));
  });
});

Deno.test("values and gradients of hundreds of alphas of one mixture, in lists of their own, belong together", async () => {
  const at = points(7, 3), p = unitMixture(at);
  const alphas = times(400, (t) => (t + 1) / 401);
  const values = alphas.map((chernoff) => pairwiseEntropy(p, { distance: { chernoff } }));
  const slopes = values.map((value) => gradient(value, p));
  const found = await evaluate({ values, slopes }, { device: "cpu" });
  for (const t of [0, 1, 57, 200, 399]) {
    const expected = pairwise(at, 0.5 * alphas[t]! * (1 - alphas[t]!));
    assertRelative(found.values[t]!, expected, 1e-13, `value ${t}`);
    const alone = await evaluate(slopes[t]!, { device: "cpu" });
    for (const name of ["means", "weights", "variance"] as const) {
      const slope = numbersOf(found.slopes[t]![name]);
      numbersOf(alone[name]).forEach((x, i) =>
        assertAlmostEquals(slope[i]!, x, 1e-13, `${name} ${t}`)
      );
    }
  }
});

/** Groups of numbers of components that differ, and what all estimators say of each. */
const groups = times(120, (t) => unitMixture(points(3 + t % 5, t)));
const asked = (ps: readonly Mixture[]) =>
  Object.fromEntries(ps.map((p, t) => [`group ${t}`, {
    ...estimatorsOf(p),
    draws: monteCarloEntropy(p, { samples: 200, seed: t }),
  }]));

Deno.test("groups of several sizes: each has the values that it has alone, whatever the threads", async () => {
  const record = asked(groups);
  const found = await evaluate(record, { device: "cpu" });
  assertEquals(await evaluate(record, { device: "cpu", threads: 1 }), found);
  for (const t of [0, 1, 64, 119]) {
    const alone = await evaluate(record[`group ${t}`]!, { device: "cpu" });
    // one plan of their own has other kernels than the plan of a group in no way
    assertEquals(found[`group ${t}`], alone);
  }
});

Deno.test("explain says how many parts there are, and shows each plan once", () => {
  const text = explain(asked(groups));
  assertStringIncludes(text, "120 parts, one after another, by 1 plan");
  assertStringIncludes(text, "plan 1, for each of 120 parts of 12 values:");
  assertEquals(text.split("\nsteps: ").length, 2);
});

Deno.test("groups take turns in the memory of one", async () => {
  const ask = (count: number) =>
    evaluate(times(count, (t) => kl(unitMixture(points(40, t)))), { device: "cpu" });
  const kl = (p: Mixture) => pairwiseEntropy(p, { distance: "kl" });
  await ask(1500);
  const heap = defaultHeap(), { size } = heap;
  await ask(6000);
  assert(defaultHeap() === heap && heap.size === size, `${heap.size - size} bytes more`);
});

Deno.test("other tasks of the program come in between thousands of short parts", async () => {
  const values = times(6000, (t) => jointEntropy(unitMixture(points(3, t))));
  let fired = false, seen = false;
  setImmediate(() => fired = true);
  const onProgress = (share: number) => seen ||= fired && share < 1;
  // all of it takes a hundred milliseconds, or less
  await withClock(1, () => evaluate(values, { device: "cpu", onProgress }));
  assert(seen);
});

Deno.test("progress never falls and ends at 1; a signal stops between parts", async () => {
  const record = asked(groups);
  const shares: number[] = [];
  await evaluate(record, { device: "cpu", onProgress: (share) => void shares.push(share) });
  assertEquals(shares.at(-1), 1);
  assert(shares.every((share, t) => share >= 0 && share <= 1 && share >= (shares[t - 1] ?? 0)));
  const stop = new AbortController();
  const reason = new Error("enough");
  const stopped = evaluate(record, {
    device: "cpu",
    signal: stop.signal,
    onProgress: () => stop.abort(reason),
  });
  assertEquals(await stopped.catch((error) => error), reason);
});

Deno.test("the message for a value that is no number has its path", async () => {
  const values = times(300, (t) => {
    const x = input([1 + t, 2, 3], { name: "x" });
    return times(4, (power) => log(sub(sum(exp(mul(power, neg(x)))), t === 211 ? 5 : 0)));
  });
  await assertRejects(
    () => evaluate({ values }),
    DomainError,
    "The value of values[211][0] is not a number",
  );
});

Deno.test("a compiled plan of hundreds of groups runs with new numbers, at once too", async () => {
  const xs = times(400, (t) => input(points(4, t), { name: `x${t}` }));
  const outputs = xs.map((x) => ({
    total: sum(exp(x)),
    middle: sum(mul(x, x)),
    slope: gradient(sum(exp(x)), x),
  }));
  const plan = compile(outputs, { inputs: xs });
  assert(programOf(flatten(outputs).map(({ node }) => node)).jobs.length === 400);
  const numbers = times(400, (t) => points(3 + t % 2, 1000 + t));
  const found = await plan.run(numbers, { device: "cpu" });
  assertEquals(plan.runSync(numbers), found);
  numbers.forEach((x, t) => {
    const { total, middle, slope } = found[t]!;
    assertRelative(total, x.reduce((sum, y) => sum + Math.exp(y), 0), 1e-14, `total ${t}`);
    assertRelative(middle, x.reduce((sum, y) => sum + y * y, 0), 1e-14, `middle ${t}`);
    slope.data.forEach((s, i) => assertRelative(s, Math.exp(x[i]!), 1e-14, `slope ${t}`));
  });
  // numbers that are left out are those of before
  const own = await plan.run();
  assertRelative(own[7]!.total, points(4, 7).reduce((sum, y) => sum + Math.exp(y), 0), 1e-14, "x7");
  assertStringIncludes(plan.explain(), "400 parts, one after another, by 1 plan");
});

Deno.test("one sum of a thousand estimates is one expression that fits", async () => {
  const at = points(6, 8), p = unitMixture(at);
  const alphas = times(1000, (t) => (t + 1) / 1001);
  let value = 0;
  const total = alphas.map((chernoff): Expr => pairwiseEntropy(p, { distance: { chernoff } }))
    .reduce((sum, one) => add(sum, one));
  const modules = await compiledDuring(async () => {
    value = scalar(await evaluate(total, { device: "cpu" }));
  });
  const expected = alphas.reduce((sum, alpha) => sum + pairwise(at, 0.5 * alpha * (1 - alpha)), 0);
  assertRelative(value, expected, 1e-12, "the sum");
  assert(modules.every((bytes) => bytes < mostBytes), `${modules} bytes`);
  assert(!explain(total).includes("too large"));
});

Deno.test("an expression that is asked for twice has two results", async () => {
  const all = times(900, (t) => unitMixture(points(3, t)));
  const values = all.flatMap((p) => [jointEntropy(p), conditionalEntropy(p), jointEntropy(p)]);
  const x = gradient(values[0]!, all[0]!).means!;
  const found = await evaluate([x, ...values, x], { device: "cpu" });
  const [first, last] = [found[0]!, found.at(-1)!];
  assertEquals(first.data, array(last).data);
  assert(first.data !== array(last).data);
  assertEquals(found.slice(1, 4), [
    unitEntropy + Math.log(3),
    unitEntropy,
    unitEntropy + Math.log(3),
  ]);
});
