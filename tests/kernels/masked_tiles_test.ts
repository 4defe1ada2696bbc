/** Maps of matrices in loops have their code once: for tiles of which the last is cut off at the end of the lanes. */
import { nodeOf } from "../../src/expr/node_of.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { scheduleOf } from "../../kernels/wasm/frame/schedule.ts";
import { moduleText } from "../../kernels/wasm/text/module.ts";
import { conditionalEntropy, evaluate, gaussianMixture, gradient } from "../../mod.ts";
import { planned } from "../../src/run/face/cache.ts";
import { differences, problemOf } from "./wasm_kernels.ts";

/** Components with covariances LLᵀ, L having i + 1 + j/8 on its diagonal and 1/2 below it. */
function mixture(k: number, d: number) {
  const covariances = Array.from({ length: k }, (_, i) => {
    const l = (row: number, column: number) =>
      row < column ? 0 : row > column ? 0.5 : i + 1 + row / 8;
    return Array.from({ length: d }, (_, row) =>
      Array.from({ length: d }, (_, column) => {
        let sum = 0;
        for (let t = 0; t < d; t++) sum += l(row, t) * l(column, t);
        return sum;
      }));
  });
  const means = Array.from({ length: k }, () => Array<number>(d).fill(0));
  return gaussianMixture({ means, covariances });
}

/** H(X|C) of these components: ½ d ln 2πe and the mean of Σ ln lᵢᵢ. */
function exact(k: number, d: number): number {
  let sum = 0;
  for (let i = 0; i < k; i++) for (let j = 0; j < d; j++) sum += Math.log(i + 1 + j / 8) / k;
  return d / 2 * Math.log(2 * Math.PI * Math.E) + sum;
}

const lanes = [1, 2, 3, 4, 5, 6, 7, 63, 64, 65, 66, 67, 129];

for (const d of [9, 12]) {
  Deno.test(`the last tile may be cut off anywhere, in ${d} coordinates`, async () => {
    for (const k of lanes) {
      const p = mixture(k, d), value = conditionalEntropy(p);
      const problem = problemOf({ value, ...gradient(value, p) });
      const target = { shape: "f64x2", relaxed: false } as const;
      for (const { step, worst, where } of differences(problem, target, [undefined])) {
        assert(worst <= 1e-12, `${k} components, step ${step}: off by ${worst}; ${where}`);
      }
      assertAlmostEquals(await evaluate(value), exact(k, d), 1e-12 * d);
    }
  });
}

/** How many square roots the main function has that factors matrices of so many coordinates. */
function roots(d: number): number {
  const { kernels } = planned([nodeOf(conditionalEntropy(mixture(3, d)))]);
  const kernel = kernels.find(({ levels }) =>
    levels[2].some((one) => one.kind === "dense" && one.op === "factor")
  );
  assert(kernel !== undefined, "Expected a factor along the lanes");
  const target = { shape: "f64x2", relaxed: false, shared: true } as const;
  const schedule = scheduleOf(kernel, "f64x2");
  assertEquals(schedule, { rows: 1, vectors: 2, rolled: true });
  return moduleText(kernel, target, schedule, {}).split("sqrt").length - 1;
}

Deno.test("small matrices are factored by code for two vectors, large ones by code for one vector too", () => {
  // a block on the diagonal has four rows, and each a root for the factor and one for the growth of its errors
  assertEquals(roots(12), 2 * 4 * 2);
  assertEquals(roots(64), 2 * 4 * 2 + 2 * 4);
});
