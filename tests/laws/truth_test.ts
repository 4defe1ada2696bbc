/**
 * Mixtures whose differential entropy is known: bounds lie on their sides of it, Monte Carlo estimates near it, and
 * standard errors tell how near.
 */
import {
  compile,
  evaluate,
  gaussianMixture,
  type Mixture,
  monteCarloEntropy,
  uniformMixture,
} from "../../mod.ts";
import { assert, assertEquals, assertLess, assertLessOrEqual, assertNotEquals } from "@std/assert";
import { mixtureFrom, mixtureOf, type OneMixture, parametersOf } from "../support/forms.ts";
import { assertRelative } from "../support/comparison.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { type Truth, truths } from "../support/references.ts";
import { array, scalar } from "../support/results.ts";

/** Room for the rounding of two numbers near `x`. */
function rounding(x: number): number {
  return 1e-14 * Math.max(1, Math.abs(x));
}

async function assertBounds(p: OneMixture, truth: number, slack = rounding(truth)): Promise<void> {
  const values = await evaluate(estimatorsOf(p));
  const chain = ["conditional", "bhattacharyya", "truth", "kl", "joint"] as const;
  const at = { ...values, truth };
  chain.slice(1).forEach((upper, t) => {
    const lower = chain[t]!;
    assertLessOrEqual(at[lower], at[upper] + slack, `${lower} ≤ ${upper}`);
  });
  for (const lower of ["elk", "chernoff0.3", "chernoff0.7"] as const) {
    assertLessOrEqual(at[lower], truth + slack, `${lower} ≤ truth`);
  }
  // Chernoff distances are ≥ 0, so these bounds are never worse than the cheapest one
  for (const lower of ["chernoff0.3", "chernoff0.7", "elkDistance"] as const) {
    assertLessOrEqual(at.conditional, at[lower] + slack, `conditional ≤ ${lower}`);
  }
  assertLessOrEqual(at.bhattacharyya, at.elkDistance + slack, "Bhattacharyya ≤ ELK distance");
  assertLessOrEqual(at.elkDistance, at.kl + slack, "ELK distance ≤ KL");
}

async function assertMonteCarloNear(p: Mixture, truth: number, slack = rounding(truth)) {
  const estimate = monteCarloEntropy(p, { samples: 20_000, seed: 1 });
  const { value, standardError } = await evaluate(estimate);
  const error = Math.abs(scalar(value) - truth);
  assertLessOrEqual(
    error,
    4 * scalar(standardError) + slack,
    `Monte Carlo ${value}, truth ${truth}`,
  );
  assertLess(standardError, 0.02);
}

for (const c of truths) {
  Deno.test(`${c.name}: every bound lies on its side of the truth, Monte Carlo within four standard errors`, async () => {
    await assertBounds(mixtureFrom(c), c.entropy);
    await assertMonteCarloNear(mixtureFrom(c), c.entropy);
  });
}

Deno.test("two unit Gaussians: the tabulated entropies lie inside the bounds", async () => {
  // true entropies by the distance of the means, from quadrature, to 5 decimals
  const table = [[1, 1.53036], [2, 1.75577], [3, 1.94572], [4, 2.05166], [10, 2.11208]] as const;
  for (const [distance, truth] of table) {
    const p = gaussianMixture({ means: [[0], [distance]], variance: 1 });
    await assertBounds(p, truth, 5e-6);
    await assertMonteCarloNear(p, truth, 5e-6);
  }
});

Deno.test("U[0, 1] + U[.4, .6]: the density is 3 inside and ½ outside, whichever box comes first", async () => {
  // −∫ p ln p = −0.2·3 ln 3 − 0.8·½ ln ½
  const truth = -0.6 * Math.log(3) + 0.4 * Math.LN2;
  for (const widths of [[[1], [0.2]], [[0.2], [1]]]) {
    const p = uniformMixture({ centers: [[0.5], [0.5]], widths });
    await assertBounds(p, truth);
    await assertMonteCarloNear(p, truth);
  }
});

Deno.test("Monte Carlo: the same seed gives the same number alone, with other estimators, and compiled", async () => {
  for (const c of truths) {
    const p = mixtureFrom(c);
    const estimate = monteCarloEntropy(p, { samples: 1500, seed: 7 });
    const value = await evaluate(estimate.value);
    const { mixed } = await evaluate({ ...estimatorsOf(p), mixed: estimate });
    assertEquals(mixed.value, value);
    const again = await evaluate(monteCarloEntropy(mixtureFrom(c), { samples: 1500, seed: 7 }));
    assertEquals(again, mixed);
    const compiled = compile(estimate, { inputs: p });
    assertEquals(await compiled.run(), mixed);
    assertEquals(compiled.runSync(), mixed);
  }
});

