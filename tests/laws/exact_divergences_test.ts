/** Exact numbers between two mixtures on the line, against closed forms, quadrature in the test, and the bounds of two mixtures. */
import {
  evaluate,
  exactDivergences,
  gaussianMixture,
  jensenShannon,
  klBetween,
  laplaceMixture,
  logisticMixture,
  mixtureOf,
  type MixtureWith,
  squaredHellinger,
  studentTMixture,
  totalVariationBetween,
  uniformMixture,
} from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { onTheLine } from "../support/divergence_truth.ts";

type Single = MixtureWith<object, undefined>;

async function exact(p: Single, q: Single) {
  const found = await exactDivergences(p, q);
  assert(found !== undefined);
  return found;
}

const one = (mean: number, variance: number) => gaussianMixture({ means: [[mean]], variance });

Deno.test("two Gaussians have the closed forms, in any units and far from 0", async () => {
  // KL = ½(s²/t² + δ²/t² − 1 − ln s²/t²), 1 − ∫√(pq) = 1 − √(2st/(s² + t²)) exp(−¼δ²/(s² + t²))
  for (const [place, unit] of [[0, 1], [1e6, 1], [3, 1e-6], [0, 1e12], [0, 1e-150]] as const) {
    const p = one(place, unit * unit), q = one(place + 2 * unit, 4 * unit * unit);
    const delta = (place + 2 * unit - place) / unit;
    const { kl, klReverse, squaredHellinger, crossEntropy } = await exact(p, q);
    const there = 0.5 * (0.25 + delta * delta / 4 - 1 + Math.log(4));
    assertAlmostEquals(kl.value, there, 1e-13);
    assertAlmostEquals(klReverse.value, 0.5 * (4 + delta * delta - 1 - Math.log(4)), 1e-13);
    const affinity = Math.sqrt(0.8) * Math.exp(-0.25 * delta * delta / 5);
    assertAlmostEquals(squaredHellinger.value, 1 - affinity, 1e-13);
    const own = 0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(unit);
    assertAlmostEquals(crossEntropy.value, own + there, 1e-13 * (10 + Math.abs(own)));
    assert(kl.error < 1e-10 && Math.abs(kl.value - there) <= kl.error);
  }
});

Deno.test("a narrow Gaussian within a wide one: where one density underflows the other counts", async () => {
  const { squaredHellinger, totalVariation } = await exact(one(0.3, 1e-4), one(0, 100));
  const affinity = Math.sqrt(0.2 / 100.0001) * Math.exp(-0.25 * 0.09 / 100.0001);
  assertAlmostEquals(squaredHellinger.value, 1 - affinity, 1e-13);
  assert(totalVariation.value > 0.99 && totalVariation.value < 1);
});

Deno.test("a mixture is 0 from itself, and nearly equal ones keep the digits of what is nearly 0", async () => {
  const parameters = { weights: [0.3, 0.7], means: [[0], [3]], variances: [1, 2] };
  const p = gaussianMixture(parameters);
  const { crossEntropy: _one, crossEntropyReverse: _other, ...rest } = await exact(p, p);
  for (const { value } of Object.values(rest)) assertEquals(value, 0);
  // for a shift by e: KL = ½e² at first
  const { kl, squaredHellinger, jensenShannon } = await exact(one(0, 1), one(2 ** -20, 1));
  assertAlmostEquals(kl.value / 2 ** -41, 1, 1e-9);
  assertAlmostEquals(jensenShannon.value / 2 ** -43, 1, 1e-9);
  assertAlmostEquals(squaredHellinger.value / 2 ** -43, 1, 1e-9);
});

