/** Cholesky factors in twice the working precision, and the estimates that rest on them. */
import {
  conditionalEntropy,
  evaluate,
  gaussianMixture,
  NotPositiveDefiniteError,
} from "../../mod.ts";
import { accurateCholesky, errorGrowth, trustedGrowth } from "../../src/expr/cholesky.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { accurateFactorFunction } from "../../kernels/wasm/functions/accurate_factor.ts";
import { moduleBytes } from "../../kernels/wasm/bytes/module.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { assertRelative } from "../support/comparison.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { type Case, caseNamed } from "../support/references.ts";

const binomial = (n: number, m: number): number => m === 0 ? 1 : binomial(n - 1, m - 1) * n / m;
const pascal = (d: number) => times(d, (a) => times(d, (b) => Math.round(binomial(a + b, b))));

Deno.test("accurate Cholesky: the factor of Pascal's matrix is Pascal's triangle, to the last digit", () => {
  // condition 1e15 at d = 14: a factorisation in doubles keeps one digit
  for (const d of [1, 5, 10, 14]) {
    const matrix = pascal(d);
    const l = accurateCholesky(d, [1], (i, j) => matrix[i]![j]!, "S");
    const triangle = times(d, (a) => times(d, (b) => b > a ? 0 : Math.round(binomial(a, b))));
    assertEquals([...l], triangle.flat());
    const scaled = accurateCholesky(d, [0.75, 0.25], (i, j) => 4 * matrix[i]![j]!, "S");
    assertEquals([...scaled], triangle.flat().map((x) => 2 * x));
  }
});

Deno.test("a covariance that is Pascal's matrix has determinant 1", async () => {
  for (const d of [2, 8, 12]) {
    const p = gaussianMixture({ means: [times(d, () => 0)], covariances: [pascal(d)] });
    const h = 0.5 * d * Math.log(2 * Math.PI * Math.E);
    assertRelative(await evaluate(conditionalEntropy(p)), h, 1e-14, `d = ${d}`);
  }
});

Deno.test("at condition 1e12 the determinant is the product of the eigenvalues, and estimates keep their digits", async () => {
  const c = caseNamed("ill-conditioned-1e12-k3-d3") as Case & { eigenvalues: number[][] };
  const { covariances = [], eigenvalues } = c;
  covariances.forEach((s, i) => {
    const l = accurateCholesky(3, [1], (a, b) => s[a]![b]!, "S");
    const logDet = 2 * (Math.log(l[0]!) + Math.log(l[4]!) + Math.log(l[8]!));
    assertRelative(logDet, eigenvalues[i]!.reduce((t, x) => t + Math.log(x), 0), 1e-14, "ln|S|");
  });
  // in doubles the pivots keep 5 digits
  const p = gaussianMixture({ weights: c.weights, means: c.means ?? [], covariances });
  const actual = await evaluate(estimatorsOf(p));
  for (const [name, value] of Object.entries(c.expect)) {
    assertRelative(actual[name]!, value, 1e-12, name);
  }
});

/** The growth of rounding errors in the factor of a matrix. */
function growthOf(d: number, entry: (a: number, b: number) => number): number {
  const l = accurateCholesky(d, [1], entry, "S");
  return errorGrowth(d, (i, j) => l[i * d + j]!, (i) => entry(i, i), new Float64Array(d));
}

Deno.test("the growth of rounding errors: losses of pivots multiply along a chain, not side by side, and units do not matter", () => {
  const loss = 31 ** 2;
  for (const unit of [1, 1e100, 1e-100]) {
    // side by side: pairs with 1 − r² = 1/961
    const r = Math.sqrt(1 - 1 / loss);
    const beside = growthOf(
      10,
      (a, b) => unit * (a === b ? 1 : a >> 1 === b >> 1 ? r : 0),
    );
    assert(beside >= loss / 2 && beside <= 4 * loss * 1.001, `${beside} side by side`);
    // one after the other: S₁₁⁻¹ is 961^(d−1) or so
    for (const d of [2, 3, 4, 5]) {
      const chain = growthOf(d, (a, b) => {
        if (a === b) return unit;
        if (Math.abs(a - b) > 1) return 0;
        return a + b === 1 ? unit * r : unit * r / 31;
      });
      assert(chain >= loss ** (d - 1) / 4 && chain <= d * 4 * loss ** (d - 1), `${chain} at ${d}`);
    }
  }
});

