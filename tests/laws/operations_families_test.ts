/**
 * Operations on mixtures of several families, part by part: their densities and moments against what the definitions make of the
 * densities of the mixtures that they were made of.
 */
import {
  affine,
  collapse,
  condition,
  covarianceOf,
  DomainError,
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  jointEntropy,
  laplaceMixture,
  logDensity,
  logisticMixture,
  marginal,
  meanOf,
  mix,
  type Mixture,
  mixtureOf,
  product,
  reweight,
  select,
  softmax,
  studentTMixture,
  uniformMixture,
} from "../../mod.ts";
import { add, exp, mul, square, sub, sum, sumOverCoordinates } from "../../ops.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { assertSlopes } from "../support/finite_differences.ts";
import { randomNumbers } from "../support/random_numbers.ts";
import { numbersOf } from "../support/results.ts";
import { refuses } from "../support/sentences.ts";

const p = mixtureOf([
  { weight: 0.2, gaussian: { mean: [0, 1], covariance: [[1, 0.4], [0.4, 0.8]] } },
  { weight: 0.1, gaussian: { mean: [2, -1], covariance: [[0.5, 0], [0, 1]] } },
  { weight: 0.25, laplace: { location: [1, 0], scale: [0.5, 2] } },
  { weight: 0.15, uniform: { center: [0.3, 0.2], width: [3, 4] } },
  { weight: 0.2, studentT: { location: [-1, 0.5], scale: [0.7, 1], degreesOfFreedom: 5 } },
  { weight: 0.1, logistic: { location: [0.5, 2], scale: [0.4, 0.9] } },
]);
const weights = [0.2, 0.1, 0.25, 0.15, 0.2, 0.1];
const places = [[0, 1], [2, -1], [1, 0], [0.3, 0.2], [-1, 0.5], [0.5, 2]];
/** Variances along both coordinates, by the formulas of MATH.md: 2b², w²/12, s²ν/(ν − 2), π²s²/3. */
const variances = [
  [1, 0.8],
  [0.5, 1],
  [0.5, 8],
  [9 / 12, 16 / 12],
  [0.49 * 5 / 3, 5 / 3],
  [Math.PI ** 2 * 0.16 / 3, Math.PI ** 2 * 0.81 / 3],
];
const points = [[0.3, 0.4], [-0.8, 1.3], [1.4, -0.9]];

/** The densities of the components at a point, those of all parts. */
async function componentDensities(q: Mixture, x: readonly number[]): Promise<number[]> {
  const values = await evaluate(
    q.parts.map((part): Expr => mul(part.at(0).weight, exp(logDensity(part.at(0), x)))),
  ) as readonly { readonly data: Float64Array }[];
  return values.flatMap(numbersOf);
}

async function densityAt(q: Mixture, x: readonly number[]): Promise<number> {
  return (await componentDensities(q, x)).reduce((total, one) => total + one, 0);
}

Deno.test("a map of coordinates moves densities, and divides them by |det A|, in every family", async () => {
  for (const x of points) {
    const before = await densityAt(p, x);
    assertAlmostEquals(
      await densityAt(affine(p, -2, 1), x.map((y) => 1 - 2 * y)),
      before / 4,
      1e-14,
    );
    const moved = affine(p, [3, -0.5], [1, 2]);
    assertAlmostEquals(
      await densityAt(moved, [3 * x[0]! + 1, 2 - 0.5 * x[1]!]),
      before / 1.5,
      1e-14,
    );
    const turned = affine(p, [[0, 2], [-1, 0]]);
    assertAlmostEquals(await densityAt(turned, [2 * x[1]!, -x[0]!]), before / 2, 1e-14);
  }
});

Deno.test("a density is that of a coordinate by that of the other given it", async () => {
  for (const [x, y] of points) {
    const given = condition(p, { 0: x! }), other = condition(p, { 1: y! });
    const both = await densityAt(p, [x!, y!]);
    const first = await densityAt(marginal(p, [0]), [x!]);
    const second = await densityAt(marginal(p, [1]), [y!]);
    assertAlmostEquals(await densityAt(given, [y!]) * first, both, 1e-14);
    assertAlmostEquals(await densityAt(other, [x!]) * second, both, 1e-14);
  }
});

Deno.test("weights, choices and mixtures of mixtures count components part by part", async () => {
  const other = [0.05, 0.15, 0.1, 0.3, 0.25, 0.15],
    q = gaussianMixture({ means: [[1, 1]], variance: 2 });
  const chosen = select(p, [5, 2, 0]), both = mix([q, p, chosen], [0.5, 0.3, 0.2]);
  assertEquals(chosen.components, 3);
  assertEquals(chosen.parts.map(({ family }) => family), ["gaussian", "laplace", "logistic"]);
  // Gaussians of three mixtures are one part
  assertEquals(both.parts.map(({ family, components }) => `${components} ${family}`), [
    ...["4 gaussian", "2 laplace", "1 uniform", "1 studentT", "2 logistic"],
  ]);
  for (const x of points) {
    const each = await componentDensities(p, x);
    const again = each.reduce((total, one, i) => total + one / weights[i]! * other[i]!, 0);
    assertAlmostEquals(await densityAt(reweight(p, other), x), again, 1e-14);
    const some = (each[0]! + each[2]! + each[5]!) / 0.55;
    assertAlmostEquals(await densityAt(chosen, x), some, 1e-14);
    const all = 0.5 * await densityAt(q, x) + 0.3 * await densityAt(p, x) + 0.2 * some;
    assertAlmostEquals(await densityAt(both, x), all, 1e-14);
  }
});

