/** Gradients through operations on mixtures: to the parameters of the mixtures, to what operations are given, and in the new parameters. */
import {
  addNoise,
  affine,
  choleskyCovariance,
  collapse,
  condition,
  covarianceOf,
  elkEntropy,
  evaluate,
  exactEntropy,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  jointEntropy,
  marginal,
  meanOf,
  mix,
  type Mixture,
  pairwiseEntropy,
  product,
  reweight,
  select,
  softmax,
  uniformMixture,
} from "../../mod.ts";
import { mul, square, sum } from "../../ops.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { assertSlopes } from "../support/finite_differences.ts";
import { randomNumbers } from "../support/random_numbers.ts";
import { numbersOf } from "../support/results.ts";

const logits = input([0.2, -0.4, 0.7], { name: "logits" });
const means = input([[0, 0.3, -0.5], [1.2, 0.8, 0.1], [-0.7, 1.1, 0.9]], { name: "means" });
const covariances = input(
  [
    [[1, 0.3, 0.1], [0.3, 0.8, -0.2], [0.1, -0.2, 1.2]],
    [[0.6, 0, 0.2], [0, 1, 0.1], [0.2, 0.1, 0.9]],
    [[1.1, -0.3, 0], [-0.3, 0.7, 0.2], [0, 0.2, 0.8]],
  ],
  { name: "covariances" },
);
const variances = input([[1, 0.5, 0.8], [0.7, 1.2, 0.9], [0.6, 1, 1.1]], { name: "variances" });
const variance = input(0.9, { name: "variance" });
const widths = input([[1, 1.5, 2], [2, 1.2, 1], [1.7, 2.1, 1.4]], { name: "widths" });
const A = input([[1.1, -0.4, 0.3], [0.2, 0.9, 0.6]], { name: "A" });
const factors = input([1.5, -0.7, 0.6], { name: "factors" }), b = input([0.5, -1], { name: "b" });
const x = input(0.6, { name: "x" }), shares = input([0.3, -0.2], { name: "shares" });
const noise = input([[1, 0, 0], [0.2, 0.8, 0], [0.1, -0.3, 0.7]], { name: "noise" });

const weights = softmax(logits);
const full = gaussianMixture({ weights, means, covariances });
const shared = gaussianMixture({
  weights,
  means,
  covariance: choleskyCovariance(noise),
});
const diagonal = gaussianMixture({ weights, means, variances });
const spherical = gaussianMixture({ weights, means, variance });
const boxes = uniformMixture({ weights, centers: means, widths });

/** Smooth functions of all parameters of a mixture. */
function valuesOf(q: Mixture): Expr[] {
  return [
    elkEntropy(q),
    sum(mul(square(meanOf(q)), 1.5)),
    sum(square(covarianceOf(q))),
    jointEntropy(q),
  ];
}

const leaves = {
  covariances: full.parameters.covariances,
  ...{ logits, means, variances, variance, A, factors, b, x, shares, noise },
};

const cases: { readonly [name: string]: () => readonly Mixture[] } = {
  affine: () => [
    affine(full, A, b),
    affine(shared, A),
    affine(diagonal, factors, 1),
    affine(spherical, A, b),
    affine(full, factors),
    affine(spherical, x, x),
  ],
  "marginal and condition": () => [
    marginal(full, [2, 0]),
    marginal(diagonal, [1]),
    condition(full, { 1: x }),
    condition(shared, { 0: x, 2: mul(x, x) }),
    condition(diagonal, { 2: x }),
    condition(spherical, { 0: x }),
  ],
  "noise and weights": () => [
    addNoise(full, choleskyCovariance(noise)),
    addNoise(diagonal, square(factors)),
    addNoise(spherical, x),
    reweight(full, softmax(logits)),
    select(full, [2, 0]),
    collapse(full, ["a", "b", "a"]),
    collapse(diagonal, [[1, 2], [0]], { structure: "diagonal" }),
  ],
  mix: () => [
    mix([full, diagonal, affine(spherical, 2)], softmax(input([0, 0.1, 0.2]))),
    mix([diagonal, spherical], softmax(shares)),
    mix([shared, reweight(shared, softmax(logits)), shared, shared]),
  ],
  product: () => [product(full, marginal(full, [1])), product(diagonal, spherical)],
};

