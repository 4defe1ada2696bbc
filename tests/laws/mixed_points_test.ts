/** Mixtures of several families at points and in samples, against closed forms that are written out here. */
import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import {
  evaluate,
  type Expr,
  gradient,
  input,
  logDensity,
  mixtureOf,
  monteCarloEntropy,
  type OwnParameters,
  responsibilities,
  sample,
  score,
} from "../../mod.ts";
import { add, exp, log, mul, neg, square, sub, sum, sumOverCoordinates } from "../../ops.ts";
import { distance, normal } from "../support/distribution.ts";
import { assertSlopes } from "../support/finite_differences.ts";
import { randomNumbers } from "../support/random_numbers.ts";
import { numbersOf, scalar } from "../support/results.ts";

/** Gumbel's distribution: ln p = −z − e^−z with z = x − m. */
const gumbel = {
  dimension: 1,
  logDensity: (x: Expr, { m }: OwnParameters) => {
    const z = sub(x, m!);
    return neg(sumOverCoordinates(add(z, exp(neg(z)))));
  },
  sample: (u: Expr, { m }: OwnParameters) => sub(m!, log(neg(log(u)))),
  // 1 and Euler's constant
  entropy: () => input(1.5772156649015329),
  parameters: { m: -3 },
};

const p = mixtureOf([
  { weight: 0.3, gaussian: { mean: 0, variance: 4 } },
  { weight: 0.2, laplace: { location: 3, scale: 0.5 } },
  { weight: 0.1, uniform: { center: 8, width: 2 } },
  { weight: 0.15, studentT: { location: 1, scale: 2, degreesOfFreedom: 3 } },
  { weight: 0.15, logistic: { location: -6, scale: 0.5 } },
  { weight: 0.1, own: gumbel },
]);

const weights = [0.3, 0.2, 0.1, 0.15, 0.15, 0.1];
const cosh2 = (z: number) => Math.cosh(z) ** 2;
/** The densities of the components, their distribution functions and the slopes of their logarithms. */
const components: readonly {
  readonly density: (x: number) => number;
  readonly below: (x: number) => number;
  readonly slope: (x: number) => number;
}[] = [
  {
    density: (x) => Math.exp(-x * x / 8) / Math.sqrt(8 * Math.PI),
    below: (x) => normal(x / 2),
    slope: (x) => -x / 4,
  },
  {
    density: (x) => Math.exp(-2 * Math.abs(x - 3)),
    below: (x) => x < 3 ? 0.5 * Math.exp(2 * (x - 3)) : 1 - 0.5 * Math.exp(-2 * (x - 3)),
    slope: (x) => -2 * Math.sign(x - 3),
  },
  {
    density: (x) => Math.abs(x - 8) <= 1 ? 0.5 : 0,
    below: (x) => Math.min(1, Math.max(0, (x - 7) / 2)),
    slope: () => 0,
  },
  {
    // of three degrees of freedom
    density: (x) => 1 / (Math.sqrt(3) * Math.PI * (1 + ((x - 1) / 2) ** 2 / 3) ** 2),
    below: (x) => {
      const t = (x - 1) / (2 * Math.sqrt(3));
      return 0.5 + (t / (1 + t * t) + Math.atan(t)) / Math.PI;
    },
    slope: (x) => -4 * (x - 1) / (12 + (x - 1) ** 2),
  },
  {
    density: (x) => 1 / (2 * cosh2(x + 6)),
    below: (x) => 1 / (1 + Math.exp(-2 * (x + 6))),
    slope: (x) => -2 * Math.tanh(x + 6),
  },
  {
    density: (x) => Math.exp(-(x + 3) - Math.exp(-(x + 3))),
    below: (x) => Math.exp(-Math.exp(-(x + 3))),
    slope: (x) => Math.exp(-(x + 3)) - 1,
  },
];

const at = [-9, -6.2, -3.5, -1, 0.3, 2.7, 3.4, 7.2, 8.5, 11, 40];