Deno.test("moments are those of all components, and collapsing keeps them", async () => {
  const merged = collapse(p, ["a", "b", "a", "b", "b", "a"]);
  assertEquals([merged.family, merged.components], ["gaussian", 2]);
  const found = await evaluate({
    mean: meanOf(p),
    covariance: covarianceOf(p),
    again: covarianceOf(merged),
    center: meanOf(merged),
  });
  const mean = [0, 1].map((a) => weights.reduce((s, w, i) => s + w * places[i]![a]!, 0));
  const entry = (a: number, b: number) =>
    weights.reduce((s, w, i) => {
      const own = a === b ? variances[i]![a]! : i === 0 ? 0.4 : 0;
      return s + w * (own + (places[i]![a]! - mean[a]!) * (places[i]![b]! - mean[b]!));
    }, 0);
  const entries = [entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1)];
  for (
    const [values, expected] of [
      [found.mean, mean],
      [found.center, mean],
      [found.covariance, entries],
      [found.again, entries],
    ] as const
  ) {
    numbersOf(values).forEach((x, t) => assertAlmostEquals(x, expected[t]!, 1e-13));
  }
});

Deno.test("independent variables of one family have one density, in each family", async () => {
  const all: readonly Mixture[] = [
    laplaceMixture({ locations: [[0], [2]], scales: [[1], [0.5]] }),
    logisticMixture({ weights: [0.3, 0.7], locations: [[0], [1]], scales: 0.8 }),
    uniformMixture({ centers: [[0], [1]], widths: [[2], [4]] }),
    studentTMixture({ locations: [[0.5]], scales: 1.5, degreesOfFreedom: 3 }),
  ];
  for (const q of all) {
    const twice = product(q, affine(q, 2));
    assertEquals(twice.components, q.components ** 2);
    for (const [x, y] of points) {
      assertAlmostEquals(
        await densityAt(twice, [x!, y!]),
        await densityAt(q, [x!]) * await densityAt(q, [y! / 2]) / 2,
        1e-14,
      );
    }
  }
});

Deno.test("a family of one's own is weighed, chosen and mixed", async () => {
  const own = mixtureOf([{
    weights: [0.25, 0.75],
    own: {
      dimension: 1,
      parameters: { place: [0, 3] },
      // exp(−|x − m|²)/√π
      logDensity: (x, { place }) =>
        sub(-0.5 * Math.log(Math.PI), sumOverCoordinates(square(sub(x, place!)))),
      sample: (u) => u,
      entropy: () => input(0.5 * Math.log(Math.PI * Math.E)),
    },
  }]);
  const again = mix([reweight(own, [0.5, 0.5]), select(own, [1])]);
  assertEquals([again.components, again.parts.length], [3, 1]);
  const { place, weights: shares } = await evaluate(again.parameters) as {
    readonly [name: string]: { readonly data: Float64Array };
  };
  assertEquals([...place!.data], [0, 3, 3]);
  assertEquals([...shares!.data], [0.25, 0.25, 0.5]);
});

Deno.test("gradients flow through all parts", async () => {
  const logits = input([0.1, -0.3, 0.2, 0.4], { name: "logits" });
  const means = input([[0, 1], [2, -1]], { name: "means" });
  const scales = input([[0.5, 2], [1, 0.7]], { name: "scales" });
  const x = input(0.4, { name: "x" });
  const both = reweight(
    mix([
      gaussianMixture({ means, variances: square(scales) }),
      laplaceMixture({ locations: means, scales }),
    ]),
    softmax(logits),
  );
  const outputs = Object.fromEntries(
    Object.entries({
      affine: affine(both, x, 1),
      condition: condition(both, { 1: x }),
      select: select(both, [3, 1]),
      collapse: collapse(both, [0, 1, 0, 1]),
    }).flatMap(([name, q]) => [
      [`${name}: joint`, jointEntropy(q)],
      [`${name}: moments`, add(sum(square(meanOf(q))), sum(covarianceOf(q)))],
    ]),
  );
  await assertSlopes(outputs, { logits, means, scales, x }, randomNumbers(8));
  const slopes = gradient(jointEntropy(both), both);
  assertEquals(Object.keys(slopes), Object.keys(both.parameters));
});

Deno.test("far from all components the weights of a condition sum to 1, and are those of the nearest", async () => {
  const means = [[0, 0], [2, 1], [1, 1]], p = gaussianMixture({ means, variance: 1 });
  for (const far of [1e6, 1e8, 1e10]) {
    const q = condition(p, { 0: far }), { weights } = q.parameters;
    // the entropy of the one that is left, N(1, 1)
    const found = await evaluate({ entropy: jointEntropy(q), weights });
    assertAlmostEquals(found.entropy, 0.5 * Math.log(2 * Math.PI * Math.E), 1e-12);
    assertEquals([...found.weights.data], [0, 1, 0]);
  }
});

Deno.test("a part that cannot have the values has weight 0, and if none can, that is said", async () => {
  const boxes = mixtureOf([
    { weight: 0.5, uniform: { center: [0, 0], width: [1, 1] } },
    { weight: 0.5, laplace: { location: [0, 0], scale: [1, 1] } },
  ]);
  // the box is out, the Laplace distribution is left
  const { weights } = await evaluate({
    weights: condition(boxes, { 0: 3 }).parts[0]!.at(0).weight,
  });
  assertEquals(numbersOf(weights as never), [0]);
  const narrow = mixtureOf([
    { weight: 0.5, uniform: { center: [0, 0], width: [1, 1] } },
    { weight: 0.5, gaussian: { mean: [0, 0], variance: 1 } },
  ]);
  await refuses(
    () => evaluate(jointEntropy(condition(narrow, { 0: 1e200 }))),
    DomainError,
    "density above 0",
  );
});
