/** No kernel grows beyond what engines compile well: sweeps of many values are cut, and a formula that cannot be cut is interpreted. */
import {
  evaluate,
  explain,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  type Mixture,
  type PairFunction,
  pairwiseEntropy,
} from "../../mod.ts";
import { add, div, exp, mul, neg, square, sub, sum, sumOverCoordinates, tanh } from "../../ops.ts";
import { checkFit, fit, type Lowered, wasmBudget } from "../../kernels/lower/fit.ts";
import { lower } from "../../kernels/lower/lower.ts";
import { singleKernels } from "../../kernels/program/single.ts";
import { partOf } from "../../kernels/lower/part.ts";
import { generateWithin } from "../../kernels/wasm/tiles/within_limits.ts";
import { printSweep } from "../../kernels/wgsl/print.ts";
import { factsOf } from "../../kernels/wgsl/facts.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { plan } from "../../src/plan/plan.ts";
import { planned } from "../../src/run/face/cache.ts";
import { arraysOf, sizesOf } from "../../src/run/face/numbers.ts";
import { executorFor, type ExecutorOptions } from "../../src/run/face/executor.ts";
import { fittedForGpu } from "../../src/run/webgpu/fitted.ts";
import { defaultSchedule } from "../../src/run/webgpu/sweep_schedule.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { structures, toMixture } from "../support/entries.ts";
import { draw } from "../support/random_mixtures.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { assertRelative } from "../support/comparison.ts";
import { estimatorsOf, withSlopes } from "../support/estimators.ts";
import { resultsOnGpu } from "../support/webgpu_cases.ts";
import { numbersOf, withGpu } from "../support/webgpu_support.ts";
import { nodeList } from "../support/nodes.ts";
import { scalar } from "../support/results.ts";

const random = randomNumbers(11);
const full = (k: number, d: number) => toMixture(draw({ structure: "covariances", k, d, seed: 1 }));
const alphas = (p: Mixture, count: number) =>
  times(count, (t) => pairwiseEntropy(p, { distance: { chernoff: (t + 1) / (count + 1) } }));
const allWithSlopes = (p: Mixture, values: readonly Expr[]) =>
  values.flatMap((value) => withSlopes(value, p));

/** The plan of some expressions, all in one, before and after it is fitted. */
function lowered(outputs: readonly Expr[]): Lowered {
  const made = plan(nodeList(outputs));
  return { plan: made, kernels: lower(made) };
}

/** The results of a plan as numbers, one list for each output. */
function resultsOf(own: Lowered, outputs: readonly Expr[], options: ExecutorOptions) {
  const made = planned(nodeList(outputs));
  // `own` was made from the expressions themselves: its inputs and sets are theirs
  const executor = executorFor(own, new Map(), options);
  try {
    const given = new Map(
      [...arraysOf(made)].map(([stub, array]) => [made.sources.get(stub)!, array]),
    );
    return executor.executeSync(given).map(({ data }) => [...data]);
  } finally {
    executor.dispose();
  }
}

Deno.test("everything that can be asked of one mixture keeps the steps that it has", () => {
  for (const structure of structures) {
    const p = toMixture(draw({ structure, k: 3, d: 4, seed: 1 }));
    const outputs = allWithSlopes(p, Object.values(estimatorsOf(p)));
    const whole = lowered(outputs), fitted = fit(whole, wasmBudget);
    assertEquals([fitted.plan === whole.plan, fitted.kernels === whole.kernels], [true, true]);
  }
});

Deno.test("a plan of hundreds of values has kernels within the budget, each of which engines take", () => {
  const p = full(3, 2);
  for (const outputs of [alphas(p, 300), allWithSlopes(p, alphas(p, 60))]) {
    const whole = lowered(outputs), fitted = fit(whole, wasmBudget);
    assertThrows(() => checkFit(whole, wasmBudget), Error, "A kernel of");
    checkFit(fitted, wasmBudget);
    assert(fitted.plan.steps.length > whole.plan.steps.length + 5);
    for (const kernel of fitted.kernels) {
      assert(wasmBudget.sizeOf(kernel) <= wasmBudget.most);
      for (const relaxed of [false, true]) {
        const target = { shape: "f64x2", relaxed, shared: true } as const;
        const made = generateWithin(kernel, target);
        assert(made !== undefined && WebAssembly.validate(made.bytes));
        assert(made.bytes.length < 600_000, `${made.bytes.length} bytes`);
      }
    }
  }
});

