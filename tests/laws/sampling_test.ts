/** Draws from mixtures: their distribution, and what is the same as what. All seeds are fixed. */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import {
  compile,
  evaluate,
  gaussianMixture,
  gradient,
  input,
  logDensity,
  type Mixture,
  monteCarloEntropy,
  sample,
  type SampleOptions,
  uniformMixture,
} from "../../mod.ts";
import { mul, neg, square, sum } from "../../ops.ts";
import { distance, normal } from "../support/distribution.ts";
import { randomGaussians } from "../support/random_gaussians.ts";
import { array, numbersOf, scalar } from "../support/results.ts";

const line = gaussianMixture({ weights: [0.3, 0.7], means: [[-2], [1]], variances: [0.25, 4] });
const plane = gaussianMixture({
  weights: [0.2, 0.5, 0.3],
  means: [[0, 0], [3, 1], [-1, 4]],
  covariances: [[[1, 0.6], [0.6, 1]], [[2, -0.5], [-0.5, 0.5]], [[0.3, 0], [0, 3]]],
});
const boxes = uniformMixture({
  weights: [0.25, 0.75],
  centers: [[0, 0], [1, 1]],
  widths: [[1, 2], [2, 1]],
});

async function pointsOf(p: Mixture, n: number, options: SampleOptions): Promise<number[]> {
  return numbersOf(await evaluate(sample(p, n, options)));
}

Deno.test("draws from a line have its distribution function", async () => {
  const f = (x: number) => 0.3 * normal((x + 2) / 0.5) + 0.7 * normal((x - 1) / 2);
  for (const seed of [1, 2, 3]) {
    assertLess(distance(await pointsOf(line, 4000, { seed }), f), 1.95);
  }
  // those of Monte Carlo are more even than chance
  for (const options of [{ allocation: "stratified" }, { sequence: "sobol" }] as const) {
    assertLess(distance(await pointsOf(line, 4096, { seed: 1, ...options }), f), 1.5);
  }
});

Deno.test("projections of draws have those of the mixture", async () => {
  const n = 4000, data = await pointsOf(plane, n, { seed: 5 });
  const { weights, means, covariances } = {
    weights: [0.2, 0.5, 0.3],
    means: [[0, 0], [3, 1], [-1, 4]] as const,
    covariances: [[1, 0.6, 1], [2, -0.5, 0.5], [0.3, 0, 3]] as const,
  };
  for (const [u, v] of [[1, 0], [0, 1], [0.6, 0.8], [0.8, -0.6]] as const) {
    const projected = Array.from({ length: n }, (_, s) => u * data[2 * s]! + v * data[2 * s + 1]!);
    const f = (x: number) =>
      weights.reduce((total, weight, j) => {
        const [m, l] = means[j]!, [a, b, c] = covariances[j]!;
        const sd = Math.sqrt(u * u * a + 2 * u * v * b + v * v * c);
        return total + weight * normal((x - u * m - v * l) / sd);
      }, 0);
    assertLess(distance(projected, f), 1.95, `along ${u}, ${v}`);
  }
});

Deno.test("draws from boxes are even within them, and in each as often as its weight says", async () => {
  const n = 4000;
  const { points, labels } = await evaluate(sample(boxes, n, { seed: 2, labels: true }));
  const inSecond = labels.data.reduce((s, label) => s + label, 0);
  // four standard deviations of a binomial number
  assertLess(Math.abs(inSecond - 0.75 * n), 4 * Math.sqrt(n * 0.25 * 0.75));
  for (const axis of [0, 1]) {
    const places = Array.from(labels.data, (label, s) => {
      const center = label === 0 ? [0, 0] : [1, 1], width = label === 0 ? [1, 2] : [2, 1];
      return (points.data[2 * s + axis]! - center[axis]!) / width[axis]! + 0.5;
    });
    assert(places.every((place) => place >= 0 && place <= 1));
    assertLess(distance(places, (x) => x), 1.95);
  }
});

