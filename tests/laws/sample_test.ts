/** What samples say against mpmath with 50 digits, SciPy and scikit-learn (tests/vectors/make_samples.py). */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  DomainError,
  evaluate,
  gaussianMixture,
  gradient,
  kernelDensity,
  leaveOneOutEntropy,
  likelihoodBandwidth,
  nearestNeighbourEntropy,
  NotPositiveDefiniteError,
  pairwiseEntropy,
  ShapeError,
  uniformMixture,
  UnknownNameError,
} from "../../mod.ts";
import { sampleCovariance } from "../../src/sample/covariance.ts";
import { dependentColumns } from "../../src/sample/dependence.ts";
import { nearestDistances } from "../../src/sample/nearest_neighbours.ts";
import vectors from "../vectors/samples.json" with { type: "json" };
import { randomNumbers } from "../support/random_numbers.ts";
import { refuses, wrong } from "../support/sentences.ts";
import { assertRelative } from "../support/comparison.ts";
import { scalar } from "../support/results.ts";

/** The rows of a case: the formula stands in make_samples.py. */
function rowsOf(n: number, columns: readonly (readonly number[])[]): number[][] {
  return Array.from(
    { length: n },
    (_, r) =>
      columns.map(([offset, scale], a) =>
        offset! + scale! * (((r + 1) * (7919 + 104729 * a)) % 1009 - 504)
      ),
  );
}

function weightsOf(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, r) => 1 + (r * 31) % 7);
}

for (const { name, n, columns, covariance, weighted } of vectors) {
  Deno.test(`covariance: ${name}: agrees with two passes in 50 digits to 1e-12, with and without weights`, () => {
    const values = Float64Array.from(rowsOf(n, columns).flat()), d = columns.length;
    for (
      const [weights, expected] of [[undefined, covariance], [weightsOf(n), weighted]] as const
    ) {
      const actual = sampleCovariance({ values, n, d, weights });
      for (const [e, entry] of expected.flat().entries()) {
        assertRelative(actual[e]!, entry, 1e-12, `entry ${e}`);
      }
    }
  });
}

Deno.test("covariance: weights of any size say the same, and a row of weight 0 is not there", () => {
  const values = Float64Array.from(rowsOf(30, [[0, 1], [1e6, 0.5]]).flat()), n = 30, d = 2;
  const weights = weightsOf(n);
  const expected = sampleCovariance({ values, n, d, weights });
  for (const scale of [2 ** -1070, 2 ** -500, 2 ** 500, 2 ** 1020]) {
    const scaled = weights.map((w) => w * scale);
    assertEquals(sampleCovariance({ values, n, d, weights: scaled }), expected, `${scale}`);
  }
  const more = { values: Float64Array.of(...values, 1e9, -1e9), n: n + 1, d };
  const actual = sampleCovariance({ ...more, weights: Float64Array.of(...weights, 0) });
  for (const [e, entry] of expected.entries()) assertRelative(actual[e]!, entry, 1e-14, `${e}`);
});

for (const c of vectors) {
  if (c.scott === undefined) continue;
  const { name, n, columns } = c, data = rowsOf(n, columns), weights = weightsOf(n);

  Deno.test(`kernel density: ${name}: kernel and leave-one-out estimate are SciPy's`, async () => {
    const p = kernelDensity(data), q = kernelDensity(data, { bandwidth: "silverman", weights });
    const values = await evaluate({
      one: p.parameters.covariance,
      other: q.parameters.covariance,
      leaveOneOut: leaveOneOutEntropy(p),
      weighted: leaveOneOutEntropy(q),
    });
    for (const [e, entry] of c.covariance.flat().entries()) {
      assertRelative(values.one.data[e]!, c.scott! ** 2 * entry, 1e-12, `entry ${e}`);
      assertRelative(values.other.data[e]!, c.weightedKernel!.flat()[e]!, 1e-9, `entry ${e}`);
    }
    assertRelative(values.leaveOneOut, c.leaveOneOut!, 1e-9, "the estimate");
    assertRelative(values.weighted, c.weightedLeaveOneOut!, 1e-9, "the weighted estimate");
  });

  Deno.test(`likelihood: ${name}: the factor is where the derivative is 0`, async () => {
    assertRelative(await likelihoodBandwidth(data), c.likelihoodFactor!, 1e-6, "the factor");
    assertRelative(
      await likelihoodBandwidth(data, { weights }),
      c.weightedLikelihoodFactor!,
      1e-6,
      "the weighted factor",
    );
  });

  Deno.test(`nearest neighbours: ${name}: the estimate is that of scikit-learn's distances`, () => {
    for (const [k, expected] of Object.entries(c.nearest!)) {
      const actual = nearestNeighbourEntropy(data, { neighbours: Number(k) });
      assertAlmostEquals(actual, expected, 1e-11 * Math.max(1, Math.abs(expected)), k);
    }
  });
}

