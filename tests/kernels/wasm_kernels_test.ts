/**
 * Every kernel by WASM beside the script executor, step by step over the same memory, under every schedule: tiles of one to four
 * rows, one or two vectors, short axes written out or as loops, with one rounding of a multiply-add or two.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { bindKernel } from "../../kernels/script/bind.ts";
import { argumentsOf } from "../../kernels/ir/kernel.ts";
import type { Schedule } from "../../kernels/wasm/frame/frame.ts";
import { NotPositiveDefiniteError } from "../../src/expr/errors.ts";
import {
  add,
  bhattacharyyaDistance,
  conditionalEntropy,
  elkEntropy,
  gaussianMixture,
  gradient,
  jointEntropy,
  kdeEntropy,
  klDivergence,
  logDetEntropy,
  logDetJointEntropy,
  logDetMutualInformation,
  type Mixture,
  monteCarloEntropy,
  mul,
  type PairFunction,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { bindWasm, differences, problemOf } from "./wasm_kernels.ts";

/** Tiles of every kind for d = 3, some for others; what is written out grows with d³, so for large d there are loops only. */
function schedules(d: number): Schedule[] {
  const tiles = ([[1, 1], [2, 2], [4, 1], [1, 2], [2, 1], [4, 2]] as const)
    .map(([rows, vectors]) => ({ rows, vectors }));
  const [loops, written] = d === 3 ? [6, 6] : d <= 5 ? [2, 3] : d <= 10 ? [3, 1] : [4, 0];
  return [
    ...tiles.slice(0, loops).map((tile) => ({ ...tile, rolled: true })),
    ...tiles.slice(0, written).map((tile) => ({ ...tile, rolled: false })),
  ];
}

/** Numbers from 0 to 1, the same each time. */
function numbers(seed: number): (count: number) => number[] {
  let state = seed;
  const next = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  return (count) => Array.from({ length: count }, next);
}

/** A covariance with the given condition number: a spectrum turned by a reflection. */
function covariance(d: number, condition: number, draw: (count: number) => number[]): number[][] {
  const v = draw(d).map((x) => x - 0.4), length = v.reduce((sum, x) => sum + x * x, 0);
  const turn = (i: number, j: number) => (i === j ? 1 : 0) - 2 * v[i]! * v[j]! / length;
  const spectrum = v.map((_, t) => condition ** (-t / Math.max(1, d - 1)));
  const entry = (i: number, j: number) =>
    spectrum.reduce((sum, x, t) => sum + turn(i, t) * x * turn(j, t), 0);
  return v.map((_, i) => v.map((_, j) => entry(Math.max(i, j), Math.min(i, j))));
}

/** Mixtures of k components by family and structure. */
function mixtures(k: number, d: number) {
  const draw = numbers(k * 100 + d);
  const means = Array.from({ length: k }, () => draw(d).map((x) => 5 * x / Math.sqrt(d)));
  const raw = draw(k), total = raw.reduce((sum, x) => sum + x);
  const weights = raw.map((x) => x / total);
  const widths = means.map((row) => row.map((x) => x + 3));
  return {
    spherical: gaussianMixture({ weights, means, variances: raw.map((x) => x + 0.2) }),
    shared: gaussianMixture({ weights, means, covariance: covariance(d, 10, draw) }),
    diagonal: gaussianMixture({ weights, means, variances: widths }),
    full: gaussianMixture({
      weights,
      means,
      covariances: means.map(() => covariance(d, 20, draw)),
    }),
    boxes: uniformMixture({ weights, centers: means, widths }),
    cubes: uniformMixture({ centers: means, widths: 6 }),
    "batch of spherical": gaussianMixture({ means: [means, widths], variance: 2 }),
    "batch of diagonal": gaussianMixture({ means: [means, widths], variances: [widths, widths] }),
  };
}

const own: PairFunction = (p, q) =>
  p.family === "gaussian"
    ? add(mul(0.5, klDivergence(p, q)), bhattacharyyaDistance(p, q))
    : bhattacharyyaDistance(p, q);

/** What is estimated, by name. */
function estimators(p: Mixture) {
  return {
    kl: pairwiseEntropy(p, { distance: "kl" }),
    bhattacharyya: pairwiseEntropy(p, { distance: "bhattacharyya" }),
    chernoff: pairwiseEntropy(p, { distance: { chernoff: 0.3 } }),
    "elk distance": pairwiseEntropy(p, { distance: "elk" }),
    own: pairwiseEntropy(p, { distance: own }),
    kde: kdeEntropy(p),
    elk: elkEntropy(p),
    joint: jointEntropy(p),
    conditional: conditionalEntropy(p),
    "monte carlo": monteCarloEntropy(p, { samples: 19, seed: 3 }).value,
  };
}

/** Compares all kernels of expressions; says how many of the flags that there were are set. */
function compare(
  name: string,
  expressions: Parameters<typeof problemOf>[0],
  { d, most = 1e-12, relaxed = true }: { d: number; most?: number; relaxed?: boolean },
): { flagged: number; flags: number } {
  const found = differences(problemOf(expressions), { shape: "f64x2", relaxed }, [
    undefined,
    ...schedules(d),
  ]);
  let flagged = 0, flags = 0;
  for (const { step, worst, where, ...counts } of found) {
    assert(worst <= most, `${name}, step ${step}: off by ${worst}; ${where}`);
    flagged += counts.flagged;
    flags += counts.flags;
  }
  return { flagged, flags };
}