Deno.test("Monte Carlo: an entry of a batch has the number that it has alone", async () => {
  for (const c of truths) {
    const parameters = parametersOf(c);
    const both = Object.fromEntries(
      Object.entries(parameters).map(([name, x]) => [name, [x, x] as number[][]]),
    );
    const options = { samples: 500, seed: 3 };
    const alone = await evaluate(monteCarloEntropy(mixtureOf(parameters), options));
    const batch = await evaluate(monteCarloEntropy(mixtureOf(both), options));
    for (const entry of [0, 1]) {
      assertRelative(array(batch.value).data[entry]!, scalar(alone.value), 1e-14, "the value");
      assertRelative(
        array(batch.standardError).data[entry]!,
        scalar(alone.standardError),
        1e-13,
        "its error",
      );
    }
  }
});

Deno.test("Monte Carlo: different seeds give different numbers, also where only high bits differ", async () => {
  const p = mixtureFrom(truths[0]!);
  const seeds = [0, 1, 2, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 40, Number.MAX_SAFE_INTEGER];
  const values = await evaluate(
    seeds.map((seed) => monteCarloEntropy(p, { samples: 100, seed }).value),
  );
  assertEquals(new Set(values).size, seeds.length);
  const byDefault = await evaluate(monteCarloEntropy(p, { samples: 100 }).value);
  // another plan may add up in another order
  assertRelative(scalar(byDefault), scalar(values[0]!), 1e-14, "by default the seed is 0");
  assertNotEquals(byDefault, values[1]);
});

/** (value − truth) / standard error for seeds 0, 1, …, all in one evaluation. */
async function deviations(c: Truth, samples: number, seeds: number): Promise<number[]> {
  const p = mixtureFrom(c);
  const estimates = Array.from({ length: seeds }, (_, seed) => {
    return monteCarloEntropy(p, { samples, seed });
  });
  const found = await evaluate(estimates);
  return found.map(({ value, standardError }) =>
    (scalar(value) - c.entropy) / scalar(standardError)
  );
}

Deno.test("Monte Carlo: over 60 seeds the errors are as large as the standard errors say", async () => {
  const names = [
    "gaussian-reference-2",
    "gaussian-overlapping-k3-d1",
    "gaussian-widely-different-widths-k3-d1",
    "gaussian-same-mean-k3-d1",
    "gaussian-k4-d2",
    "uniform-generic-k4-d1",
    "uniform-nested-unequal-weights-k2-d1",
  ];
  for (const name of names) {
    const c = truths.find((truth) => truth.name === name);
    assert(c !== undefined, name);
    const z = await deviations(c, 1000, 60);
    const rms = Math.sqrt(z.reduce((sum, x) => sum + x * x, 0) / z.length);
    assert(rms > 0.7 && rms < 1.4, `${name}: the errors are ${rms} times their standard errors`);
    // no bias: the mean of 60 standard normal numbers has standard deviation 0.13
    const mean = z.reduce((sum, x) => sum + x, 0) / z.length;
    assertLess(Math.abs(mean), 0.5, `${name}: the mean deviation is ${mean} standard errors`);
  }
});

for (const form of ["plain", "posterior"] as const) {
  Deno.test(`Monte Carlo, ${form}: four times the samples halve the standard error`, async () => {
    // of a small weight H(r) is made of a few draws
    const other = form === "plain" ? /disjoint|identical/ : /disjoint|identical|small-weight/;
    for (const c of truths.filter(({ name }) => !other.test(name))) {
      const p = mixtureFrom(c);
      // of a few seeds, as a few draws decide where widths differ widely
      const seeds = [1, 2, 3, 4, 5, 6];
      const errors = await evaluate(
        [2000, 8000].map((samples) =>
          seeds.map((seed) => monteCarloEntropy(p, { samples, seed, form }).standardError)
        ),
      );
      const [few, many] = errors.map((all) => Math.hypot(...all.map(scalar)));
      // components so far apart that no draw leaves anything open
      if (few === 0 && many === 0) continue;
      const ratio = few! / many!;
      assert(ratio > 1.6 && ratio < 2.5, `${c.name}: the errors have the ratio ${ratio}`);
    }
  });
}