Deno.test("kernel density: numbers for every coordinate and matrices are the kernel itself", async () => {
  const data = [[0, 1], [2, 5], [3, 4]], n = 3;
  const matrix = [[2, 0.5], [0.5, 1]];
  const forms = [
    [kernelDensity(data, { bandwidth: [2, 3] }), { covariance: [[4, 0], [0, 9]] }],
    [kernelDensity(data, { bandwidth: Float32Array.of(2, 3) }), { covariance: [[4, 0], [0, 9]] }],
    [kernelDensity(data, { bandwidth: matrix }), { covariance: matrix }],
    [kernelDensity(data, { variance: 0.25 }), { variance: 0.25 }],
    // by hand: the variances are 7/3 and 13/3, the covariance 8/3
    [kernelDensity(data, { bandwidth: 0.5 }), {
      covariance: [[7 / 12, 2 / 3], [2 / 3, 13 / 12]],
    }],
  ] as const;
  for (const [p, spread] of forms) {
    assertEquals([p.components, p.dimension], [n, 2]);
    const q = gaussianMixture({ means: data, ...spread });
    const both = await evaluate({
      actual: pairwiseEntropy(p, { distance: "kl" }),
      expected: pairwiseEntropy(q, { distance: "kl" }),
    });
    assertAlmostEquals(scalar(both.actual), scalar(both.expected), 1e-12);
  }
  const line = kernelDensity([0, 1, 5], { weights: [1, 2, 1], variance: 1 });
  const { weights } = await evaluate({ weights: line.parameters.weights });
  assertEquals([...weights.data], [0.25, 0.5, 0.25]);
});

Deno.test("kernel density: what cannot be a kernel is a sentence with column, value and what was expected", async () => {
  const data = [[0, 1, 7, 1], [2, 5, 7, 7], [3, 4, 7, 7], [5, 5, 7, 10], [1, 1, 7, 2]];
  const of = (options: Record<string, unknown>) => () => kernelDensity(data, wrong(options));
  await refuses(
    of({}),
    DomainError,
    "got column 2 with 7 in all 5 rows; column 3, a linear combination of column 0, column 1",
  );
  await refuses(of({ bandwidth: "scot" }), UnknownNameError, 'did you mean "scott"?');
  await refuses(
    of({ bandwidth: "likelihood" }),
    UnknownNameError,
    "await likelihoodBandwidth(data)",
  );
  await refuses(of({ bandwidht: 1 }), UnknownNameError, 'did you mean "bandwidth"?');
  await refuses(of({ bandwidth: 1, variance: 1 }), TypeError, "one of bandwidth and variance");
  await refuses(of({ bandwidth: [1, 1] }), ShapeError, "[4] standard deviations", "got [2]");
  await refuses(of({ bandwidth: [1, 1, 0, 1] }), DomainError, "got 0 at bandwidth[2]");
  await refuses(of({ bandwidth: [1, 1, 1e-200, 1] }), NotPositiveDefiniteError, "bandwidth");
  await refuses(of({ variance: -1 }), DomainError, "got -1");
  await refuses(of({ variance: "1" }), DomainError, 'got "1"');
  await refuses(of({ weights: [1, 2] }), ShapeError, "Expected 5 weights", "got [2]");
  await refuses(of({ weights: [1, 2, -1, 1, 1] }), DomainError, "got -1 at weights[2]");
  await refuses(of({ weights: [0, 0, 0, 0, 0] }), DomainError, "all 0");
  const line = [[0], [1], [3]];
  await refuses(() => kernelDensity(line, { bandwidth: -1 }), DomainError, "got -1");
  await refuses(() => kernelDensity(line, { bandwidth: 1e200 }), DomainError, "got 1e+200");
  await refuses(() => kernelDensity([[0, 1], [1, 3]]), ShapeError, "at least 3 rows", "got 2");
  await refuses(() => kernelDensity([[0], [NaN]]), DomainError, "NaN at data[1][0]");
  await refuses(() => kernelDensity([[[0]]]), ShapeError, "[n, d]", "got [1, 1, 1]");
  await refuses(() => kernelDensity([[1e200], [-1e200]]), DomainError, "column 0 with Infinity");
});

Deno.test("dependence: every column that others explain is named, with those that do", () => {
  const random = randomNumbers(4), n = 50;
  const x = Array.from({ length: n }, () => [random(), random(), random()]);
  // a, b, a + 2b, 5, c, b − c
  const values = Float64Array.from(
    x.flatMap(([a, b, c]) => [a!, b!, a! + 2 * b!, 5, 1e6 * c!, b! - c!]),
  );
  assertEquals(dependentColumns(sampleCovariance({ values, n, d: 6 }), 6), [
    { column: 2, on: [0, 1] },
    { column: 3, on: [] },
    { column: 5, on: [1, 4] },
  ]);
});

