/**
 * Mixtures at points, against 50 digits (`vectors/make_points.py`), differences and the laws of densities and posteriors.
 */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import {
  density,
  evaluate,
  type EvaluateOptions,
  gaussianMixture,
  gradient,
  input,
  logDensity,
  type Mixture,
  responsibilities,
  score,
  uniformMixture,
} from "../../mod.ts";
import { mul, sub, sum } from "../../ops.ts";
import vectorsFile from "../vectors/points.json" with { type: "json" };
import { assertSlopes, withKinks } from "../support/finite_differences.ts";
import { normalNumbers, randomGaussians } from "../support/random_gaussians.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { array, numbersOf } from "../support/results.ts";

interface AtVector {
  readonly x: number[];
  readonly logDensity: number | "-inf";
  readonly responsibilities: number[];
  readonly score: number[];
}

interface PointVector {
  readonly name: string;
  readonly weights: number[];
  readonly means?: number[][];
  readonly covariances?: number[][][];
  readonly centers?: number[][];
  readonly widths?: number[][];
  readonly at: readonly AtVector[];
}

// the file holds these fields; TypeScript cannot see that its arrays are one type
const { cases } = vectorsFile as unknown as { readonly cases: readonly PointVector[] };

/** The mixture of a case, in the structure that its name says. */
function mixtureOf({ name, weights, means, covariances, centers, widths }: PointVector): Mixture {
  if (means === undefined || covariances === undefined) {
    return uniformMixture({ weights, centers: centers!, widths: widths! });
  }
  const diagonals = covariances.map((rows) => rows.map((row, a) => row[a]!));
  if (name.startsWith("shared")) {
    return gaussianMixture({ weights, means, covariance: covariances[0]! });
  }
  if (name.startsWith("one variance")) {
    return gaussianMixture({ weights, means, variance: diagonals[0]![0]! });
  }
  return name.startsWith("full")
    ? gaussianMixture({ weights, means, covariances })
    : gaussianMixture({ weights, means, variances: diagonals });
}

function assertNear(found: number, expected: number, tolerance: number, what: string): void {
  if (found === expected) return;
  const unit = Math.max(1, Math.abs(expected));
  assert(Math.abs(found - expected) <= tolerance * unit, `${what}: ${found}, not ${expected}`);
}

async function assertVectors(tolerance: number, options: EvaluateOptions): Promise<void> {
  for (const vector of cases) {
    const p = mixtureOf(vector), x = vector.at.map((at) => at.x), d = x[0]!.length;
    const found = await evaluate({
      logDensity: logDensity(p, x),
      density: density(p, x),
      responsibilities: responsibilities(p, x),
      score: score(p, x),
    }, options);
    const data = Object.fromEntries(
      Object.entries(found).map(([name, value]) => [name, numbersOf(value)]),
    );
    const k = p.components;
    vector.at.forEach((at, n) => {
      const what = `${vector.name} at ${at.x}`;
      const log = at.logDensity === "-inf" ? -Infinity : at.logDensity;
      // what the rounding of an exponent does to an exponential
      const far = Math.max(1, Math.abs(log) / 100);
      assertNear(data.logDensity![n]!, log, tolerance, `ln p of ${what}`);
      assertNear(data.density![n]!, Math.exp(log), tolerance * far, `p of ${what}`);
      for (const [name, own] of [["responsibilities", k], ["score", d]] as const) {
        at[name].forEach((expected, j) => {
          assertNear(
            data[name]![n * own + j]!,
            expected,
            10 * tolerance * far,
            `${name}[${j}] of ${what}`,
          );
        });
      }
    });
  }
}

Deno.test("log densities, densities, responsibilities and scores are those of 50 digits", async () => {
  await assertVectors(1e-13, {});
});

Deno.test("in single precision they are right to seven digits of what they are made of", async () => {
  await assertVectors(1e-5, { precision: "f32" });
});

Deno.test("one point is a row of several: the same numbers, a dimension less", async () => {
  const { weights, means, covariances } = randomGaussians(3, 2);
  const p = gaussianMixture({ weights, means, covariances }), x = [[0.3, -1], [2, 0.5]];
  for (const f of [logDensity, density, responsibilities, score]) {
    const [one, both] = await evaluate([f(p, x[1]!), f(p, x)]);
    const rows = numbersOf(both!), own = rows.length / 2;
    assertEquals(numbersOf(one!).length, own);
    numbersOf(one!).forEach((value, t) => assertNear(value, rows[own + t]!, 1e-14, f.name));
    assertEquals(array(both!).shape[0], 2);
  }
});