Deno.test("density, responsibilities and score are sums over all families", async () => {
  const x = at.map((value) => [value]);
  const found = await evaluate({
    logs: logDensity(p, x),
    shares: responsibilities(p, x),
    score: score(p, x),
  });
  at.forEach((value, n) => {
    const terms = components.map(({ density }, j) => weights[j]! * density(value));
    const total = terms.reduce((s, term) => s + term);
    assertAlmostEquals(numbersOf(found.logs)[n]!, Math.log(total), 1e-13);
    terms.forEach((term, j) =>
      assertAlmostEquals(found.shares.data[6 * n + j]!, term / total, 1e-13)
    );
    const slope = terms.reduce((s, term, j) => s + term * components[j]!.slope(value), 0) / total;
    assertAlmostEquals(found.score.data[n]!, slope, 1e-13 * Math.max(1, Math.abs(slope)));
  });
});

Deno.test("a point that is a parameter, too, has its own slope and not that of the parameter", async () => {
  const x = input([[1.5]], { name: "x" });
  const q = mixtureOf([
    { weights: [0.5], laplace: { locations: x, scales: 1 } },
    { weights: [0.5], logistic: { locations: [[0]], scales: 1 } },
  ]);
  // at its own location a Laplace distribution has the slope 0; ½ tanh ¾ is that of the logistic one, by its share
  const laplace = 0.5, logistic = 1 / (4 * cosh2(0.75));
  const expected = -Math.tanh(0.75) * logistic / (laplace + logistic);
  assertAlmostEquals(numbersOf(await evaluate(score(q, x)))[0]!, expected, 1e-14);
});

Deno.test("gradients of a mixed mixture are differences of values", async () => {
  const x = input([[-5], [0.7], [2]], { name: "x" });
  await assertSlopes(
    {
      logDensity: sum(mul([1, -2, 0.5], logDensity(p, x))),
      responsibilities: sum(square(responsibilities(p, x))),
      score: sum(square(score(p, x))),
    },
    { x },
    randomNumbers(3),
  );
  const [direct, reverse] = await evaluate([score(p, x), gradient(sum(logDensity(p, x)), x)]);
  numbersOf(direct!).forEach((value, t) =>
    assertAlmostEquals(value, numbersOf(reverse!)[t]!, 1e-12)
  );
});

Deno.test("draws have the distribution function of all families, and labels that say which", async () => {
  const n = 4000;
  for (const options of [{}, { allocation: "stratified" }, { sequence: "sobol" }] as const) {
    const { points, labels } = await evaluate(sample(p, n, { seed: 3, labels: true, ...options }));
    const draws = [...points.data];
    assertLess(
      distance(draws, (x) => components.reduce((s, c, j) => s + weights[j]! * c.below(x), 0)),
      1.95,
    );
    // those of each label by themselves
    components.forEach(({ below }, j) => {
      const own = draws.filter((_, s) => labels.data[s] === j);
      assertLess(Math.abs(own.length - weights[j]! * n), 4 * Math.sqrt(n * weights[j]!));
      assertLess(distance(own, below), 1.95, `component ${j}`);
    });
  }
});

Deno.test("the mean surprise of weighed draws is the Monte Carlo estimate, of mixed mixtures too", async () => {
  const { points, weights } = sample(p, 500, { seed: 2, labels: true, allocation: "stratified" });
  const [mean, estimate] = await evaluate([
    neg(sum(mul(weights, logDensity(p, points)))),
    monteCarloEntropy(p, { samples: 500, seed: 2, form: "plain" }).value,
  ]);
  assertAlmostEquals(scalar(mean!), scalar(estimate!), 1e-13);
});

Deno.test("labels and responsibilities count the components of all families in one order", async () => {
  const apart = mixtureOf([
    { weight: 0.5, gaussian: { means: [[0], [100]], variance: 1 } },
    { weight: 0.5, uniform: { centers: [[200], [300]], widths: 1 } },
  ]);
  const { points, labels } = await evaluate(sample(apart, 100, { seed: 1, labels: true }));
  const shares = await evaluate(responsibilities(apart, points));
  assertEquals(shares.shape, [100, 4]);
  labels.data.forEach((label, s) => assertEquals(shares.data[4 * s + label], 1));
});