Deno.test("leave one out: weights of 0 and 1, boxes that nothing meets, gradients by differences", async () => {
  const far = uniformMixture({ centers: [[0], [9]], widths: 1 });
  assertEquals(await evaluate(leaveOneOutEntropy(far)), Infinity);
  const means = [[0], [1], [4]], variance = 1;
  const sure = gaussianMixture({ weights: [1, 0, 0], means, variance });
  assertEquals(await evaluate(leaveOneOutEntropy(sure)), Infinity);
  const two = gaussianMixture({ weights: [0.25, 0.75, 0], means, variance });
  // by hand: each under the other
  const expected = 0.5 * Math.log(2 * Math.PI) + 0.5;
  assertAlmostEquals(await evaluate(leaveOneOutEntropy(two)), expected, 1e-14);
  await refuses(
    () => leaveOneOutEntropy(gaussianMixture({ means: [[0]], variance })),
    ShapeError,
    "at least 2 components",
    "got 1",
  );
  const step = 1e-5,
    at = (x: number) => leaveOneOutEntropy(gaussianMixture({ means: [[0], [x], [4]], variance }));
  const p = gaussianMixture({ means, variance });
  const found = await evaluate({
    slope: gradient(leaveOneOutEntropy(p), p).means,
    before: at(1 - step),
    after: at(1 + step),
  });
  assertAlmostEquals(found.slope.data[1]!, (found.after - found.before) / (2 * step), 1e-8);
});

Deno.test("likelihood: points that all repeat have no best bandwidth, and the sentence says why", async () => {
  const twice = [[0], [0], [1], [1], [5], [5]];
  await refuses(() => likelihoodBandwidth(twice), DomainError, "points repeat", "factor of");
  await refuses(
    () => likelihoodBandwidth([[1], [1]]),
    DomainError,
    "column 0 with 1 in all 2 rows",
  );
});

Deno.test("nearest neighbours: the tree finds the distances that looking at all pairs finds", () => {
  const random = randomNumbers(11);
  for (
    const [n, d, grid] of [[2, 1, 0], [300, 1, 0], [500, 3, 0], [400, 2, 5], [200, 12, 0]] as const
  ) {
    const values = Float64Array.from({ length: n * d }, () => {
      const x = random();
      return grid > 0 ? Math.floor(grid * x) : x;
    });
    for (const k of [1, 2, 7, n - 1].filter((k) => k < n)) {
      const actual = nearestDistances({ values, n, d }, k);
      for (let r = 0; r < n; r++) {
        const squares = Array.from({ length: n }, (_, q) => {
          let squared = 0;
          for (let a = 0; a < d; a++) squared += (values[r * d + a]! - values[q * d + a]!) ** 2;
          return squared;
        });
        squares.splice(r, 1);
        squares.sort((a, b) => a - b);
        assertEquals(actual[r], Math.sqrt(squares[k - 1]!), `${n} ${d} ${grid} ${k} ${r}`);
      }
    }
  }
});

Deno.test("nearest neighbours: whitened, the units of the columns shift the estimate by their logarithms", () => {
  const random = randomNumbers(13), n = 200;
  const data = Array.from({ length: n }, () => [random(), random()]);
  const scaled = data.map(([x, y]) => [1e15 + 1000 * x!, 1e-3 * y! + 2e-3 * x!]);
  const options = { whiten: true };
  const near = nearestNeighbourEntropy(data, options);
  // the determinant of the map is 1000 · 1e-3; beside 1e15 the numbers have three digits after the point at most
  assertAlmostEquals(nearestNeighbourEntropy(scaled, options), near, 1e-2);
  const exact = data.map(([x, y]) => [1024 * x!, y! / 4]);
  assertAlmostEquals(nearestNeighbourEntropy(exact, options), near + Math.log(256), 1e-11);
});

Deno.test("nearest neighbours: repeated points have no density, and mistakes are sentences", async () => {
  assertEquals(nearestNeighbourEntropy([0, 0, 0, 1], { neighbours: 2 }), -Infinity);
  assert(Number.isFinite(nearestNeighbourEntropy([0, 0, 2, 5], { neighbours: 2 })));
  const of = (options: Record<string, unknown>) => () =>
    nearestNeighbourEntropy([0, 1, 3], wrong(options));
  await refuses(of({}), ShapeError, "more than 3 rows", "got 3");
  await refuses(of({ neighbours: 0 }), DomainError, "neighbours", "got 0");
  await refuses(of({ neighbors: 1 }), UnknownNameError, 'did you mean "neighbours"?');
  await refuses(of({ neighbours: 1, whiten: 1 }), TypeError, "whiten", "got 1");
  await refuses(() => nearestNeighbourEntropy([0, NaN, 1, 2]), DomainError, "NaN at data[1]");
});

Deno.test("estimates of 200 draws of N(0, I₂): the entropy of the estimate is above the truth, the others are near it", async () => {
  const random = randomNumbers(14), n = 200;
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const data = Array.from({ length: n }, () => [normal(), normal()]);
  const truth = Math.log(2 * Math.PI * Math.E), p = kernelDensity(data);
  const values = await evaluate({
    leaveOneOut: leaveOneOutEntropy(p),
    ofEstimate: pairwiseEntropy(p, { distance: "elk" }),
  });
  // the standard deviation of −ln p is 1: 1/√200 = 0.07 of each mean
  assertAlmostEquals(values.leaveOneOut, truth, 0.2);
  assertAlmostEquals(nearestNeighbourEntropy(data), truth, 0.25);
  assert(values.ofEstimate > values.leaveOneOut + 0.05);
});
