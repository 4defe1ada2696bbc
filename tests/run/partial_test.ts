/** Shards: their values are those of the whole, with the same bits wherever they are cut, in whatever order they are merged. */
import {
  evaluate,
  type Expr,
  type Expressions,
  gaussianMixture,
  gradient,
  input,
  kdeEntropy,
  mergePartials,
  monteCarloEntropy,
  type PairFunction,
  pairwiseEntropy,
  partial,
  softmax,
  uniformMixture,
} from "../../mod.ts";
import { cumulativeSum, exp, mul, square, sub, sum, sumOverCoordinates } from "../../ops.ts";
import { reduce } from "../../src/expr/build.ts";
import { axisOf, indexSet } from "../../src/expr/axes.ts";
import { inputOver } from "../../src/expr/array.ts";
import { assert, assertEquals } from "@std/assert";
import { stacked, structures, toMixture } from "../support/entries.ts";
import { mixtureFrom, mixtureOf } from "../support/forms.ts";
import { draw, drawBatch } from "../support/random_mixtures.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { byShards, flatNumbers, randomCuts, shardsBetween } from "../support/shards.ts";
import { cases } from "../support/references.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { scalar } from "../support/results.ts";

type Gaussian = Extract<Parameters<PairFunction>[0], { readonly family: "gaussian" }>;

/** Checks that shards between random cuts give the numbers of the whole, all of them the same bits. */
async function assertSameBits(
  outputs: Expressions,
  count: number,
  { seed, unit = 1, tolerance = 1e-13 }: { seed: number; unit?: number; tolerance?: number },
): Promise<void> {
  const random = randomNumbers(seed);
  const whole = flatNumbers(await evaluate(outputs));
  const all = await shardsBetween(outputs, [0, count]);
  const once = flatNumbers(await mergePartials(all));
  const largest = Math.max(1, ...whole.map(Math.abs));
  once.forEach((x, t) => {
    const error = Math.abs(x - whole[t]!);
    assert(
      x === whole[t] || error <= tolerance * largest,
      `Expected ${whole[t]} as number ${t}, got ${x}, off by ${error}`,
    );
  });
  for (const shards of [2, 3, 7]) {
    const cuts = randomCuts(count, shards, random, unit);
    assertEquals(await byShards(outputs, cuts, random), once, `cuts at ${cuts}`);
    assertEquals(await byShards(outputs, cuts, random, all), once, `cuts at ${cuts}`);
  }
}

for (const structure of structures) {
  Deno.test(`${structure}: all estimators by shards are those of the whole, and their bits do not depend on the cuts`, async () => {
    const p = toMixture(draw({ structure, k: 150, d: 3, seed: 11 }));
    await assertSameBits(estimatorsOf(p), 150, { seed: 1 });
    const batch = mixtureOf(stacked(drawBatch({ structure, k: 131, d: 2, seed: 12 })));
    await assertSameBits(estimatorsOf(batch), 131, { seed: 2 });
  });
}

for (const structure of ["covariances", "covariance", "diagonal", "boxes"] as const) {
  Deno.test(`${structure}: Monte Carlo by shards of draws, and its gradients by whole blocks`, async () => {
    const entries = draw({ structure, k: 9, d: 2, seed: 21 });
    const p = toMixture(entries);
    for (const samples of [1, 65, 130, 301]) {
      await assertSameBits(monteCarloEntropy(p, { samples, seed: 3 }), samples, { seed: 3 });
    }
    const { value } = monteCarloEntropy(p, { samples: 301, seed: 3 });
    const gradients = { ...gradient(value, p) };
    await assertSameBits(gradients, 301, { seed: 4, unit: 64, tolerance: 1e-12 });
  });
}

Deno.test("Monte Carlo by shards: batches, and draws that choose whether they are whitened block by block", async () => {
  const batch = mixtureOf(stacked(drawBatch({ structure: "diagonal", k: 5, d: 2, seed: 22 })));
  const estimate = monteCarloEntropy(batch, { samples: 200, seed: 4 });
  await assertSameBits(estimate, 200, { seed: 8 });
  const slopes = { ...gradient(estimate.value, batch) };
  await assertSameBits(slopes, 200, { seed: 9, unit: 64, tolerance: 1e-12 });
  const many = toMixture(draw({ structure: "covariance", k: 70, d: 14, seed: 23 }));
  const { value } = monteCarloEntropy(many, { samples: 300, seed: 5 });
  await assertSameBits([value], 300, { seed: 10 });
  await assertSameBits([gradient(value, many).means!], 300, {
    seed: 11,
    unit: 64,
    tolerance: 1e-11,
  });
});

