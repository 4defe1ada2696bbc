/**
 * Covariances at the ends of the range of doubles keep their digits, in values and gradients, interpreted and as generated
 * code. The numbers come from vectors/make_extreme_covariances.py, which computes with 60 and 90 digits.
 */
import { gaussianMixture, gradient } from "../../mod.ts";
import { assert } from "@std/assert";
import file from "../vectors/extreme_covariances.json" with { type: "json" };
import { estimatorsOf } from "../support/estimators.ts";
import type { Case } from "../support/references.ts";
import { numbersBy, ways } from "../support/ways.ts";

// The file holds these fields, and more; TypeScript cannot see that its tuples are of one type.
const cases = file.cases as unknown as readonly Case[];

/** Entries of a gradient differ by their units, so each is compared with its own scale: its size beside the roots of the diagonal. */
function assertClose(
  actual: Float64Array,
  expected: readonly number[],
  { scale, tolerance, what }: {
    scale: (t: number) => number;
    tolerance: number;
    what: string;
  },
): void {
  expected.forEach((x, t) => {
    const error = Math.abs(actual[t]! - x) / scale(t);
    assert(error <= tolerance, `Expected ${what}[${t}] = ${x}, got ${actual[t]}, off by ${error}`);
  });
}

for (const { name, weights, means = [], covariances = [], expect, grad = {} } of cases) {
  const k = weights.length, d = means[0]!.length;
  for (const [how, options] of Object.entries(ways)) {
    Deno.test(`covariances ${name}: values and gradients keep their digits, by ${how}`, async () => {
      const p = gaussianMixture({ weights, means, covariances });
      const estimators = estimatorsOf(p);
      for (const [estimator, value] of Object.entries(expect)) {
        const slopes = gradient(estimators[estimator]!, p);
        const [actual, byWeights, byMeans, byCovariances] = await numbersBy(
          options,
          [estimators[estimator]!, slopes.weights, slopes.means, slopes.covariances!],
        );
        assertClose(actual!, [value], {
          scale: () => Math.max(1, Math.abs(value)),
          tolerance: 1e-13,
          what: estimator,
        });
        const expected = grad[estimator]!;
        const check = (found: Float64Array, parameter: string, cells: number) => {
          const numbers = [expected[parameter]].flat(Infinity as 1) as number[];
          // the largest entry with the same indices of coordinates
          const scale = (t: number) =>
            Math.max(
              ...Array.from({ length: k }, (_, i) => Math.abs(numbers[i * cells + t % cells]!)),
              Number.MIN_VALUE,
            );
          // condition 2e4: a factor with the last digit rounded gives the inverse to 4e−12
          const what = `∂ ${estimator} / ∂ ${parameter}`;
          assertClose(found, numbers, { scale, tolerance: 5e-12, what });
        };
        check(byWeights!, "weights", 1);
        check(byMeans!, "means", d);
        check(byCovariances!, "covariances", d * d);
      }
    });
  }
}