Deno.test("boxes and Laplace distributions, and several families, have what quadrature says", async () => {
  const boxes = { weights: [0.5, 0.5], centers: [[0], [1]], widths: [[2], [3]] };
  const laplace = { weights: [0.25, 0.75], locations: [[0], [1]], scales: [[1], [0.5]] };
  const flat = (x: readonly (readonly number[])[]) => x.map(([y]) => y!);
  const p = {
    family: "uniform",
    weights: boxes.weights,
    centers: flat(boxes.centers),
    widths: flat(boxes.widths),
  } as const;
  const q = {
    family: "laplace",
    weights: laplace.weights,
    locations: flat(laplace.locations),
    scales: flat(laplace.scales),
  } as const;
  const found = await exact(uniformMixture(boxes), laplaceMixture(laplace));
  assertAlmostEquals(found.kl.value, onTheLine("kl", p, q), 1e-9);
  assertAlmostEquals(found.crossEntropy.value, onTheLine("crossEntropy", p, q), 1e-9);
  assertAlmostEquals(found.jensenShannon.value, onTheLine("jensenShannon", p, q), 1e-9);
  for (const name of ["klReverse", "symmetricKl", "crossEntropyReverse"] as const) {
    assertEquals(found[name].value, Infinity);
  }
  // ½ of U(0, 1) and U(0, 3) in common: TV = 1 − ∫ min
  const inside = await exact(
    uniformMixture({ centers: [[0.5]], widths: 1 }),
    uniformMixture({ centers: [[1.5]], widths: 3 }),
  );
  assertAlmostEquals(inside.kl.value, Math.log(3), 1e-13);
  assertAlmostEquals(inside.totalVariation.value, 2 / 3, 1e-13);
  const mixed = mixtureOf([
    { weight: 0.5, gaussian: { mean: 0, variance: 1 } },
    { weight: 0.5, logistic: { location: 1, scale: 0.5 } },
  ]);
  // E over a logistic distribution of (x − m)² is π²s²/3: closed with one Gaussian
  const { crossEntropy } = await exact(mixed as Single, one(0, 1));
  const square = 0.5 * (1 + (1 + Math.PI ** 2 / 12));
  assertAlmostEquals(crossEntropy.value, 0.5 * (Math.log(2 * Math.PI) + square), 1e-12);
});

Deno.test("exact numbers lie in the brackets of two mixtures", async () => {
  const p = gaussianMixture({ weights: [0.2, 0.8], means: [[0], [1]], variances: [1e-4, 1] });
  const q = gaussianMixture({ weights: [0.5, 0, 0.5], means: [[0.5], [9], [4]], variance: 0.01 });
  const found = await exact(p, q);
  const brackets = await evaluate({
    kl: klBetween(p, q),
    jensenShannon: jensenShannon(p, q),
    squaredHellinger: squaredHellinger(p, q),
    totalVariation: totalVariationBetween(p, q),
  });
  for (const name of ["kl", "jensenShannon", "squaredHellinger", "totalVariation"] as const) {
    const { lower, upper } = brackets[name], { value, error } = found[name];
    assert(lower <= value + error && value - error <= upper, `${name}: ${lower} ${value} ${upper}`);
    assert(error <= 1e-9 * Math.max(1, value), `${name}: ${error}`);
  }
});

Deno.test("what has no exact numbers is undefined, and what is wrong is said", async () => {
  const p = one(0, 1), plane = gaussianMixture({ means: [[0, 0]], variance: 1 });
  assertEquals(await exactDivergences(plane, plane), undefined);
  const heavy = studentTMixture({ locations: [[0]], scales: 1, degreesOfFreedom: 3 });
  assertEquals(await exactDivergences(p, heavy), undefined);
  assertEquals(await exactDivergences(p, p, { maxWork: 10 }), undefined);
  // no two numbers lie in one σ
  const narrow = gaussianMixture({ means: [[1e20]], variance: 1 });
  assertEquals(await exactDivergences(narrow, p), undefined);
  const logistic = logisticMixture({ locations: [[0]], scales: 1 });
  assertEquals((await exact(logistic, logistic)).kl.value, 0);
  await assertRejects(
    () => exactDivergences(p, plane as typeof p),
    RangeError,
    "p of dimension 1 and q of dimension 2",
  );
  const batch = gaussianMixture({ means: [[[0]], [[1]]], variance: 1 });
  // deno-lint-ignore no-explicit-any -- what a program without types may give
  await assertRejects(() => exactDivergences(batch as any, p), TypeError, "got a batch of 2");
});
