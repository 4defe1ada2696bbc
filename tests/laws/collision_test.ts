/** What ∫ p q tells: against the given vectors, 50 digits (mpmath), and closed forms. */
import {
  cauchySchwarzDivergence,
  evaluate,
  gaussianMixture,
  gradient,
  logOverlapBetween,
  renyi2Entropy,
  squaredL2Distance,
  uniformMixture,
} from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { divergenceVectors } from "../support/mixture_vectors.ts";
import { numbersOf } from "../support/results.ts";

/** Fails unless x is the expected number to so many parts of it. */
function assertClose(x: number, expected: number, relative: number): void {
  assertLess(Math.abs(x - expected), relative * Math.abs(expected), `${x}, expected ${expected}`);
}

for (const { name, p, q, squaredL2 } of divergenceVectors) {
  Deno.test(`the squared distance is that of the vectors: ${name}`, async () => {
    const f = gaussianMixture(p), g = gaussianMixture(q);
    const found = await evaluate({ there: squaredL2Distance(f, g), back: squaredL2Distance(g, f) });
    assertClose(numbersOf(found.there)[0]!, squaredL2, 1e-11);
    assertClose(numbersOf(found.back)[0]!, squaredL2, 1e-11);
  });
}

// mpmath with 50 digits: p = ½N(−1, 1) + ½N(1, ½), q the same with e more or less in weights, means and one variance
const alike = [
  { e: 2 ** -6, squared: 0.00024531697890636243898, divergence: 0.00052421592492790960648 },
  { e: 2 ** -12, squared: 6.0802419361583379558e-8, divergence: 1.271771612374030141e-7 },
  { e: 2 ** -20, squared: 9.2799749727200968403e-13, divergence: 1.9403711354657489696e-12 },
];

for (const { e, squared, divergence } of alike) {
  Deno.test(`what is nearly equal keeps the digits that doubles leave it: ${e}`, async () => {
    const p = gaussianMixture({
      weights: [0.5, 0.5],
      means: [[-1], [1]],
      variances: [1, 0.5],
    });
    const q = gaussianMixture({
      weights: [0.5 + e, 0.5 - e],
      means: [[-1 - e], [1 + e]],
      variances: [1, 0.5 + e],
    });
    const found = await evaluate({
      squared: squaredL2Distance(p, q),
      divergence: cauchySchwarzDivergence(p, q),
    });
    // ∫ p² is 0.21 and its logarithm −1.5
    assertAlmostEquals(found.squared, squared, 1e-15);
    assertAlmostEquals(found.divergence, divergence, 3e-15);
  });
}

Deno.test("a mixture is at no distance from itself, nor from its copy", async () => {
  const parameters = { weights: [0.3, 0.7], means: [[0, 1], [2, 0]], variances: [1, 2] };
  const p = gaussianMixture(parameters), q = gaussianMixture(parameters);
  const values = await evaluate([p, q].flatMap((f) => [
    squaredL2Distance(p, f),
    cauchySchwarzDivergence(p, f),
  ]));
  assertEquals(values.slice(0, 2), [0, 0]);
  for (const x of values) assert(x >= 0 && x < 1e-15);
});

Deno.test("one Gaussian beside another, in every structure of their covariances", async () => {
  // ln N(δ; 0, S + T), with S = diag(2, 2) and T = diag(3, 3): −½(2 ln 2π + ln 25 + (1 + 4)/5)
  const expected = -0.5 * (2 * Math.log(2 * Math.PI) + Math.log(25) + 1);
  const means = [[7, 9]], others = [[8, 7]];
  const first = [
    gaussianMixture({ means, variance: 2 }),
    gaussianMixture({ means, variances: [[2, 2]] }),
    gaussianMixture({ means, covariances: [[[2, 0], [0, 2]]] }),
  ];
  const second = [
    gaussianMixture({ means: others, variance: 3 }),
    gaussianMixture({ means: others, variances: [[3, 3]] }),
    gaussianMixture({ means: others, covariance: [[3, 0], [0, 3]] }),
  ];
  for (const p of first) {
    for (const q of second) {
      assertAlmostEquals(numbersOf(await evaluate(logOverlapBetween(p, q)))[0]!, expected, 1e-14);
    }
  }
});

Deno.test("boxes: shares of overlaps, −∞ and +∞ where there are none", async () => {
  const p = uniformMixture({ weights: [0.25, 0.75], centers: [[0], [10]], widths: [[2], [4]] });
  const q = uniformMixture({ centers: [[1]], widths: 2 });
  const away = uniformMixture({ centers: [[100]], widths: 2 });
  const found = await evaluate({
    own: renyi2Entropy(p),
    between: logOverlapBetween(p, q),
    squared: squaredL2Distance(p, q),
    apart: logOverlapBetween(p, away),
    angle: cauchySchwarzDivergence(p, away),
    slopes: gradient(cauchySchwarzDivergence(p, away), p).centers,
    far: squaredL2Distance(p, away),
  });
  // ∫ p² = ¹⁄₁₆ · ½ + ⁹⁄₁₆ · ¼, ∫ q² = ½, ∫ p q = ¼ · ¼
  const square = 1 / 32 + 9 / 64;
  assertAlmostEquals(found.own, -Math.log(square), 1e-15);
  assertAlmostEquals(found.between, Math.log(1 / 16), 1e-15);
  assertAlmostEquals(found.squared, square + 0.5 - 1 / 8, 1e-15);
  assertEquals([found.apart, found.angle], [-Infinity, Infinity]);
  assertAlmostEquals(found.far, square + 0.5, 1e-15);
  assert([...found.slopes.data].every((x) => !Number.isNaN(x)));
});

Deno.test("what numbers cannot hold is held as a logarithm", async () => {
  const means = (x: number) => [Array.from({ length: 900 }, () => x)];
  const p = gaussianMixture({ means: means(0), variance: 1 });
  const q = gaussianMixture({ means: means(0.1), variance: 1 });
  // ln N(δ; 0, 2I): −450 ln 4π − 9/4
  const found = await evaluate({
    between: logOverlapBetween(p, q),
    angle: cauchySchwarzDivergence(p, q),
  });
  assertClose(found.between, -450 * Math.log(4 * Math.PI) - 2.25, 1e-14);
  assertAlmostEquals(found.angle, 2.25, 1e-11);
});

Deno.test("a batch beside one mixture gives a value for each, and slopes by the closed form", async () => {
  // Cauchy–Schwarz of N(m, 1) and N(0, 1) is m²/4; ∫ (p − q)² is (1 − exp(−m²/4))/√π
  const places = [0.5, 2, 3];
  const p = gaussianMixture({ means: places.map((m) => [[m]]), variance: 1 });
  const q = gaussianMixture({ means: [[0]], variance: 1 });
  const angle = cauchySchwarzDivergence(p, q), squared = squaredL2Distance(q, p);
  const found = await evaluate({
    angle,
    squared,
    ofAngle: gradient(angle, p).means,
    ofSquared: gradient(squared, p).means,
  });
  places.forEach((m, t) => {
    const close = Math.exp(-m * m / 4) / Math.sqrt(Math.PI);
    assertAlmostEquals(numbersOf(found.angle)[t]!, m * m / 4, 1e-14);
    assertAlmostEquals(numbersOf(found.squared)[t]!, 1 / Math.sqrt(Math.PI) - close, 1e-14);
    assertAlmostEquals(numbersOf(found.ofAngle)[t]!, m / 2, 1e-14);
    assertAlmostEquals(numbersOf(found.ofSquared)[t]!, close * m / 2, 1e-14);
  });
});
