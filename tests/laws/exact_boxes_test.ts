/** The exact entropy of boxes, against given vectors, against the grid of all cells, and against closed forms. */
import { exactBoxEntropy } from "../../src/certified/boxes/box_entropy.ts";
import type { BoxParameters } from "../../src/certified/boxes/box_edges.ts";
import { exactBoxEntropies } from "../../src/certified/boxes/read_boxes.ts";
import { input, type Mixture, uniformMixture } from "../../mod.ts";
import { exp } from "../../ops.ts";
import { assert, assertAlmostEquals, assertEquals, assertLessOrEqual } from "@std/assert";
import { boxEntropy, type Boxes } from "../support/exact_entropy.ts";
import { boxVectors, cases34 } from "../support/mixture_vectors.ts";
import { randomBoxes } from "../support/random_boxes.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";

function flat({ weights, centers, widths }: Boxes): BoxParameters {
  return {
    weights,
    centers: centers.flat(),
    widths: widths.flat(),
    dimension: centers[0]!.length,
  };
}

/** The exact entropy, whose error has to be told and small. */
function entropyOf(boxes: Boxes, most = 1e-9): number {
  const found = exactBoxEntropy(flat(boxes), { work: 1e8 });
  assert(found !== undefined);
  assertLessOrEqual(found.error, most);
  return found.value;
}

/** Within the error that is told, and the rounding of the number it is compared with. */
function assertExact(boxes: Boxes, truth: number, rounding = 1e-14): void {
  const found = exactBoxEntropy(flat(boxes), { work: 1e8 });
  assert(found !== undefined);
  const room = found.error + rounding * Math.max(1, Math.abs(truth));
  assertLessOrEqual(Math.abs(found.value - truth), room, `${found.value} beside ${truth}`);
}

for (const c of boxVectors) {
  Deno.test(`exact entropy, ${c.name}: the vector's`, () => assertExact(c, c.entropy, 1e-13));
}

for (const c of cases34) {
  if (c.family !== "uniform") continue;
  Deno.test(`exact entropy, ${c.name}: the vector's of 34 digits, to rounding`, () => {
    assertExact(c, c.expect["entropy"]!);
    assertLessOrEqual(Math.abs(entropyOf(c) - c.expect["entropy"]!), 1e-14);
  });
}

Deno.test("the exact entropy is the sum over the cells of the grid of all edges, for 300 random mixtures", () => {
  for (const seed of times(300, (t) => t)) {
    const boxes = randomBoxes(seed, { k: 8, d: 3 });
    assertExact(boxes, boxEntropy(boxes), 1e-12);
  }
});

Deno.test("boxes in six dimensions that are a product of three planes: the entropies add up", () => {
  for (const seed of times(10, (t) => t)) {
    const planes = times(3, (t) => {
      const boxes = randomBoxes(3 * seed + t, { k: 2, d: 2 });
      return { ...boxes, k: boxes.weights.length };
    });
    const [a, b, c] = planes as [typeof planes[0], typeof planes[0], typeof planes[0]];
    const product = times(a.k * b.k * c.k, (at) => {
      return [at % a.k, Math.floor(at / a.k) % b.k, Math.floor(at / a.k / b.k)] as const;
    });
    const boxes = {
      weights: product.map(([i, j, l]) => a.weights[i]! * b.weights[j]! * c.weights[l]!),
      centers: product.map(([i, j, l]) => [a.centers[i]!, b.centers[j]!, c.centers[l]!].flat()),
      widths: product.map(([i, j, l]) => [a.widths[i]!, b.widths[j]!, c.widths[l]!].flat()),
    };
    const truth = planes.reduce((sum, plane) => sum + boxEntropy(plane), 0);
    assertExact(boxes, truth, 1e-12);
  }
});

Deno.test("a box of width 1e−6 inside one of width 1e3, far from 0: all digits", () => {
  // the densities are 5e−4 and 5e−4 + 5e5
  const wide = 0.5 / 1e3, narrow = 0.5 / 1e-6;
  const truth = -(1e3 - 1e-6) * wide * Math.log(wide) -
    1e-6 * (wide + narrow) * Math.log(wide + narrow);
  for (const middle of [0, 1e3, 123456.789]) {
    const boxes = { weights: [0.5, 0.5], centers: [[middle], [middle]], widths: [[1e3], [1e-6]] };
    assertExact(boxes, truth, 1e-15);
  }
});

Deno.test("boxes that touch do not meet; identical boxes are one; a box of weight 0 is none", () => {
  const halves = { weights: [0.25, 0.75], centers: [[0.1], [0.3]], widths: [[0.2], [0.2]] };
  // ½-wide thirds: −Σ c ln(c/0.2)
  assertExact(halves, -0.25 * Math.log(1.25) - 0.75 * Math.log(3.75));
  const twice = { weights: [0.25, 0.75], centers: [[1, 2], [1, 2]], widths: [[3, 4], [3, 4]] };
  assertExact(twice, Math.log(12));
  const absent = { weights: [0, 1], centers: [[1], [1]], widths: [[3], [5]] };
  assertExact(absent, Math.log(5));
});