for (const [name, of] of Object.entries(cases)) {
  Deno.test(`gradients of what operations make agree with differences: ${name}`, async () => {
    const outputs = Object.fromEntries(
      of().flatMap((q, t) => valuesOf(q).map((value, s) => [`${name} ${t}, ${s}`, value])),
    );
    await assertSlopes(outputs, leaves, randomNumbers(4));
  });
}

Deno.test("gradients of boxes agree with differences", async () => {
  const all = [
    affine(boxes, factors, 1),
    marginal(boxes, [1, 2]),
    condition(boxes, { 1: 0.6 }),
    select(boxes, [1, 2]),
    mix([boxes, affine(boxes, 2)], softmax(shares)),
    product(boxes, marginal(boxes, [0])),
    collapse(boxes, [0, 1, 0]),
  ];
  const outputs = Object.fromEntries(
    all.flatMap((q, t) => valuesOf(q).slice(1).map((value, s) => [`${t}, ${s}`, value])),
  );
  await assertSlopes(outputs, { logits, means, widths, factors, shares }, randomNumbers(5));
});

Deno.test("a gradient in the new parameters is that of a mixture that was given them", async () => {
  const q = mix([affine(full, A, b), select(marginal(full, [0, 1]), [1])], [0.4, 0.6]);
  const value = pairwiseEntropy(q, { distance: "kl" });
  const own = await evaluate({ parameters: q.parameters, slopes: gradient(value, q) });
  const again = gaussianMixture(own.parameters as never);
  const expected = await evaluate(gradient(pairwiseEntropy(again, { distance: "kl" }), again));
  for (const [name, slope] of Object.entries(own.slopes)) {
    const other = numbersOf(new Map(Object.entries(expected)).get(name)!);
    numbersOf(slope!).forEach((y, t) => assertAlmostEquals(y, other[t]!, 1e-12));
  }
});

Deno.test("exact entropies have gradients in the new parameters", async () => {
  const q = mix([spherical, diagonal]);
  const line = marginal(q, [0]);
  const found = await exactEntropy(line, { gradient: true });
  const slopes = found!.gradient!;
  // Σ ∂h/∂μᵢ = 0 and Σ cᵢ(∂h/∂cᵢ + 1) = h (MATH.md)
  assertAlmostEquals(numbersOf(slopes.means!).reduce((s, y) => s + y, 0), 0, 1e-9);
  const c = numbersOf((await evaluate(line.parameters)).weights!);
  const total = numbersOf(slopes.weights!).reduce((s, y, i) => s + c[i]! * (y + 1), 0);
  assertAlmostEquals(total, found!.value, 1e-8);
});

Deno.test("second derivatives go through mixing, selecting, mapping and products", async () => {
  const q = select(mix([affine(diagonal, factors), diagonal], softmax(shares)), [4, 0, 3]);
  const slope = sum(square(gradient(elkEntropy(q), means)));
  const twice = product(marginal(full, [0]), marginal(diagonal, [1, 2]));
  const ofProduct = sum(square(gradient(elkEntropy(twice), means)));
  await assertSlopes({ slope, ofProduct }, { means, factors, shares, logits }, randomNumbers(6));
});

Deno.test("a batch has the gradients of its mixtures", async () => {
  const several = input([[0.6, 0.4], [0.1, 0.9]], { name: "several" });
  const two = gaussianMixture({ means: [[0, 1], [2, 0.5]], variances: [[1, 0.4], [2, 1]] });
  const batch = reweight(two, several);
  const of = (p: Mixture) => elkEntropy(condition(mix([affine(p, 2), p]), { 0: 0.3 }));
  const all = numbersOf(await evaluate(gradient(of(batch), several)));
  const single = await Promise.all([[0.6, 0.4], [0.1, 0.9]].map(async (row) => {
    const w = input(row);
    return numbersOf(await evaluate(gradient(of(reweight(two, w)), w)));
  }));
  all.forEach((y, t) => assertAlmostEquals(y, single.flat()[t]!, 1e-13));
  assertEquals(batch.batch, 2);
});