Deno.test("the integral of a density is 1, by the trapezoidal rule", async () => {
  const line = gaussianMixture({ weights: [0.2, 0.8], means: [[-1], [2]], variances: [0.5, 2] });
  const step = 1 / 16, grid = times(2 * 20 * 16, (t) => [-20 + t * step]);
  const onLine = numbersOf(await evaluate(density(line, grid)));
  // its error is exp(−2π²σ²/h²), far below rounding
  assertAlmostEquals(onLine.reduce((s, x) => s + x) * step, 1, 1e-13);
  const plane = gaussianMixture({
    means: [[0, 0], [1, 2]],
    covariances: [[[1, 0.5], [0.5, 1]], [[0.7, 0], [0, 0.6]]],
  });
  const h = 0.125, side = times(160, (t) => -10 + t * h);
  const square = side.flatMap((x) => side.map((y) => [x, y]));
  const onPlane = numbersOf(await evaluate(density(plane, square)));
  assertAlmostEquals(onPlane.reduce((s, x) => s + x) * h * h, 1, 1e-12);
  const boxes = uniformMixture({ centers: [[0, 0], [1, 0]], widths: [[1, 2], [2, 1]] });
  // in the middles of cells whose sides are met by faces
  const middles = times(40, (t) => -2 + (t + 0.5) * h);
  const cells = middles.flatMap((x) => middles.map((y) => [x, y]));
  const inBoxes = numbersOf(await evaluate(density(boxes, cells)));
  assertAlmostEquals(inBoxes.reduce((s, x) => s + x) * h * h, 1, 1e-13);
});

Deno.test("responsibilities sum to 1 however far a point lies, and to 0 where the density is 0", async () => {
  const random = normalNumbers(randomNumbers(5));
  for (const reach of [1, 1e3, 1e6, 1e9, 1e120]) {
    const p = gaussianMixture(randomGaussians(7, 3));
    const x = times(40, () => times(3, () => reach * random()));
    const rows = numbersOf(await evaluate(responsibilities(p, x))), k = p.components;
    for (let n = 0; n < x.length; n++) {
      const total = rows.slice(n * k, (n + 1) * k).reduce((s, r) => s + r);
      assertAlmostEquals(total, 1, 1e-14 * k, `at ${reach}`);
    }
  }
  const boxes = uniformMixture({ centers: [[0], [3]], widths: 1 });
  assertEquals(numbersOf(await evaluate(responsibilities(boxes, [[1.5], [3]]))), [0, 0, 0, 1]);
  assertEquals(numbersOf(await evaluate(score(boxes, [[1.5], [3]]))), [0, 0]);
});

Deno.test("the score of a far point is that of its nearest component, with all its digits", async () => {
  const p = gaussianMixture({ weights: [0.3, 0.7], means: [[0], [2]], variances: [1, 1] });
  for (const x of [1e4, 1e8, 1e12, 1e100]) {
    const [slope] = numbersOf(await evaluate(score(p, [[x]])));
    assertAlmostEquals(slope! / (2 - x), 1, 1e-12, `at ${x}`);
  }
});

Deno.test("a component of weight 0 has no responsibility, also where it alone is near", async () => {
  const p = gaussianMixture({ weights: [0, 1], means: [[0], [200]], variance: 1 });
  assertEquals(numbersOf(await evaluate(responsibilities(p, [[0], [200]]))), [0, 1, 0, 1]);
  assertAlmostEquals(numbersOf(await evaluate(score(p, [[0]])))[0]!, 200, 1e-10);
});

Deno.test("the score is the gradient of the log density in the points", async () => {
  for (const structure of ["full", "shared", "variances"] as const) {
    const { weights, means, covariances } = randomGaussians(11, 3);
    const p = structure === "full"
      ? gaussianMixture({ weights, means, covariances })
      : structure === "shared"
      ? gaussianMixture({ weights, means, covariance: covariances[0]! })
      : gaussianMixture({ weights, means, variances: covariances.map((c) => c[0]![0]!) });
    const x = input([[0, 1, 2], [3, -1, 0.5], [40, 0, 0]], { name: "x" });
    const [direct, reverse] = await evaluate([
      score(p, x),
      gradient(sum(logDensity(p, x)), x),
    ]);
    numbersOf(direct!).forEach((value, t) => {
      assertNear(value, numbersOf(reverse!)[t]!, 1e-12, `${structure} ${t}`);
    });
  }
});

