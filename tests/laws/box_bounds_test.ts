/** Bounds on the entropy of boxes: given vectors, the exact entropy of random mixtures, orders, gradients, batches and edges. */
import {
  type Distance,
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  jointEntropy,
  type Mixture,
  pairwiseEntropy,
  uniformMixture,
  UnknownNameError,
} from "../../mod.ts";
import { histogramBound } from "../../src/bound/box_histograms.ts";
import { boxMarginalsBound } from "../../src/bound/box_marginals.ts";
import { overlapLowerBound, overlapUpperBound } from "../../src/bound/box_pairs.ts";
import { patternBounds } from "../../src/bound/pattern_bounds.ts";
import { tripleBounds } from "../../src/bound/triple_bounds.ts";
import { exactBoxEntropy } from "../../src/certified/boxes/box_entropy.ts";
import { assert, assertLessOrEqual, assertThrows } from "@std/assert";
import { assertNear } from "../support/comparison.ts";
import { toFreeMixture } from "../support/entries.ts";
import { boxEntropy, type Boxes } from "../support/exact_entropy.ts";
import { assertSlopes, withKinks } from "../support/finite_differences.ts";
import { boxVectors, cases34 } from "../support/mixture_vectors.ts";
import { randomBoxes } from "../support/random_boxes.ts";
import { draw, holdsFor, recipes } from "../support/random_mixtures.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { numbersOf } from "../support/results.ts";

interface Named {
  readonly [name: string]: Expr;
}

function lowersOf(p: Mixture): Named {
  return {
    overlaps: overlapLowerBound(p),
    histograms: histogramBound(p),
    "histograms of groups": histogramBound(p, { groups: "overlapping", alphas: [0.6, 0.9] }),
    patterns: patternBounds(p).lower,
    "patterns of four": patternBounds(p, { neighbours: 4 }).lower,
  };
}

function uppersOf(p: Mixture): Named {
  return {
    overlaps: overlapUpperBound(p),
    marginals: boxMarginalsBound(p),
    "marginals of groups": boxMarginalsBound(p, { groups: "overlapping" }),
    patterns: patternBounds(p).upper,
    "patterns of four": patternBounds(p, { neighbours: 4 }).upper,
    ...tripleBounds(p),
  };
}

/** The parameters of one mixture, or of a batch. */
function parametersOf(all: readonly Boxes[]) {
  return {
    weights: all.map(({ weights }) => [...weights]),
    centers: all.map(({ centers }) => centers.map((x) => [...x])),
    widths: all.map(({ widths }) => widths.map((x) => [...x])),
  };
}

function mixtureOf({ weights, centers, widths }: Boxes): Mixture {
  return uniformMixture({
    weights: [...weights],
    centers: centers.map((x) => [...x]),
    widths: widths.map((x) => [...x]),
  });
}

function exactOf({ weights, centers, widths }: Boxes): number {
  const dimension = centers[0]!.length;
  const boxes = { weights, centers: centers.flat(), widths: widths.flat(), dimension };
  const found = exactBoxEntropy(boxes, { work: 1e8 });
  assert(found !== undefined);
  return found.value;
}

/** Room for the rounding of a bound that is exact, as `entropyBounds` gives it. */
const roomOf = (truth: number, d: number) => 2 ** -42 * (d + Math.abs(truth));

for (const c of cases34) {
  if (c.family !== "uniform") continue;
  Deno.test(`${c.name}: the bounds by overlaps, marginals and histograms are the vector's`, async () => {
    const p = mixtureOf(c), tilted = (alpha: number) => histogramBound(p, { alphas: [alpha] });
    const { secondMoment, bonferroni, largest, best } = tripleBounds(p);
    const found: { readonly [name: string]: number } = await evaluate({
      ...{ pairSum: overlapLowerBound(p), pairUpper: overlapUpperBound(p) },
      ...{ secondMoment, bonferroni3: bonferroni, largest, triplesBest: best },
      ...{ marginals: boxMarginalsBound(p), "tilt0.6": tilted(0.6) },
      ...{ "tilt0.8": tilted(0.8), tilt1: tilted(1) },
    }) as { readonly [name: string]: number };
    for (const [name, value] of Object.entries(found)) {
      assertNear(value, c.expect[name]!, name, 1e-13);
    }
  });
}