Deno.test("the 50-digit values of the vectors come out of two shards", async () => {
  for (const c of cases) {
    const p = mixtureFrom(c), known = estimatorsOf(p);
    const names = Object.keys(c.expect).filter((name) => known[name] !== undefined);
    const outputs = Object.fromEntries(names.map((name) => [name, known[name]!]));
    const half = Math.max(1, Math.floor(p.components / 2));
    const cuts = [...new Set([0, half, p.components])];
    const numbers = await byShards(outputs, cuts, randomNumbers(71));
    names.forEach((name, t) => {
      const expected = c.expect[name]!, x = numbers[t]!;
      const isNear = x === expected || Math.abs(x - expected) <= 1e-11 * (1 + Math.abs(expected));
      assert(isNear, `Expected ${name} of ${c.name} = ${expected}, got ${x}`);
    });
  }
});

Deno.test("what a shared covariance has of a gradient adds up over rows", async () => {
  const p = toMixture(draw({ structure: "covariance", k: 140, d: 2, seed: 31 }));
  await assertSameBits(gradient(kdeEntropy(p), p), 140, { seed: 5 }).then(
    () => assert(false, "Expected the gradients of means to be refused"),
    (error: unknown) => assert(error instanceof RangeError),
  );
  // few enough that nothing is whitened
  const slope = gradient(kdeEntropy(p), p).covariance!;
  await assertSameBits([kdeEntropy(p), slope], 140, { seed: 6, tolerance: 1e-12 });
});

Deno.test("a row that is computed again by the script does not change with the rows beside it", async () => {
  // what component 71, far off and of next to no weight, sums up is below what generated code trusts; rows share tiles with it
  const random = randomNumbers(41);
  const means = times(150, (i) => i === 71 ? [100, 0] : [5 * random(), 5 * random()]);
  const covariances = times(150, () => [[1 + random(), 0.2], [0.2, 2]]);
  const weights = times(150, (i) => i === 71 ? 1e-200 : 1 / 149);
  const p = gaussianMixture({ weights, means, covariances });
  const { kl, bhattacharyya, elk } = estimatorsOf(p);
  const outputs = [kl, bhattacharyya, elk];
  const all = await shardsBetween(outputs, [0, 150]);
  const once = flatNumbers(await mergePartials(all));
  for (const cuts of [[0, 70, 150], [0, 20, 71, 150], [0, 69, 70, 72, 150]]) {
    assertEquals(await byShards(outputs, cuts, random, all), once, `cuts at ${cuts}`);
  }
});

Deno.test("sums, maxima and log-sum-exps over rows merge along one tree, and are right", async () => {
  const set = indexSet("component", "i", 333), i = axisOf(set);
  const random = randomNumbers(51);
  const x = times(333, () => 2000 * random() - 1000),
    w = times(333, (t) => t % 5 === 0 ? 0 : random());
  const over = (numbers: number[]) =>
    inputOver({ data: Float64Array.from(numbers), shape: [333] }, "x", [i]);
  const outputs = {
    sum: reduce("sum", i, over(x)),
    max: reduce("max", i, over(x)),
    log: reduce("logSumExp", i, over(x)),
    weighted: reduce("logSumExp", i, over(x), over(w)),
  };
  await assertSameBits(outputs, 333, { seed: 7 });
  const states = [await partial(outputs, { rows: [0, 333] })];
  const { sum, max, log, weighted } = await mergePartials(states);
  const top = Math.max(...x), topWeighted = Math.max(...x.filter((_, t) => w[t] !== 0));
  assertEquals(max, top);
  // whole multiples of 2⁻⁶⁴, added up without rounding
  const exact = x.reduce((total, one) => total + BigInt(one * 2 ** 64), 0n);
  assertEquals(sum, Number(exact) / 2 ** 64);
  const logOf = (shift: number, weight: (t: number) => number) =>
    shift + Math.log(x.reduce((total, one, t) => total + weight(t) * Math.exp(one - shift), 0));
  assert(Math.abs(scalar(log) - logOf(top, () => 1)) < 1e-12 * top);
  assert(Math.abs(scalar(weighted) - logOf(topWeighted, (t) => w[t]!)) < 1e-12 * top);
});