Deno.test("a plan that is cut into single values computes the same, interpreted to the last bit", () => {
  const finest = { ...wasmBudget, most: 0, part: 1 };
  for (const structure of structures) {
    const p = toMixture(draw({ structure, k: 60, d: 3, seed: 2 }));
    const outputs = allWithSlopes(p, Object.values(estimatorsOf(p)));
    const whole = lowered(outputs), cut = fit(whole, finest);
    assert(cut.plan.steps.every(({ tasks }) => tasks.length === 1));
    assertEquals(
      resultsOf(cut, outputs, { native: false }),
      resultsOf(whole, outputs, { native: false }),
    );
    const exact = resultsOf(whole, outputs, { least: 0 });
    for (const unordered of [false, true]) {
      resultsOf(cut, outputs, { least: 0, unordered }).forEach((numbers, t) => {
        const most = Math.max(...exact[t]!.map(Math.abs), 1);
        numbers.forEach((x, at) =>
          assert(Math.abs(x - exact[t]![at]!) < 1e-12 * most, `${structure}, ${t}: ${x}`)
        );
      });
    }
  }
});

Deno.test("a part of a kernel has what its values need and nothing else", () => {
  const p = full(3, 2);
  const { plan: made, kernels } = lowered(allWithSlopes(p, alphas(p, 4)));
  made.steps.forEach((step, s) => {
    const kernel = kernels[s]!;
    const all = partOf(kernel, new Set(step.tasks.map(({ buffer }) => buffer)));
    assertEquals(all.levels, kernel.levels);
    assertEquals(all.pairs?.symmetric.levels, kernel.pairs?.symmetric.levels);
    for (const { buffer } of step.tasks) {
      const part = partOf(kernel, new Set([buffer]));
      assertEquals([...part.accumulators, ...part.stores].map(({ into }) => into), [buffer]);
      assertEquals(partOf(part, new Set([buffer])).levels, part.levels);
    }
  });
});

/** D = f(f(… δ² …)) with f(x) = (x + 1)/2: 1 + (δ² − 1)/2ⁿ. */
const halved = (n: number): PairFunction => (i, j) => {
  if (i.family !== "gaussian" || j.family !== "gaussian") throw new TypeError("Gaussians only");
  let y: Expr = sumOverCoordinates(square(sub(i.mean, j.mean)), i);
  for (let t = 0; t < n; t++) y = mul(add(y, 1), 0.5);
  return y;
};

Deno.test("a formula that is too long for a module is interpreted, and explain says so", async () => {
  const k = 150, at = times(k, () => 4 * random());
  const p = gaussianMixture({ means: at.map((x) => [x]), variance: 1 });
  for (const n of [40, 12_000]) {
    const value = pairwiseEntropy(p, { distance: halved(n) });
    const expected = at.reduce((total, x) => {
      const near = at.reduce((sum, y) => {
        return sum + Math.exp(-(1 + ((x - y) ** 2 - 1) * 2 ** -n)) / k;
      }, 0);
      return total + (0.5 * Math.log(2 * Math.PI * Math.E) - Math.log(near)) / k;
    }, 0);
    assertRelative(await evaluate(value, { device: "cpu" }), expected, 1e-13, `${n} operations`);
    const isInterpreted = explain(value).includes("interpreted: the code of its formula");
    assertEquals(isInterpreted, n > 1000);
  }
});

Deno.test("values with cells that are read again and again do not fill a module", async () => {
  // y ← ½(y + y/(1 + Σ y)), entry by entry: each step reads the one before twice
  const shrunk = (n: number): PairFunction => (i, j) => {
    if (i.family !== "gaussian" || j.family !== "gaussian") throw new TypeError("Gaussians only");
    let y: Expr = square(sub(i.mean, j.mean));
    for (let t = 0; t < n; t++) y = mul(0.5, add(y, div(y, add(1, sumOverCoordinates(y, i)))));
    return sumOverCoordinates(y, i);
  };
  const k = 60, at = times(k, () => [random(), random()]);
  const p = gaussianMixture({ means: at, variance: 1 });
  const n = 80;
  const distance = ([a, b]: readonly number[], [c, d]: readonly number[]) => {
    let s = (a! - c!) ** 2 + (b! - d!) ** 2;
    // the sum of the entries shrinks as each of them does
    for (let t = 0; t < n; t++) s = 0.5 * (s + s / (1 + s));
    return s;
  };
  const expected = at.reduce((total, x) => {
    const near = at.reduce((sum, y) => sum + Math.exp(-distance(x, y)) / k, 0);
    return total + (Math.log(2 * Math.PI * Math.E) - Math.log(near)) / k;
  }, 0);
  const value = pairwiseEntropy(p, { distance: shrunk(n) });
  assertRelative(await evaluate(value, { device: "cpu" }), expected, 1e-13, "the entropy");
  assert(!explain(value).includes("too large"));
});