Deno.test("independent draws are independent of each other: neighbours do not tell each other's component", async () => {
  const n = 4000;
  const { labels, weights } = await evaluate(sample(line, n, { seed: 9, labels: true }));
  const first = Array.from(labels.data);
  const mean = first.reduce((s, x) => s + x) / n;
  const lagged = first.slice(1).reduce((s, x, t) => s + (x - mean) * (first[t]! - mean), 0);
  assertLess(Math.abs(lagged / (n * mean * (1 - mean))), 4 / Math.sqrt(n));
  assert(weights.data.every((weight) => weight === 1 / n));
  // in blocks of 100 their number is binomial, of variance 21: give or take four standard errors of one of 40 numbers
  const counts = Array.from(
    { length: 40 },
    (_, block) => first.slice(100 * block, 100 * (block + 1)).reduce((s, label) => s + label, 0),
  );
  const middle = counts.reduce((s, x) => s + x) / 40;
  const variance = counts.reduce((s, x) => s + (x - middle) ** 2, 0) / 39;
  assertLess(Math.abs(variance - 21), 4 * 21 * Math.sqrt(2 / 39));
});

Deno.test("the first draws of many are those of few", async () => {
  const many = await pointsOf(plane, 300, { seed: 4 }), few = await pointsOf(plane, 7, { seed: 4 });
  // generated code and the interpreter of small plans round differently
  few.forEach((x, t) => assertAlmostEquals(many[t]!, x, 1e-14));
});

Deno.test("the mean surprise of weighed draws is the Monte Carlo estimate of the same seed", async () => {
  const modes = [
    [{ allocation: "stratified" }, {}],
    [{ sequence: "sobol" }, { sequence: "sobol" }],
  ] as const;
  const gaussians = gaussianMixture(randomGaussians(13, 3));
  for (const p of [line, plane, boxes, gaussians]) {
    for (const [drawn, estimated] of modes) {
      for (const n of [7, 1000]) {
        const { points, weights } = sample(p, n, { seed: 3, labels: true, ...drawn });
        const { value } = monteCarloEntropy(p, {
          samples: n,
          seed: 3,
          form: "plain",
          ...estimated,
        });
        const mean = neg(sum(mul(weights, logDensity(p, points))));
        const [found, expected] = await evaluate([mean, value]);
        assertAlmostEquals(scalar(found!), scalar(expected!), 1e-13);
      }
    }
  }
});

Deno.test("streams, seeds and purposes are independent: no two have a number in common", async () => {
  const one = gaussianMixture({ means: [[0]], variance: 1 });
  const samples = await Promise.all([
    pointsOf(one, 500, { seed: 1 }),
    pointsOf(one, 500, { seed: 1, stream: 1 }),
    pointsOf(one, 500, { seed: 2 }),
    pointsOf(one, 500, { seed: 1, stream: 2 ** 18 - 1 }),
    pointsOf(one, 500, { seed: 1, allocation: "stratified" }),
    pointsOf(one, 500, { seed: 1, stream: 1, allocation: "stratified" }),
    pointsOf(one, 500, { seed: 1, sequence: "sobol" }),
    pointsOf(one, 500, { seed: 1, stream: 1, sequence: "sobol" }),
  ]);
  const unlike = samples.slice(0, 6).flat();
  assertEquals(new Set(unlike).size, unlike.length);
  for (const [s, x] of samples.entries()) {
    for (const y of samples.slice(s + 1)) {
      const correlation = x.reduce((total, value, t) => total + value * y[t]!, 0) / 500;
      assertLess(Math.abs(correlation), 4 / Math.sqrt(500));
    }
  }
});

Deno.test("draws move with means and covariances: gradients go along their paths", async () => {
  const means = input([[1], [-1]], { name: "means" });
  const variances = input([4, 0.25], { name: "variances" });
  const p = gaussianMixture({ means, variances });
  const { points, labels } = sample(p, 50, { seed: 6, labels: true });
  const slopes = await evaluate(gradient(sum(square(points)), { means, variances }));
  const at = await evaluate({ points, labels });
  // x = μ + σz: ∂Σx²/∂μⱼ = Σ 2x, ∂Σx²/∂σⱼ² = Σ 2x (x − μ)/2σ², over the draws of component j
  [0, 1].forEach((j) => {
    const mean = [1, -1][j]!, variance = [4, 0.25][j]!;
    const own = Array.from(at.points.data).filter((_, s) => at.labels.data[s] === j);
    const ofMean = own.reduce((s, x) => s + 2 * x, 0);
    const ofVariance = own.reduce((s, x) => s + x * (x - mean) / variance, 0);
    assertAlmostEquals(slopes.means.data[j]!, ofMean, 1e-12);
    assertAlmostEquals(slopes.variances.data[j]!, ofVariance, 1e-12);
  });
});