Deno.test("structures of outputs come back, and so do infinite values", async () => {
  const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
  const { value, standardError } = monteCarloEntropy(p, { samples: 1 });
  const outputs = { a: [value, { b: standardError }], c: value };
  const merged = await mergePartials([await partial(outputs, { rows: [0, 1] })]);
  assertEquals(merged as unknown, await evaluate(outputs));
  assertEquals(flatNumbers(merged)[1], Infinity);
});

Deno.test("outputs that no shard could do by itself are refused by sentences that say why", async () => {
  const p = toMixture(draw({ structure: "spherical", k: 12, d: 2, seed: 61 }));
  const q = toMixture(draw({ structure: "spherical", k: 12, d: 2, seed: 62 }));
  const kl = pairwiseEntropy(p, { distance: "kl" });
  const refused: [Expressions, RegExp][] = [
    [gradient(kl, p).means!, /a second round over all pairs/],
    [[kl, gradient(kl, p).weights!], /a second round over all pairs/],
    [
      [kl, monteCarloEntropy(p, { samples: 9 }).value],
      /over draws, got one that adds up over pairs/,
    ],
    [[kl, pairwiseEntropy(q, { distance: "kl" })], /of one mixture.* 12 and 12 rows/],
    [
      [monteCarloEntropy(p, { samples: 9 }).value, monteCarloEntropy(p, { samples: 8 }).value],
      /one number of draws.* 9 and 8 rows/,
    ],
  ];
  for (const [outputs, sentence] of refused) {
    const error = await partial(outputs, { rows: [0, 1] }).then(() => undefined, (error) => error);
    assert(error instanceof RangeError && sentence.test(error.message), String(error));
  }
});

Deno.test("a distance of one's own with cumulative sums, along the coordinates of a pair and along the components", async () => {
  const p = toMixture(draw({ structure: "diagonal", k: 150, d: 3, seed: 61 }));
  const scale = input(0.01, { name: "scale" });
  const byDistance = (terms: (i: Gaussian, j: Gaussian) => Expr) =>
    pairwiseEntropy(p, {
      distance: (i, j) => {
        if (i.family !== "gaussian" || j.family !== "gaussian") throw new TypeError("Gaussians");
        return mul(scale, sumOverCoordinates(square(terms(i, j))));
      },
    });
  const along = (i: Gaussian) => ({ axis: i.coordinate });
  const ofDifferences = byDistance((i, j) => cumulativeSum(sub(i.mean, j.mean), along(i)));
  await assertSameBits(
    {
      ofDifferences,
      twice: byDistance((i, j) =>
        cumulativeSum(cumulativeSum(sub(i.mean, j.mean), along(i)), {
          ...along(i),
          reverse: true,
          exclusive: true,
        })
      ),
      ofEach: byDistance((i, j) =>
        sub(cumulativeSum(i.mean, along(i)), cumulativeSum(j.mean, { ...along(i), reverse: true }))
      ),
      ofComponents: byDistance((i, j) =>
        sub(
          cumulativeSum(i.mean, { axis: i.component }),
          cumulativeSum(j.mean, { axis: j.component }),
        )
      ),
      slope: gradient(ofDifferences, scale),
    },
    150,
    { seed: 11 },
  );
});

Deno.test("parameters that are made of an array by cumulative sums and softmax go through it, not over pairs", async () => {
  const [k, d] = [150, 3], random = randomNumbers(62);
  const x = input(times(k, () => times(d, random)), { name: "x" });
  const ofSums = gaussianMixture({
    means: cumulativeSum(x, { axis: 0 }),
    variances: cumulativeSum(exp(x)),
  });
  const ofShares = uniformMixture({ centers: softmax(x), widths: 0.4 });
  for (const p of [ofSums, ofShares]) await assertSameBits(estimatorsOf(p), k, { seed: 12 });
  const kl = pairwiseEntropy(ofSums, { distance: "kl" });
  await assertSameBits(mul(kl, sum(square(cumulativeSum(x)))), k, { seed: 13, tolerance: 1e-12 });
  const { value } = monteCarloEntropy(ofSums, { samples: 130, seed: 3 });
  await assertSameBits(value, 130, { seed: 14 });
  await assertSameBits(gradient(value, x), 130, { seed: 15, unit: 64, tolerance: 1e-12 });
});