Deno.test("membership patterns are exact for up to nine boxes, in any dimension", async () => {
  const given = [...boxVectors, ...cases34.filter((c) => c.family === "uniform")] as Boxes[];
  for (const boxes of given.filter(({ weights }) => weights.length <= 9)) {
    const { lower, upper } = await evaluate(patternBounds(mixtureOf(boxes)));
    const truth = exactOf(boxes);
    assertNear(lower as number, truth, "lower", 1e-12);
    assertNear(upper as number, truth, "upper", 1e-12);
  }
});

/** Sizes at which random mixtures are tried, 30 of each as one batch. */
const sizes = [[1, 1], [2, 1], [5, 1], [14, 1], [3, 2], [8, 2], [15, 2], [4, 3], [9, 3], [18, 3]];

for (const [k, d] of sizes as [number, number][]) {
  Deno.test(`30 random mixtures of ${k} boxes, d = ${d}: every bound lies on its side of the exact entropy`, async () => {
    const all = times(30, (t) => randomBoxes(100 * k + t, { k, least: k, d, dimension: d }));
    const p = uniformMixture(parametersOf(all));
    const { lowers, uppers } = await evaluate({ lowers: lowersOf(p), uppers: uppersOf(p) });
    all.forEach((boxes, b) => {
      // the grid of all cells is small enough
      const truth = (2 * k - 1) ** d < 1e4 ? boxEntropy(boxes) : exactOf(boxes);
      const room = roomOf(truth, d);
      for (const [name, found] of Object.entries(lowers)) {
        assertLessOrEqual(numbersOf(found)[b]!, truth + room, `${name} of ${b}`);
      }
      for (const [name, found] of Object.entries(uppers)) {
        assertLessOrEqual(truth, numbersOf(found)[b]! + room, `${name} of ${b}`);
      }
    });
  });
}

Deno.test("an entry of a batch has the bounds that it has alone", async () => {
  const all = times(4, (t) => randomBoxes(t, { k: 7, least: 7, d: 2, dimension: 2 }));
  const p = uniformMixture(parametersOf(all));
  const batch = await evaluate({
    ...lowersOf(p),
    ...tripleBounds(p),
    marginals: boxMarginalsBound(p),
  });
  for (const [b, boxes] of all.entries()) {
    const one = mixtureOf(boxes);
    const alone = await evaluate({
      ...lowersOf(one),
      ...tripleBounds(one),
      marginals: boxMarginalsBound(one),
    });
    for (const [name, value] of Object.entries(alone)) {
      assertNear(
        numbersOf(batch[name as keyof typeof batch]!)[b]!,
        numbersOf(value)[0]!,
        name,
        1e-13,
      );
    }
  }
});

Deno.test("orders: patterns improve on the overlaps of two, the best of three on each; no upper one is above the joint entropy", async () => {
  for (const seed of times(12, (t) => t)) {
    const p = mixtureOf(randomBoxes(seed, { k: 14, d: 3 }));
    const { lowers, uppers, joint } = await evaluate({
      lowers: lowersOf(p),
      uppers: uppersOf(p),
      joint: jointEntropy(p),
    });
    const number = (x: unknown) => x as number, room = 1e-12;
    assertLessOrEqual(number(lowers["overlaps"]), number(lowers["patterns"]) + room);
    assertLessOrEqual(number(lowers["overlaps"]), number(lowers["patterns of four"]) + room);
    for (const name of ["secondMoment", "bonferroni", "largest"]) {
      assertLessOrEqual(number(uppers["best"]), number(uppers[name]) + room, name);
    }
    for (const name of ["overlaps", "patterns", "secondMoment", "best", "largest"]) {
      assertLessOrEqual(number(uppers[name]), number(joint) + room, name);
    }
  }
});

Deno.test("histograms: α = ½ is the Bhattacharyya bound; in one dimension α = 1 is the entropy, as the marginals are", async () => {
  const distance: Distance = "bhattacharyya";
  for (const seed of times(8, (t) => t)) {
    const p = mixtureOf(randomBoxes(seed, { k: 10, d: 3 }));
    const half = histogramBound(p, { alphas: [0.5] });
    const found = await evaluate({ half, expected: pairwiseEntropy(p, { distance }) });
    assertNear(found.half as number, found.expected as number, "α = ½", 1e-12);
    const line = randomBoxes(seed, { k: 10, d: 1 });
    const exact = await evaluate({
      marginals: boxMarginalsBound(mixtureOf(line)),
      tilted: histogramBound(mixtureOf(line), { alphas: [1] }),
    });
    assertNear(exact.marginals as number, boxEntropy(line), "marginals", 1e-13);
    assertNear(exact.tilted as number, boxEntropy(line), "α = 1", 1e-12);
  }
});

