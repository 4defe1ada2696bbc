/** Monte Carlo with few draws, and LogDet with few rows. The expected numbers are closed forms. */
import {
  conditionalEntropy,
  evaluate,
  gaussianMixture,
  logDetEntropy,
  logDetJointEntropy,
  logDetMutualInformation,
  monteCarloEntropy,
  uniformMixture,
} from "../../mod.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { type Form, mixtureOf } from "../support/forms.ts";
import { assertRelative } from "../support/comparison.ts";
import { array } from "../support/results.ts";

/** The entropy of a unit Gaussian. */
const h = 0.5 * Math.log(2 * Math.PI * Math.E);

Deno.test("one sample: a number, and an infinite standard error; also for a batch", async () => {
  const parameters: Form["parameters"] = { means: [[[0], [3]], [[1], [5]]], variance: 1 };
  const batch = await evaluate(monteCarloEntropy(mixtureOf(parameters), { samples: 1 }));
  assertEquals(array(batch.value).shape, [2]);
  assertEquals(array(batch.value).data.every(Number.isFinite), true);
  assertEquals([...array(batch.standardError).data], [Infinity, Infinity]);
  const one = gaussianMixture({ means: [[0]], variance: 4 });
  const { value, standardError } = await evaluate(monteCarloEntropy(one, { samples: 1, seed: 9 }));
  // −ln p(x) = −ln p(μ) + z²/2
  const least = h - 0.5 + Math.log(2);
  assertEquals([value >= least, value < least + 20, standardError], [true, true, Infinity]);
});

Deno.test("more components than samples, and a batch of one", async () => {
  const means = Array.from({ length: 50 }, (_, i) => [1000 * i]);
  const options = { samples: 7, seed: 1 };
  const single = await evaluate(
    monteCarloEntropy(gaussianMixture({ means, variance: 1 }), options),
  );
  const p = gaussianMixture({ means: [means], variance: [1] });
  const { value, standardError } = await evaluate(monteCarloEntropy(p, options));
  assertEquals([value.shape, [...value.data]], [[1], [single.value]]);
  assertEquals([standardError.shape, [...standardError.data]], [[1], [single.standardError]]);
  assertAlmostEquals(single.value, h + Math.log(50), 3);
  assertEquals((await evaluate(conditionalEntropy(p))).shape, [1]);
});

Deno.test("LogDet: one row and constant columns have no entropy, orthogonal columns no information", async () => {
  const zero = await evaluate({
    row: logDetEntropy([[1, 2, 3]]),
    rows: logDetJointEntropy([[[1, 2]], [[3]]], { beta: 5 }),
    information: logDetMutualInformation([[1e8]], [[-3]]),
    constant: logDetEntropy([[1e8, 3], [1e8, 3], [1e8, 3]]),
  });
  assertEquals(zero, { row: 0, rows: 0, information: 0, constant: 0 });
  const x = [[1], [-1], [1], [-1]], y = [[1], [1], [-1], [-1]];
  assertAlmostEquals(await evaluate(logDetMutualInformation(x, y)), 0, 1e-15);
  // variance 1, so ½ ln(1 + β); far from 0 the mean takes no digits from it
  for (const beta of [1e-3, 1, 1e300]) {
    const shifted = x.map((row) => row.map((v) => v + 2 ** 40));
    assertRelative(
      await evaluate(logDetEntropy(shifted, { beta })),
      0.5 * Math.log1p(beta),
      1e-13,
      "H",
    );
  }
});

Deno.test("one box: every draw tells the entropy exactly", async () => {
  const p = uniformMixture({ centers: [[1e6, 0]], widths: [[0.5, 8]] });
  for (const samples of [2, 3, 1000]) {
    const { value, standardError } = await evaluate(monteCarloEntropy(p, { samples }));
    assertRelative(value, Math.log(4), 1e-14, "ln 4");
    assertEquals(standardError, 0);
  }
});
