/**
 * Sobol's sequence against SciPy's generator (vectors/sobol.json, by make_sobol.py) and the published table, Owen's
 * scrambling by what it keeps, and estimates from it by what they promise.
 */
import {
  DomainError,
  evaluate,
  gaussianMixture,
  monteCarloEntropy,
  uniformMixture,
  UnknownNameError,
} from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { reversed, scrambled } from "../../src/expr/bits.ts";
import { directionsOf, mostDimensions } from "../../src/estimator/directions.ts";
import { gaussianEntropy } from "../support/exact_entropy.ts";
import { times } from "../support/random_numbers.ts";
import { numbersBy, ways } from "../support/ways.ts";
import sobolFile from "../vectors/sobol.json" with { type: "json" };

/** The digits of point `index` in a dimension, the first the lowest bit. */
function digitsOf(index: number, dimension: number): number {
  return directionsOf(dimension).reduce(
    (x, direction, t) => (index >>> t) & 1 ? (x ^ direction) >>> 0 : x,
    0,
  );
}

Deno.test("points are those of SciPy's generator, which go in the order of Gray codes", () => {
  const { dimensions, parts } = sobolFile;
  assertEquals([mostDimensions, dimensions.at(-1)], [481, 481]);
  for (const { first, points } of parts) {
    points.forEach((point, t) => {
      const n = first + t, gray = (n ^ (n >>> 1)) >>> 0;
      const own = dimensions.map((d) => reversed(digitsOf(gray, d - 1)));
      assertEquals(own, point, `point ${n}`);
    });
  }
});

Deno.test("the first direction numbers are those of new-joe-kuo-6.21201", () => {
  const published = [
    [1],
    [1, 3],
    [1, 3, 1],
    [1, 1, 1],
    [1, 1, 3, 3],
    [1, 3, 5, 13],
    [1, 1, 5, 5, 17],
    [1, 1, 5, 5, 5],
    [1, 1, 7, 11, 19],
  ];
  published.forEach((m, t) => {
    const own = m.map((_, i) => reversed(directionsOf(t + 1)[i]!) / 2 ** (31 - i));
    assertEquals(own, m, `dimension ${t + 2}`);
  });
});

const far = 2 ** 40 + 3;

Deno.test("scrambled points are as even as Sobol's: one in each interval, and in two dimensions in each box of the net", () => {
  const m = 7, n = 2 ** m;
  for (const seed of [0, 1, far]) {
    const at = (dimension: number) =>
      times(n, (index) => scrambled(digitsOf(index, dimension), seed, 3, dimension));
    for (const dimension of [0, 1, 2, 40, 480]) {
      const cells = new Set(at(dimension).map((u) => Math.floor(n * u)));
      assertEquals(cells.size, n, `dimension ${dimension}`);
    }
    const [x, y] = [at(0), at(1)];
    for (let a = 0; a <= m; a++) {
      const boxes = new Set(
        x.map((u, s) => `${Math.floor(2 ** a * u)} ${Math.floor(2 ** (m - a) * y[s]!)}`),
      );
      assertEquals(boxes.size, n, `boxes of 2^-${a} by 2^-${m - a}`);
    }
  }
});

Deno.test("each scrambled point is uniform, and points of other replicates and coordinates are independent of it", () => {
  const runs = 20_000, error = 4 / Math.sqrt(runs);
  const draws = (digits: number, stream: number, coordinate: number) =>
    times(runs, (seed) => scrambled(digits, seed, stream, coordinate));
  const mean = (x: readonly number[]) => x.reduce((sum, u) => sum + u) / runs;
  const points = [draws(0, 0, 0), draws(1, 0, 0), draws(0, 1, 0), draws(0, 0, 1)];
  for (const x of points) {
    assert(x.every((u) => u > 0 && u < 1));
    assertAlmostEquals(mean(x), 1 / 2, error * Math.sqrt(1 / 12));
    assertAlmostEquals(mean(x.map((u) => u * u)), 1 / 3, error * Math.sqrt(1 / 5 - 1 / 9));
    // the third digit, which many hashes leave alone
    assertAlmostEquals(mean(x.map((u) => Math.floor(8 * u) % 2)), 1 / 2, error / 2);
  }
  const [own, sibling, ...others] = points.map((x) => x.map((u) => u - 0.5));
  const product = (x: readonly number[], y: readonly number[]) => mean(x.map((u, t) => u * y[t]!));
  for (const x of others) assertAlmostEquals(product(own!, x), 0, error / 12);
  // points 0 and 1 lie in the two halves: E xy = −1/16 for independent places within them
  assertAlmostEquals(product(own!, sibling!), -1 / 16, error / 12);
});

