/**
 * Single precision against double precision: every structure, estimator and gradient, with data that floats hold, data that
 * they hold only as differences, and data that they do not hold, where double precision takes over.
 */
import {
  compile,
  evaluate,
  gaussianMixture,
  gradient,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { show } from "../../src/expr/show.ts";
import { assert, assertEquals } from "@std/assert";
import type { ExecutorOptions } from "../../src/run/face/executor.ts";
import { stacked, structures, toMixture } from "../support/entries.ts";
import { mixtureFrom, mixtureOf } from "../support/forms.ts";
import { draw, drawBatch } from "../support/random_mixtures.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { estimatorsOf, withSlopes } from "../support/estimators.ts";
import { cases } from "../support/references.ts";
import { numbersBy } from "../support/ways.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

/** Every sweep over pairs in single precision, however small. */
const single: ExecutorOptions = { least: 0, leastSingle: 0, precision: "f32" };

/** The largest error, in units of the largest number or of `unit` if that is more. */
function errorOf(actual: Float64Array, expected: Float64Array, unit: number): number {
  let scale = unit, error = 0;
  expected.forEach((x, at) => {
    if (x === actual[at]) return;
    error = Math.max(error, Math.abs(x - actual[at]!));
    assert(Number.isFinite(actual[at]), `Expected ${x} at ${at}, got ${actual[at]}`);
  });
  for (const x of expected) if (Number.isFinite(x)) scale = Math.max(scale, Math.abs(x));
  return error / scale;
}

/** The bounds: a value in units of max(1, |value|), gradients in units of their largest entry. */
interface Bounds {
  readonly value: number;
  readonly slope: number;
}

/** Compares an estimator and its gradients in both precisions. */
async function assertSingle(
  p: Mixture,
  what: string,
  { value = 1e-6, slope = 1e-5 }: Partial<Bounds> = {},
): Promise<void> {
  const values = [
    ...Object.values(estimatorsOf(p)),
    monteCarloEntropy(p, { samples: 100, seed: 1 }).value,
  ];
  for (const one of values) {
    const outputs = withSlopes(one, p);
    const expected = await numbersBy({}, outputs);
    for (const unordered of [true, false]) {
      const actual = await numbersBy({ ...single, unordered }, outputs);
      const name = `${what}, ${unordered ? "un" : ""}ordered, ${show(nodeOf(one), 4)}`;
      actual.forEach((numbers, t) => {
        const error = errorOf(numbers, expected[t]!, t === 0 ? 1 : 1e-12);
        const bound = t === 0 ? value : slope;
        assert(error <= bound, `${name}, output ${t}: off by ${error}, more than ${bound}`);
      });
    }
  }
}

/** Random points in a cube. */
function points(k: number, d: number, size: number, seed: number): number[][] {
  const random = randomNumbers(seed);
  return times(k, () => times(d, () => size * random()));
}

for (const structure of structures) {
  Deno.test(`single precision keeps six digits: ${structure}`, async () => {
    for (const [k, d] of [[5, 2], [70, 1], [101, 3], [150, 7]] as const) {
      await assertSingle(toMixture(draw({ structure, k, d, seed: k })), `k = ${k}, d = ${d}`);
    }
  });
  Deno.test(`single precision keeps six digits in batches: ${structure}`, async () => {
    const batch = mixtureOf(stacked(drawBatch({ structure, k: 60, d: 2, seed: 5 })));
    await assertSingle(batch, "a batch");
  });
}

Deno.test("single precision is used: results differ from those of double precision", async () => {
  for (const structure of structures) {
    const p = toMixture(draw({ structure, k: 90, d: 3, seed: 2 }));
    const bound = pairwiseEntropy(p, { distance: "bhattacharyya" });
    // the gradients of boxes jump, so they stay in double precision, and so do the log-sum-exps that they take shares of
    const slopes = p.family === "uniform" ? [] : Object.values(gradient(bound, p));
    const outputs = [bound, ...slopes];
    const [double] = await numbersBy({}, outputs), [float] = await numbersBy(single, outputs);
    assert(errorOf(float!, double!, 1) > 1e-14, structure);
  }
});

Deno.test("single precision: differences of data with a large offset keep their digits", async () => {
  const offset = (point: readonly number[]) => point.map((x) => x + 1e6);
  const means = points(120, 3, 5, 1), variances = means.map((mean) => mean.map((x) => x + 0.5));
  await assertSingle(gaussianMixture({ means: means.map(offset), variances }), "an offset of 1e6");
  await assertSingle(
    gaussianMixture({
      means: means.map(offset),
      covariance: [[1, 0.3, 0], [0.3, 2, 0], [0, 0, 1]],
    }),
    "an offset of 1e6",
  );
  const narrow = means.map((mean) => mean.map((x) => 100 + x * 1e-3));
  await assertSingle(gaussianMixture({ means: narrow, variance: 1e-6 }), "narrow around 100");
  const boxes = { centers: means.map(offset), widths: variances };
  await assertSingle(uniformMixture(boxes), "boxes with an offset of 1e6");
});

Deno.test("single precision gives way where the data ask for more digits", async () => {
  const bounds = { value: 1e-9, slope: 1e-7 };
  const means = points(120, 3, 5, 2);
  // 10⁵ widths between the clusters
  const clusters = means.map((mean, i) => mean.map((x) => (i % 10) * 10 + x * 1e-3));
  await assertSingle(gaussianMixture({ means: clusters, variance: 1e-6 }), "clusters", bounds);
  const tilted = [[1, 0.999999, 0], [0.999999, 1, 0], [0, 0, 1]];
  const covariances = means.map(() => tilted);
  await assertSingle(gaussianMixture({ means, covariances }), "nearly singular", bounds);
  for (const scale of [1e25, 1e-25]) {
    const scaled = means.map((mean) => mean.map((x) => x * scale));
    await assertSingle(
      gaussianMixture({ means: scaled, variance: scale * scale }),
      `numbers about ${scale}`,
      bounds,
    );
  }
});

Deno.test("single precision: weights of zero, components far apart, of very different scales, and all equal", async () => {
  const k = 120, random = randomNumbers(4);
  const raw = times(k, (t) => t % 3 === 0 ? 0 : random()), total = raw.reduce((a, b) => a + b);
  const weights = raw.map((w) => w / total);
  const means = points(k, 3, 5, 3);
  await assertSingle(gaussianMixture({ weights, means, variance: 1 }), "weights of zero");
  await assertSingle(
    uniformMixture({ weights, centers: means, widths: means.map(() => [1, 2, 3]) }),
    "boxes with weights of zero",
  );
  const far = means.map((mean, i) => mean.map((x) => x + 1e3 * i));
  await assertSingle(gaussianMixture({ weights, means: far, variance: 1 }), "far apart");
  // the gradients of Monte Carlo entropies are sums of terms of both signs that nearly cancel
  const variances = times(k, () => Math.exp(30 * (random() - 0.5)));
  await assertSingle(gaussianMixture({ means, variances }), "scales", { slope: 1e-3 });
  const same = gaussianMixture({ means: means.map(() => [1, 2, 3]), variance: 1 });
  await assertSingle(same, "equal", { slope: 1e-4 });
});

Deno.test("single precision stays near the vectors of other implementations", async () => {
  for (const c of cases) {
    if (c.name.includes("ill-conditioned")) continue;
    const names = Object.keys(c.expect);
    const estimators = estimatorsOf(mixtureFrom(c));
    const actual = await numbersBy(single, names.map((name) => estimators[name]!));
    names.forEach((name, t) => {
      const expected = c.expect[name]!, found = actual[t]![0]!;
      const error = Math.abs(found - expected) / Math.max(1, Math.abs(expected));
      assert(error <= 1e-6, `${name} (${c.name}): expected ${expected}, got ${found}`);
    });
  }
});

Deno.test("single precision has the same bits with 1, 2 and 3 threads", async () => {
  for (const structure of ["covariances", "diagonal", "variance", "boxes"] as const) {
    const k = structure === "covariances" ? 300 : 1100;
    const p = toMixture(draw({ structure, k, d: 3, seed: 1 }));
    const bound = pairwiseEntropy(p, { distance: "bhattacharyya" });
    const drawn = monteCarloEntropy(p, { samples: 1500, seed: 1 });
    const kl = pairwiseEntropy(p, { distance: "kl" });
    const outputs = [kl, bound, drawn.value, ...Object.values(gradient(bound, p))];
    const on = (threads: number) => numbersBy(single, outputs, { threads });
    const [one, ...others] = await Promise.all([on(1), on(2), on(3)]);
    for (const other of others) {
      other.forEach((numbers, t) => assertEquals(numbers, one[t], `${structure}, output ${t}`));
    }
  }
});

Deno.test("evaluate and compile take precision, and a plan runs in both by turns", async () => {
  const means = points(900, 2, 30, 6);
  const p = gaussianMixture({ means, variance: 1 });
  const value = pairwiseEntropy(p, { distance: "kl" });
  const double = await evaluate(value), float = await evaluate(value, { precision: "f32" });
  assert(Math.abs(double - float) < 1e-6 * Math.abs(double));
  const plan = compile(value, { inputs: p });
  assertEquals(await plan.run({}, { precision: "f32" }), float);
  assertEquals(await plan.run(), double);
  assertEquals(await plan.run({}, { precision: "f32" }), float);
  assertEquals(plan.runSync(), double);
  // without vectors there is no single precision either
  const [interpreted] = await numbersBy({ ...single, native: false }, [value]);
  assert(Math.abs(interpreted![0]! - double) < 1e-12 * Math.abs(double));
});

Deno.test("single precision gives way where only a few rows, near each other and narrow, ask for more digits", async () => {
  const k = 1000, random = randomNumbers(6);
  const means = points(k, 2, 2000, 5);
  const pairs = [101, 502, 903];
  for (const i of pairs) means[i] = means[i - 1]!.map((x) => x + 1e-4 * random());
  const isNarrow = (i: number) => pairs.includes(i) || pairs.includes(i + 1);
  const variances = times(k, (i) => isNarrow(i) ? 1e-8 : 0.5 + random());
  // the gradients of Monte Carlo entropies cancel
  await assertSingle(gaussianMixture({ means, variances }), "a few narrow pairs", { slope: 1e-4 });
  const narrow = gaussianMixture({ means, variance: 1e-8 });
  const value = pairwiseEntropy(narrow, { distance: "kl" });
  const [expected] = await numbersBy({}, [value]), [actual] = await numbersBy(single, [value]);
  assert(errorOf(actual!, expected!, 1) < 1e-6, "a few pairs of narrow components");
});