Deno.test("gradients in parameters and points are differences of values", async () => {
  const random = randomNumbers(17), { weights, means, covariances } = randomGaussians(2, 2);
  const x = input([[0, 1], [2, -1], [1, 1]], { name: "x" });
  const full = gaussianMixture({ weights, means, covariances });
  const factors = times(3 * full.components, random);
  const byComponent = { data: factors, shape: [3, full.components] };
  await assertSlopes(
    {
      logDensity: sum(mul([1, -2, 0.5], logDensity(full, x))),
      density: sum(density(full, x)),
      responsibilities: sum(mul(byComponent, responsibilities(full, x))),
      score: sum(mul([0.3, -1], score(full, x))),
    },
    { x, means: full.parameters.means, covariances: full.parameters.covariances },
    random,
  );
  const boxes = uniformMixture({ centers: [[0, 0], [1, 1]], widths: [[2, 2], [2, 3]] });
  const inside = input([[0.5, 0.5], [0.9, -0.2]], { name: "inside" });
  await assertSlopes(
    { logDensity: sum(logDensity(boxes, inside)), density: sum(density(boxes, inside)) },
    { inside, centers: boxes.parameters.centers, widths: boxes.parameters.widths },
    random,
    withKinks,
  );
});

Deno.test("a batch is its mixtures one by one, at points for all or points of their own", async () => {
  const one = randomGaussians(21, 2), other = { ...randomGaussians(21, 2), weights: one.weights };
  const means = [one.means, other.means.map((mean) => mean.map((x) => x + 1))];
  const covariances = [
    one.covariances,
    other.covariances.map((s) => s.map((row) => row.map((v) => 2 * v))),
  ];
  const weights = [one.weights, one.weights];
  const batch = gaussianMixture({ weights, means, covariances });
  const common = [[0, 1], [2, 3], [-1, 0.5]], own = [common, [[9, 9], [0, 0], [1, 2]]];
  for (const f of [logDensity, density, responsibilities, score]) {
    const together = numbersOf(await evaluate(f(batch, common)));
    const apart = numbersOf(await evaluate(f(batch, own)));
    for (const b of [0, 1]) {
      const p = gaussianMixture({
        weights: weights[b]!,
        means: means[b]!,
        covariances: covariances[b]!,
      });
      const [single, withOwn] = await evaluate([f(p, common), f(p, own[b]!)]);
      const size = numbersOf(single!).length;
      numbersOf(single!).forEach((value, t) =>
        assertNear(together[b * size + t]!, value, 1e-13, f.name)
      );
      numbersOf(withOwn!).forEach((value, t) =>
        assertNear(apart[b * size + t]!, value, 1e-13, f.name)
      );
    }
  }
});

Deno.test("points may be the means of the mixture itself", async () => {
  const p = gaussianMixture({ weights: [0.25, 0.75], means: [[0], [2]], variance: 1 });
  const found = numbersOf(await evaluate(logDensity(p, p.parameters.means)));
  // ln(¼ φ(0) + ¾ φ(2)) and ln(¼ φ(2) + ¾ φ(0)), with 50 digits by mpmath
  assertAlmostEquals(found[0]!, -1.9644799404114322, 1e-15);
  assertAlmostEquals(
    found[1]!,
    Math.log(0.25 * Math.exp(-2) + 0.75) - 0.5 * Math.log(2 * Math.PI),
    1e-15,
  );
  const shares = array(await evaluate(responsibilities(p, p.parameters.means)));
  assertEquals(shares.shape, [2, 2]);
  // row i is the point μᵢ: r₁(μ₀) = ¾ e⁻² / (¼ + ¾ e⁻²)
  assertAlmostEquals(shares.data[1]!, 3 * Math.exp(-2) / (1 + 3 * Math.exp(-2)), 1e-15);
});

Deno.test("many points over one covariance are whitened: the same numbers", async () => {
  const { weights, means, covariances } = randomGaussians(6, 4, 60);
  const covariance = covariances[0]!, k = means.length;
  const random = normalNumbers(randomNumbers(1));
  const n = Math.ceil(2 ** 19 / (16 * k)) + 1;
  const x = times(n, () => times(4, random));
  const shared = gaussianMixture({ weights, means, covariance });
  const each = gaussianMixture({ weights, means, covariances: means.map(() => covariance) });
  for (const f of [logDensity, score]) {
    const [fast, sure] = await evaluate([f(shared, x), f(each, x)]);
    const expected = numbersOf(sure!);
    const worst = Math.max(
      ...numbersOf(fast!).map((value, t) =>
        Math.abs(value - expected[t]!) / Math.max(1, Math.abs(expected[t]!))
      ),
    );
    assertLess(worst, 1e-11, f.name);
  }
  const apart = await evaluate(sum(sub(logDensity(shared, x), logDensity(each, x))));
  assertLess(Math.abs(apart), 1e-9 * n);
});