const sizes = [[1, 1], [4, 2], [7, 3], [5, 5], [5, 10], [5, 17], [3, 40]] as const;

for (const [k, d] of sizes) {
  Deno.test(`kernels of ${k} components in ${d} coordinates give what the script gives, under any schedule`, () => {
    let flagged = 0, flags = 0;
    const note = (counts: { flagged: number; flags: number }) => {
      flagged += counts.flagged;
      flags += counts.flags;
    };
    for (const [structure, p] of Object.entries(mixtures(k, d))) {
      for (const [estimator, value] of Object.entries(estimators(p))) {
        const name = `${estimator} of ${structure}`, relaxed = d !== 3;
        note(
          compare(`the gradient of ${name}`, { value, slope: gradient(value, p) }, { d, relaxed }),
        );
      }
    }
    assert(flagged * 20 <= flags, `${flagged} of ${flags} flags are set`);
  });
}

Deno.test("several estimators in one sweep, and no gradient", () => {
  for (const [structure, p] of Object.entries(mixtures(9, 4))) {
    compare(`all estimators of ${structure}`, estimators(p), { d: 4, relaxed: false });
  }
});

Deno.test("LogDet: Gram matrices along the rows of data, in a single row of sums", () => {
  for (const [n, d] of [[2, 1], [13, 3], [601, 6], [30, 17]] as const) {
    const draw = numbers(n);
    const x = Array.from({ length: n }, () => draw(d)), y = x.map((row) => row.map(Math.sin));
    const all = {
      entropy: logDetEntropy(x),
      joint: logDetJointEntropy([x, y]),
      information: logDetMutualInformation(x, y),
    };
    compare(`LogDet of ${n} × ${d}`, all, { d });
  }
});

Deno.test("blocks of lanes: more lanes than a block of sums, and than a block of flags", () => {
  for (const structure of ["spherical", "full", "boxes"] as const) {
    const p = mixtures(601, 2)[structure];
    const value = pairwiseEntropy(p, { distance: "kl" });
    compare(structure, { value, slope: gradient(value, p) }, { d: 2 });
  }
});

for (const [condition, d] of [[1e4, 3], [1e6, 5], [1e8, 17], [1e12, 9]] as const) {
  Deno.test(`covariances of condition ${condition} in ${d} coordinates are factored in twice the precision, without a flag`, () => {
    const k = 7, draw = numbers(d);
    const means = Array.from({ length: k }, () => draw(d));
    const covariances = means.map((_, i) => covariance(d, i % 3 === 1 ? 10 : condition, draw));
    for (
      const p of [
        gaussianMixture({ means, covariances }),
        gaussianMixture({ means, covariance: covariances[0] }),
      ]
    ) {
      const { kl, bhattacharyya, kde, elk } = estimators(p);
      const relaxed = condition !== 1e6;
      const counts = compare("values", { kl, bhattacharyya, kde, elk }, { d, relaxed });
      assertEquals(counts.flagged, 0);
      // gradients by covariances multiply inverses, whose digits the condition costs
      const slopes = gradient(bhattacharyya, p);
      compare("slopes", { bhattacharyya, slopes }, { d, most: 1e-15 * condition + 1e-12 });
    }
  });
}

Deno.test("a covariance that is singular to working precision is left to the script, which names it", () => {
  for (const d of [3, 9]) {
    const draw = numbers(d), k = 130;
    const means = Array.from({ length: k }, () => draw(d));
    const covariances = means.map(() => covariance(d, 1e6, draw));
    const value = pairwiseEntropy(gaussianMixture({ means, covariances }), { distance: "kl" });
    const problem = problemOf(value);
    const [factor] = problem.kernels[0]!.levels[2].filter(({ kind }) => kind === "dense");
    const matrix = argumentsOf(factor!).find((arg) => arg.kind === "memory");
    assert(matrix?.kind === "memory");
    // mixtures are checked when they are made, so the entries are changed in memory; the second flag is for 64 … 127
    for (let entry = 0; entry < d * d; entry++) problem.view(matrix.buffer)[entry * k + 70] = 1;
    for (const schedule of [undefined, ...schedules(3)]) {
      const target = { shape: "f64x2", relaxed: true } as const;
      const flags = bindWasm(problem, problem.kernels[0]!, target, schedule).run();
      assertEquals([...flags], [0, 1, 0], JSON.stringify(schedule));
    }
    assertThrows(
      () => bindKernel(problem.kernels[0]!, problem.sizes, problem.view).run(0, 1),
      NotPositiveDefiniteError,
      "covariances at i = 70 is not positive definite",
    );
  }
});

Deno.test("identical components, a weight of zero, and boxes that do not meet", () => {
  const means = [[1, 2, 3], [1, 2, 3], [1, 2, 3], [40, -50, 60], [1, 2, 3]];
  const weights = [0.25, 0, 0.25, 0.5, 0];
  const variances = means.map(() => [1, 2, 3]);
  const covariances = means.map(() => [[2, 0.5, 0], [0.5, 1, 0], [0, 0, 3]]);
  for (
    const p of [
      gaussianMixture({ weights, means, variance: 1 }),
      gaussianMixture({ weights, means, variances }),
      gaussianMixture({ weights, means, covariances }),
      uniformMixture({ weights, centers: means, widths: 1 }),
      uniformMixture({ weights, centers: means, widths: variances }),
    ]
  ) {
    for (const [estimator, value] of Object.entries(estimators(p))) {
      compare(estimator, { value, slope: gradient(value, p) }, { d: 3 });
    }
  }
});