Deno.test("E xᵀx of draws has the slopes of tr Σ: by covariances, full ones too", async () => {
  const p = gaussianMixture({ means: [[0, 0]], covariances: [[[2, 0.5], [0.5, 1]]] });
  const mean = mul(1 / 20000, sum(square(sample(p, 20000, { seed: 8 }))));
  const slope = array(await evaluate(gradient(mean, p).covariances));
  // ∂ tr Σ/∂Σ = I, within five standard errors of a mean of 20000 squares
  [1, 0, 0, 1].forEach((expected, t) => {
    assertLess(Math.abs(slope.data[t]! - expected), 5 * Math.sqrt(2 / 20000));
  });
});

Deno.test("draws of a batch are those of its mixtures one by one", async () => {
  const means = [[[0, 0], [3, 1]], [[1, 1], [5, 5]]], variances = [[1, 2], [0.5, 3]];
  const weights = [[0.5, 0.5], [0.1, 0.9]];
  const batch = gaussianMixture({
    weights,
    means,
    variances: { data: variances.flat().flatMap((v) => [v, v]), shape: [2, 2, 2] },
  });
  for (
    const options of [{}, { allocation: "stratified" }, { sequence: "sobol" }] as SampleOptions[]
  ) {
    const together = await evaluate(sample(batch, 40, { seed: 3, labels: true, ...options }));
    assertEquals(together.points.shape, [2, 40, 2]);
    for (const b of [0, 1]) {
      const p = gaussianMixture({
        weights: weights[b]!,
        means: means[b]!,
        variances: variances[b]!,
      });
      const apart = await evaluate(sample(p, 40, { seed: 3, labels: true, ...options }));
      assertEquals([...together.labels.data].slice(b * 40, (b + 1) * 40), [...apart.labels.data]);
      apart.points.data.forEach((x, t) =>
        assertAlmostEquals(together.points.data[b * 80 + t]!, x, 1e-15 * Math.max(1, Math.abs(x)))
      );
    }
  }
});

Deno.test("a component of weight 0 is never drawn and changes no draw", async () => {
  const p = gaussianMixture({
    weights: [0, 0.4, 0.6, 0],
    means: [[9], [0], [5], [7]],
    variance: 1,
  });
  const q = gaussianMixture({ weights: [0.4, 0.6], means: [[0], [5]], variance: 1 });
  for (const options of [{}, { allocation: "stratified" }] as SampleOptions[]) {
    assertEquals(await pointsOf(p, 100, options), await pointsOf(q, 100, options));
  }
});

Deno.test("a compiled plan draws anew with each seed, and from new means", async () => {
  const seed = input(1, { name: "seed" }), means = input([[0], [10]], { name: "means" });
  const plan = compile(sample(gaussianMixture({ means, variance: 1 }), 20, { seed }), {
    inputs: { seed, means },
  });
  for (const [s, m] of [[1, 0], [2, 0], [2, 5]] as const) {
    const found = await plan.run({ seed: s, means: [[m], [10 + m]] });
    const p = gaussianMixture({ means: [[m], [10 + m]], variance: 1 });
    assertEquals([...found.data], await pointsOf(p, 20, { seed: s }));
  }
});

Deno.test("labels say which component a point comes from", async () => {
  const p = gaussianMixture({ weights: [0.5, 0.2, 0.3], means: [[0], [100], [200]], variance: 1 });
  for (
    const options of [{}, { allocation: "stratified" }, { sequence: "sobol" }] as SampleOptions[]
  ) {
    const { points, labels } = await evaluate(sample(p, 64, { seed: 1, labels: true, ...options }));
    assertEquals(labels.shape, [64]);
    points.data.forEach((x, s) => assertAlmostEquals(x / 100, labels.data[s]!, 0.1));
  }
});