Deno.test("chains of operations of any length are planned, evaluated and differentiated", async () => {
  const n = 8000;
  const leaf = input([0.5, 0.25, 1], { name: "x" });
  let y: Expr = leaf;
  for (let t = 0; t < n; t++) y = add(mul(0.5, y), leaf);
  // y = x/2ⁿ + 2x(1 − 2⁻ⁿ)
  const { total, slope } = await evaluate({ total: sum(y), slope: gradient(sum(y), leaf) });
  assertRelative(scalar(total), 3.5, 1e-15, "the sum");
  assertEquals([...slope.data], [2, 2, 2]);
  let terms: Expr = input(0);
  for (let t = 1; t <= 3000; t++) terms = add(terms, sum(mul(leaf, t)));
  assertRelative(scalar(await evaluate(terms)), 1.75 * 3000 * 3001 / 2, 1e-14, "the sum of sums");
  let product: Expr = exp(mul(leaf, 1e-4));
  for (let t = 2; t <= 3000; t++) product = mul(product, exp(mul(leaf, t * 1e-7)));
  const found = await evaluate({ value: sum(product), slope: gradient(sum(product), leaf) });
  const rate = 1e-4 + 1e-7 * (3000 * 3001 / 2 - 1);
  const each = [0.5, 0.25, 1].map((x) => Math.exp(rate * x));
  assertRelative(scalar(found.value), each.reduce((sum, x) => sum + x, 0), 1e-12, "the product");
  found.slope.data.forEach((s, t) => assertRelative(s, rate * each[t]!, 1e-12, `slope ${t}`));
});

Deno.test("the states of a long iteration are stored: no step computes it from the start", async () => {
  const x = input([1, 2, 3]);
  let y: Expr = x;
  // Σ y ← ½(Σ y + 1), so Σ y − 1 halves
  for (let t = 0; t < 600; t++) y = mul(0.5, add(y, div(y, sum(y))));
  const made = lowered([sum(y)]);
  for (const { levels } of made.kernels) assert(levels.flat().length < 1500);
  assertRelative(scalar(await evaluate(sum(y))), 1, 1e-12, "the sum");
  let z: Expr = input(0.3);
  for (let t = 0; t < 3000; t++) z = tanh(mul(z, 1 + 1 / (t + 1)));
  assert(scalar(await evaluate(neg(z))) < 0);
});

Deno.test("in single precision, too, gradients of all estimators with a covariance each have modules", async () => {
  const p = full(120, 6), outputs = allWithSlopes(p, Object.values(estimatorsOf(p)));
  const exact = numbersOf(await evaluate(outputs, { device: "cpu" }));
  const text = explain(outputs, { device: "cpu", precision: "f32" });
  assertStringIncludes(text, "generated code, f32");
  for (const { pairs, ...plain } of singleKernels(planned(nodeList(outputs)).kernels)) {
    for (const kernel of [plain, ...pairs === undefined ? [] : [pairs.symmetric]]) {
      const made = generateWithin(kernel, { shape: "f32x4", relaxed: true, shared: true });
      assert(made !== undefined && WebAssembly.validate(made.bytes));
    }
  }
  const single = numbersOf(await evaluate(outputs, { device: "cpu", precision: "f32" }));
  exact.forEach((numbers, t) => {
    const most = Math.max(...numbers.map(Math.abs), 1);
    numbers.forEach((x, at) => assert(Math.abs(x - single[t]![at]!) < 1e-4 * most, `${t}, ${at}`));
  });
});

/** The bound that a GPU does in one sweep, and its gradients, which take more statements than a shader should have. */
const bound = (p: Mixture) => allWithSlopes(p, [pairwiseEntropy(p, { distance: "bhattacharyya" })]);

Deno.test("a sweep too long for a shader is cut into several for a GPU, one that fits is not", () => {
  for (const d of [4, 18]) {
    const made = planned(nodeList(bound(full(3, d))));
    const unprinted = ({ plan, kernels }: Lowered) =>
      plan.steps.filter((step, s) =>
        isOverPairs(step) && "reason" in printSweep(kernels[s]!, factsOf(plan), defaultSchedule)
      );
    const own = fittedForGpu(made);
    assertEquals(own.plan === made.plan, d === 4);
    assertEquals([unprinted(made).length, unprinted(own).length], [d === 4 ? 0 : 1, 0]);
  }
});

withGpu(
  "sweeps that are cut into single values give the numbers of double precision on a GPU",
  async (gpu) => {
    const outputs = bound(full(40, 3)), made = planned(nodeList(outputs));
    const { plan, kernels } = fit(made, { ...wasmBudget, most: 0, part: 1 });
    const prepared = { plan, kernels, sizes: sizesOf(made), arrays: arraysOf(made) };
    const exact = numbersOf(await evaluate(outputs, { device: "cpu" }));
    const found = (await resultsOnGpu(prepared, gpu)).map(({ data }) => data);
    exact.forEach((numbers, t) => {
      const most = Math.max(...numbers.map(Math.abs), 1);
      numbers.forEach((x, at) => assert(Math.abs(x - found[t]![at]!) < 1e-4 * most, `${t}, ${at}`));
    });
  },
);