Deno.test("two digits of a point are flipped independently, whatever the digits before", () => {
  // of a random permutation: each of 4 patterns of digits 2 and 5 falls on a quarter of seeds, also beside another prefix
  const runs = 20_000, counts = new Map<string, number>();
  for (let seed = 0; seed < runs; seed++) {
    const flips = [0b00000, 0b00001].map((digits) => {
      const u = scrambled(digits, seed, 0, 0);
      return `${Math.floor(4 * u) % 2}${Math.floor(32 * u) % 2}`;
    });
    counts.set(flips.join(" "), (counts.get(flips.join(" ")) ?? 0) + 1);
  }
  assertEquals(counts.size, 16);
  for (const [pattern, count] of counts) {
    assertAlmostEquals(count, runs / 16, 5 * Math.sqrt(runs / 16), pattern);
  }
});

const p = gaussianMixture({ weights: [0.3, 0.7], means: [[0, 0], [2, 1]], variances: [1, 2] });

Deno.test("an estimate from Sobol's sequence is the same however it is computed", async () => {
  const outputs = Object.values(
    monteCarloEntropy(p, { samples: 300, seed: far, sequence: "sobol" }),
  );
  const expected = await numbersBy({ native: false }, outputs);
  for (const [way, options] of Object.entries(ways)) {
    const actual = await numbersBy(options, outputs);
    actual.forEach(([x], t) => assertAlmostEquals(x!, expected[t]![0]!, 1e-13, way));
  }
});

Deno.test("errors fall faster than those of random draws: 64 times the draws make them more than 20 times smaller", async () => {
  const truth = gaussianEntropy([0.5, 0.5], [0, 2], [1, 1]);
  const q = gaussianMixture({ means: [[0], [2]], variance: 1 });
  const errorOf = async (samples: number) => {
    const values = await evaluate(
      times(20, (seed) => monteCarloEntropy(q, { samples, seed, sequence: "sobol" }).value),
    );
    return Math.hypot(...values.map((x) => x - truth)) / Math.sqrt(values.length);
  };
  assertLess(20 * await errorOf(64 * 256), await errorOf(256));
});

Deno.test("any number of draws: replicates of one more or less, as few as there are draws", async () => {
  for (const samples of [1, 2, 15, 16, 17, 33]) {
    const found = await evaluate(monteCarloEntropy(p, { samples, seed: 2, sequence: "sobol" }));
    assertEquals(found.degreesOfFreedom, Math.min(16, samples) - 1);
    assertEquals(found.standardError === Infinity, samples === 1);
    assert(Number.isFinite(found.value));
  }
});

Deno.test("the weights of draws sum to 1: the entropy of one box, whatever their number", async () => {
  const box = uniformMixture({ centers: [[1, 2]], widths: [[2, 4]] });
  for (const samples of [1, 7, 16, 100]) {
    const { value, standardError } = await evaluate(
      monteCarloEntropy(box, { samples, form: "plain", sequence: "sobol" }),
    );
    assertAlmostEquals(value, Math.log(8), 1e-14);
    if (samples > 1) assertAlmostEquals(standardError, 0, 1e-14);
  }
});

Deno.test("more coordinates than direction numbers, and unknown names, are refused with a sentence", () => {
  const wide = gaussianMixture({ means: [times(481, () => 0)], variance: 1 });
  assertThrows(
    () => monteCarloEntropy(wide, { samples: 4, sequence: "sobol" }),
    DomainError,
    'Expected a mixture of at most 480 coordinates for sequence "sobol", got one of 481',
  );
  assertThrows(
    () => monteCarloEntropy(p, { samples: 4, sequence: "sobel" as "sobol" }),
    UnknownNameError,
    'Unknown sequence "sobel"; did you mean "sobol"? Valid are "random", "sobol"',
  );
  assertThrows(
    () => monteCarloEntropy(p, { samples: 4, form: 3 as unknown as "plain" }),
    TypeError,
    'Expected form to be "posterior" or "plain", got 3',
  );
});