Deno.test("a narrow box across the edge of a wide one, far from 0: the overlaps keep its digits", async () => {
  const narrow = 2 ** -20, big = (x: number) => BigInt(x * 2 ** 60);
  for (const width of [1e3 / 3, 0.1]) {
    // the edge 1000 + w/2 is no double: what both have in common, in whole numbers of 2⁻⁶⁰
    const center = 1000 + width / 2 + narrow / 4;
    const common = Number(big(1000) + big(width / 2) - big(center) + big(narrow / 2)) / 2 ** 60;
    const p = 0.5 / width, q = 0.5 / narrow;
    const truth = -(width - common) * p * Math.log(p) - (narrow - common) * q * Math.log(q) -
      common * (p + q) * Math.log(p + q);
    const boxes = {
      weights: [0.5, 0.5],
      centers: [[1000], [center]],
      widths: [[width], [narrow]],
    };
    const mixture = mixtureOf(boxes), { lower, upper } = patternBounds(mixture);
    const found = await evaluate([
      overlapLowerBound(mixture),
      overlapUpperBound(mixture),
      boxMarginalsBound(mixture),
      lower,
      upper,
    ]);
    found.forEach((value) => assertNear(value as number, truth, `of width ${width}`, 1e-14));
    assertNear(exactOf(boxes), truth, "exact", 1e-15);
  }
});

for (const structure of ["boxes", "cubes"] as const) {
  Deno.test(`gradients of the bounds agree with differences of the values: ${structure}`, () =>
    holdsFor(recipes([structure], { k: 7, d: 3 }), async (recipe) => {
      const { p, leaves } = toFreeMixture(draw(recipe));
      const random = randomNumbers(recipe.seed + 5);
      const { overlaps, patterns } = lowersOf(p);
      const { marginals, secondMoment, bonferroni } = uppersOf(p);
      const bounds = {
        ...{ overlaps: overlaps!, patterns: patterns!, marginals: marginals! },
        ...{ upper: overlapUpperBound(p), tilted: histogramBound(p, { alphas: [0.8] }) },
        ...{ secondMoment: secondMoment!, bonferroni: bonferroni! },
      };
      await assertSlopes(bounds, leaves, random, withKinks);
    }, 5));
}

Deno.test("boxes that touch, and boxes far apart: every bound but the marginals and histograms is the joint entropy", async () => {
  const touching = { centers: [[0, 0], [1, 0], [0, 1], [1, 1]], widths: 1 };
  const apart = { centers: [[0, 0], [1e8, 0], [0, -1e8]], widths: [[1, 2], [1e-6, 3], [1e3, 1]] };
  for (const p of [uniformMixture(touching), uniformMixture(apart)] as Mixture[]) {
    const { marginals: _, ...uppers } = uppersOf(p), { histograms: __, ...lowers } = lowersOf(p);
    // each box is a group
    const found = await evaluate({ lowers, uppers, joint: jointEntropy(p) });
    for (const [name, value] of Object.entries({ ...found.lowers, ...found.uppers })) {
      assertNear(value as number, found.joint as number, name, 1e-13);
    }
  }
});

Deno.test("identical boxes are one, whose entropy every bound but the overlaps of two finds", async () => {
  const p = uniformMixture({ centers: times(5, () => [3, -2]), widths: times(5, () => [2, 0.5]) });
  const { histograms } = lowersOf(p as Mixture), { marginals } = uppersOf(p as Mixture);
  const { lower, upper } = patternBounds(p as Mixture);
  const found = await evaluate([histograms!, marginals!, lower, upper]);
  found.forEach((value) => assertNear(value as number, 0, "the entropy", 1e-12));
});