Deno.test("a hundred boxes at five places are as little work as five, in ten dimensions too", () => {
  // edges along the first coordinate only: the entropy is that of five boxes on a line, and nine times ln 2
  const at = times(100, (i) => [0, 0.3, 0.5, 1.1, 4][i % 5]!), weights = times(100, () => 0.01);
  const onLine = boxEntropy({
    weights: times(5, () => 0.2),
    centers: at.slice(0, 5).map((x) => [x]),
    widths: times(5, () => [2]),
  });
  const boxes = {
    weights,
    // both zeros
    centers: at.flatMap((x, i) => [x, ...times(9, () => i % 2 === 0 ? 0 : -0)]),
    widths: times(1000, () => 2),
    dimension: 10,
  };
  const found = exactBoxEntropy(boxes, { work: 1e3 });
  assert(found !== undefined);
  assertAlmostEquals(found.value, onLine + 9 * Math.LN2, 1e-13);
});

Deno.test("10,000 boxes on a line: copies far apart add the logarithm of their number", () => {
  const one = boxVectors.find(({ weights }) => weights.length === 40)!;
  const copies = 250;
  const all = times(copies, (t) => t).flatMap((t) =>
    one.weights.map((weight, i) => ({
      weight: weight / copies,
      center: [one.centers[i]![0]! + 1024 * t],
      width: one.widths[i]!,
    }))
  );
  const boxes = {
    weights: all.map(({ weight }) => weight),
    centers: all.map(({ center }) => center),
    widths: all.map(({ width }) => width),
  };
  // centres lose up to 2⁻³⁶ of their place, and with it of what neighbours have in common
  assertExact(boxes, one.entropy + Math.log(copies), 1e-10);
});

Deno.test("10,000 boxes in ten dimensions, no two of which meet, of very different sizes: the joint entropy", () => {
  const k = 10_000, d = 10;
  const boxes = {
    weights: times(k, () => 1 / k),
    // the digits of i to base 3, 16 apart
    centers: times(k, (i) => times(d, (a) => 16 * (Math.floor(i / 3 ** a) % 3))),
    widths: times(k, (i) => times(d, (a) => 10 ** ((i + a) % 22 - 20))),
  };
  const truth = Math.log(k) +
    boxes.widths.reduce((sum, w) => sum + w.reduce((s, x) => s + Math.log(x), 0), 0) / k;
  assertExact(boxes, truth, 1e-12);
});

Deno.test("beyond the work that is allowed, and beyond the range of numbers, there is no value", () => {
  const random = randomNumbers(5);
  const many = flat({
    weights: times(40, () => 1 / 40),
    centers: times(40, () => times(6, random)),
    widths: times(40, () => times(6, () => 1 + random())),
  });
  assertEquals(exactBoxEntropy(many, { work: 1e4 }), undefined);
  const k = 2, d = 30;
  const extreme = flat({
    weights: times(k, () => 0.5),
    centers: times(k, () => times(d, () => 0)),
    widths: [times(d, () => 1e-10), times(d, () => 1e10)],
  });
  assertEquals(exactBoxEntropy(extreme), undefined);
});

Deno.test("the parameters of a mixture are read in every shape: one width, widths of a batch, equal weights, expressions", async () => {
  const centers = [[0.1, 0], [0.4, 0.5], [0.9, 0.2]], k = 3;
  const flatOf = (widths: number[][], at = centers) =>
    boxEntropy({ weights: times(k, () => 1 / k), centers: at, widths });
  const all = (w: number) => times(k, () => [w, w]);
  const moved = centers.map(([x, y]) => [x! + 1, 2 * y!]);
  const cases: readonly [Mixture, readonly number[]][] = [
    [uniformMixture({ centers, widths: 0.7 }), [flatOf(all(0.7))]],
    [uniformMixture({ centers, widths: [0.7, 0.5] }), [flatOf(all(0.7)), flatOf(all(0.5))]],
    [uniformMixture({ centers: [centers, moved], widths: exp(input(all(-0.5))) }), [
      flatOf(all(Math.exp(-0.5))),
      flatOf(all(Math.exp(-0.5)), moved),
    ]],
    [uniformMixture({ centers: [centers, moved], widths: [all(0.7), all(1)] }), [
      flatOf(all(0.7)),
      flatOf(all(1), moved),
    ]],
  ];
  for (const [p, truths] of cases) {
    const found = await exactBoxEntropies(p);
    assertEquals(found.length, truths.length);
    truths.forEach((truth, b) => assertAlmostEquals(found[b]!.value, truth, 1e-14));
  }
});
