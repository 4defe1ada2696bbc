/**
 * Every kernel by WASM beside the script executor, step by step over the same memory, under every schedule: tiles of one to four
 * rows, one or two vectors, short axes written out or as loops, with one rounding of a multiply-add or two.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { bindKernel } from "../../kernels/script/bind.ts";
import { argumentsOf } from "../../kernels/ir/kernel.ts";
import { NotPositiveDefiniteError } from "../../src/expr/errors.ts";
import {
  gaussianMixture,
  gradient,
  logDetEntropy,
  logDetJointEntropy,
  logDetMutualInformation,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { covariance, estimators, mixtures, numbers, schedules } from "./kernel_cases.ts";
import { bindWasm, differences, problemOf } from "./wasm_kernels.ts";

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
        const name = `the gradient of ${estimator} of ${structure}`, relaxed = d !== 3;
        // posteriors are exp of differences of log densities, whose rounding grows with their d² terms
        const most = 1e-12 * Math.max(1, d * d / 289);
        note(compare(name, { value, slope: gradient(value, p) }, { d, relaxed, most }));
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
        gaussianMixture({ means, covariance: covariances[0]! }),
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