Deno.test("a box of weight 0 changes nothing, neither values nor the gradients of the others", async () => {
  const boxes = randomBoxes(11, { k: 5, least: 5, d: 2, dimension: 2 });
  const more = {
    weights: [...boxes.weights, 0],
    centers: [...boxes.centers, boxes.centers[0]!],
    widths: [...boxes.widths, [1.5, 2.5]],
  };
  const [few, many] = await Promise.all([boxes, more].map(async (one) => {
    const p = mixtureOf(one), bounds = { ...lowersOf(p), ...uppersOf(p) };
    const slopes = Object.fromEntries(
      Object.entries(bounds).map(([name, bound]) => [name, gradient(bound, p)]),
    );
    return await evaluate({ bounds, slopes });
  }));
  const patternsOfOthers = /patterns of four/;
  for (const [name, value] of Object.entries(few!.bounds)) {
    if (patternsOfOthers.test(name)) continue;
    assertNear(numbersOf(many!.bounds[name]!)[0]!, numbersOf(value)[0]!, name, 1e-12);
    for (const [part, slope] of Object.entries(few!.slopes[name]!)) {
      numbersOf(slope).forEach((x, t) => {
        const found = numbersOf(many!.slopes[name]![part]!)[t]!;
        assertNear(found, x, `∂ ${name} / ∂ ${part} ${t}`, 1e-10);
      });
    }
  }
});

Deno.test("groups of a product of two marginals, far apart: its entropy, with that of the group", async () => {
  // each group is a product of two lines, h = h₁ + h₂
  const a = randomBoxes(3, { k: 3, least: 3, d: 1 }), b = randomBoxes(4, { k: 2, least: 2, d: 1 });
  const product = times(6, (t) => [t % 3, Math.floor(t / 3)] as const);
  const group = (share: number, shift: number) =>
    product.map(([i, j]) => ({
      weight: share * a.weights[i]! * b.weights[j]!,
      center: [a.centers[i]![0]! / 8 + shift, b.centers[j]![0]! / 8],
      width: [4 * a.widths[i]![0]!, 4 * b.widths[j]![0]!],
    }));
  const all = [...group(0.25, 0), ...group(0.75, 64)];
  const boxes = {
    weights: all.map(({ weight }) => weight),
    centers: all.map(({ center }) => center),
    widths: all.map(({ width }) => width),
  };
  const line = ({ weights, centers, widths }: Boxes) =>
    boxEntropy({
      weights,
      centers: centers.map(([x]) => [x! / 8]),
      widths: widths.map(([x]) => [4 * x!]),
    });
  const truth = line(a) + line(b) - 0.25 * Math.log(0.25) - 0.75 * Math.log(0.75);
  const p = mixtureOf(boxes);
  const found = await evaluate([
    boxMarginalsBound(p, { groups: "overlapping" }),
    histogramBound(p, { groups: "overlapping", alphas: [1] }),
  ]);
  found.forEach((value) => assertNear(value as number, truth, "the entropy", 1e-12));
});

Deno.test("a chain of 300 boxes is longer than groups follow: the bounds hold for the groups that are found", async () => {
  const random = randomNumbers(1), k = 300;
  const order = times(k, (t) => t).sort((s, t) => (s * 7919) % k - (t * 7919) % k);
  const boxes = {
    weights: times(k, () => 1 / k),
    centers: order.map((t) => [0.8 * t, 0.3 * random()]),
    widths: times(k, () => [1, 1]),
  };
  const truth = exactOf(boxes), room = roomOf(truth, 2), p = mixtureOf(boxes);
  const { lower, upper } = await evaluate({
    lower: histogramBound(p, { groups: "overlapping" }),
    upper: boxMarginalsBound(p, { groups: "overlapping" }),
  });
  assertLessOrEqual(lower as number, truth + room);
  assertLessOrEqual(truth, (upper as number) + room);
});

Deno.test("what is wrong is said in sentences", () => {
  const gaussians = gaussianMixture({ means: [[0], [1]], variance: 1 }) as Mixture;
  const boxes = uniformMixture({ centers: [[0], [1]], widths: 1 }) as Mixture;
  assertThrows(
    () => overlapLowerBound(gaussians),
    TypeError,
    "Expected a mixture of boxes for the bound by overlaps, got one of Gaussians",
  );
  assertThrows(
    () => patternBounds(boxes, { neighbours: 3 }),
    RangeError,
    "Expected neighbours to be an even number from 2 to 12, got 3",
  );
  assertThrows(
    () => tripleBounds(boxes, { neighbours: 0 }),
    RangeError,
    "Expected neighbours to be an integer from 1 to 64, got 0",
  );
  assertThrows(
    () => histogramBound(boxes, { alphas: [0.4] }),
    RangeError,
    "Expected each α from ½ to 1, got 0.4",
  );
  assertThrows(
    () => boxMarginalsBound(boxes, { groups: "overlaping" as "overlapping" }),
    UnknownNameError,
    'Unknown groups "overlaping"; did you mean "overlapping"?',
  );
});
