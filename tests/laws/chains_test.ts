/**
 * Covariances whose pivots each keep a thousandth of their diagonal entry keep their digits, in values and gradients,
 * interpreted and as generated code, written out and in loops. The numbers come from vectors/make_chains.py, which computes
 * with 60 and 90 digits.
 */
import { evaluate, gaussianMixture, gradient, logDetEntropy } from "../../mod.ts";
import { assert } from "@std/assert";
import file from "../vectors/chains.json" with { type: "json" };
import { assertRelative } from "../support/comparison.ts";
import { estimatorsOf } from "../support/estimators.ts";
import type { Case, LogDetCase } from "../support/references.ts";
import { numbersBy, ways } from "../support/ways.ts";

// The file holds these fields, and more; TypeScript cannot see that its tuples are of one type.
const cases = file.cases as unknown as readonly Case[];
const logDets: readonly LogDetCase[] = file.logdet;

/** The largest error of a gradient beside its largest entry, both in units of the roots of the diagonal. */
function slopeError(actual: Float64Array, expected: readonly number[], units: readonly number[]) {
  let error = 0, size = 0;
  expected.forEach((x, t) => {
    const unit = units[t % units.length]!;
    error = Math.max(error, Math.abs(actual[t]! - x) * unit);
    size = Math.max(size, Math.abs(x) * unit);
  });
  return size === 0 ? error : error / size;
}

for (const { name, weights, means = [], covariances = [], expect, grad = {} } of cases) {
  const roots = covariances[0]!.map((row, a) => Math.sqrt(row[a]!)), d = roots.length;
  const units = {
    weights: [1],
    means: roots,
    covariances: roots.flatMap((x) => roots.map((y) => x * y)),
  };
  for (const [how, options] of Object.entries(ways)) {
    Deno.test(`${name}: values and gradients keep their digits, by ${how}`, async () => {
      const p = gaussianMixture({ weights, means, covariances });
      const estimators = estimatorsOf(p);
      for (const [estimator, value] of Object.entries(expect)) {
        const [actual] = await numbersBy(options, [estimators[estimator]!]);
        const error = Math.abs(actual![0]! - value) / Math.max(1, Math.abs(value));
        assert(error <= 1e-12, `${estimator} is ${actual}, off by ${error}`);
        const expected = grad[estimator];
        if (expected === undefined) continue;
        const slopes = gradient(estimators[estimator]!, p);
        const targets = ["weights", "means", "covariances"] as const;
        const found = await numbersBy(options, targets.map((target) => slopes[target]!));
        targets.forEach((target, t) => {
          const numbers = [expected[target]].flat(Infinity as 1) as number[];
          const error = slopeError(found[t]!, numbers, units[target]);
          // a factor with the last digit rounded gives the inverse to 2⁻⁵³ · 31^(d−1)
          const tolerance = Math.max(1e-9, 4 * 2 ** -53 * 31 ** (d - 1));
          assert(error <= tolerance, `∂ ${estimator} / ∂ ${target} is off by ${error}`);
        });
      }
    });
  }
}

for (const { name, x: [x = []], beta, entropy } of logDets) {
  Deno.test(`LogDet of a ${name}: a computed matrix keeps ten digits, or is computed again`, async () => {
    assertRelative(await evaluate(logDetEntropy(x, { beta })), entropy[0]!, 1e-10, name);
  });
}