Deno.test("strongly correlated matrices of many rows are not doubted", () => {
  for (const d of [10, 64, 200]) {
    // an autoregressive process: each row of L⁻¹ has two entries
    assert(growthOf(d, (a, b) => 0.99 ** Math.abs(a - b)) < trustedGrowth);
    assert(growthOf(d, (a, b) => a === b ? 1 : 0.95) < trustedGrowth);
  }
});

Deno.test("accurate Cholesky refuses what is not positive definite, and what rounding alone decides", () => {
  const refuse = (matrix: number[][], sentence: string) =>
    assertThrows(
      () => accurateCholesky(matrix.length, [1], (i, j) => matrix[i]![j]!, "covariances[3]"),
      NotPositiveDefiniteError,
      sentence,
    );
  refuse([[1, 2], [2, 1]], "covariances[3] is not positive definite: pivot 1 is -3");
  refuse([[0]], "pivot 0 is 0");
  refuse([[1, 1], [1, 1 + 2 ** -52]], "singular to working precision");
  refuse([[1, 0], [0, Infinity]], "pivot 1");
  assert(accurateCholesky(1, [1], () => 1e-300, "S")[0]! > 0);
});

/** The function of generated code, two matrices at a time: lane by lane the factor of Σ cₘ Sₘ, and whether it is singular. */
function generatedFactor(relaxed: boolean) {
  const own = accurateFactorFunction(relaxed);
  const { locals, code } = own;
  // what is left on the stack goes to the address of the factor's end
  const result = locals.fresh("v128");
  code.set(result);
  code.get(0, result);
  code.access("v128.store", 65536);
  const run = { ...own, results: [], name: "run" };
  const module = new WebAssembly.Module(
    moduleBytes({ imports: [], functions: [run], shared: false }),
  );
  return (coefficients: readonly number[][], matrices: readonly (readonly number[][])[]) => {
    const memory = new WebAssembly.Memory({ initial: 4 });
    const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
    const d = matrices[0]![0]!.length ** 0.5, numbers = new Float64Array(memory.buffer);
    const work = 64, terms = 8192, weights = 16384;
    matrices.forEach((lanes, m) =>
      lanes.forEach((matrix, lane) => {
        numbers[weights / 8 + 2 * m + lane] = coefficients[m]![lane]!;
        matrix.forEach((x, t) => numbers[terms / 8 + 2 * (m * d * d + t) + lane] = x);
      })
    );
    (run as (...args: number[]) => void)(work, terms, weights, d, matrices.length, 16);
    return [0, 1].map((lane) => ({
      factor: times(
        d * d,
        (t) => t % d > Math.floor(t / d) ? 0 : numbers[work / 8 + 4 * t + lane]!,
      ),
      singular: numbers[(work + 65536) / 8 + lane] !== 0,
    }));
  };
}

const relaxedWorks = (() => {
  try {
    generatedFactor(true);
    return true;
  } catch {
    return false;
  }
})();

Deno.test("generated code factors in twice the precision as the script does, wherever the entries lie, to the last bit", () => {
  const random = randomNumbers(11);
  for (const relaxed of relaxedWorks ? [false, true] : [false]) {
    const factor = generatedFactor(relaxed);
    for (const reach of [0, 10, 250, 505]) {
      for (const d of [1, 2, 3, 5]) {
        const scales = times(2, () => times(d, () => 2 ** Math.round(reach * (2 * random() - 1))));
        const matrices = times(2, () =>
          scales.map((scale) => {
            const a = times(d, () => times(d, () => random() - 0.5));
            return times(d * d, (t) => {
              const i = Math.floor(t / d), j = t % d;
              const dot = a[i]!.reduce((sum, x, c) => sum + x * a[j]![c]!, i === j ? 1e-5 : 0);
              return dot * scale[i]! * scale[j]!;
            });
          }));
        const coefficients = [[1, 0.3], [1, 0.7]];
        factor(coefficients, matrices).forEach(({ factor, singular }, lane) => {
          const exact = accurateCholesky(
            d,
            coefficients.map((c) => c[lane]!),
            (i, j, m) => matrices[m]![lane]![i * d + j]!,
            "S",
          );
          assertEquals(factor, [...exact], `d = ${d}, scales within 2^±${reach}`);
          assert(!singular);
        });
      }
    }
    const flat = [[1, 1, 1, 1], [1e300, 1e300, 1e300, 1e300]];
    assertEquals(factor([[1, 1]], [flat]).map(({ singular }) => singular), [true, true]);
  }
});
