/**
 * Far blocks of pairs are skipped with a proof: what a sweep gives without them is what it gives with them, to the last digits. What
 * is skipped must be much, else these tests say nothing: they ask each step what it did.
 */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  bhattacharyyaDistance,
  evaluate,
  explain,
  gaussianMixture,
  gradient,
  klDivergence,
  type Mixture,
  monteCarloEntropy,
  type PairFunction,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { add, mul } from "../../ops.ts";
import { bindKernel } from "../../kernels/script/bind.ts";
import { planned } from "../../src/run/face/cache.ts";
import { executorFor } from "../../src/run/face/executor.ts";
import { arraysOf, sizesOf } from "../../src/run/face/numbers.ts";
import { type Expressions, flatten } from "../../src/run/face/structure.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";

const k = 9001;

/** Numbers around 0, at most 3 of their deviation away: the mean of twelve. */
function drawing(seed: number): () => number {
  const next = randomNumbers(seed);
  return () => times(12, next).reduce((sum, x) => sum + x - 0.5, 0);
}

/** Means and variances of components that spread over so many of their widths. */
function plain(spread: number) {
  const draw = drawing(3);
  return {
    means: times(k, () => [spread * draw(), spread * draw()]),
    variances: times(k, () => [1, 1]),
  };
}

/** Components spread over so many of their widths, or in clusters as wide as these that are as far apart. */
function mixtures(d: number, spread: number, clusters = 0) {
  const draw = drawing(d), next = randomNumbers(spread);
  const centres = times(clusters, () => times(d, () => spread * draw()));
  const means = times(k, () => {
    const centre = centres[Math.floor(next() * clusters)];
    return times(d, (a) => centre === undefined ? spread * draw() : centre[a]! + draw());
  });
  const raw = times(k, () => 0.5 + next()), total = raw.reduce((sum, x) => sum + x);
  const weights = raw.map((x) => x / total);
  const variances = means.map(() => times(d, () => 0.5 + next()));
  const covariances = variances.map((row) =>
    row.map((x, i) => row.map((_, j) => i === j ? x : 0.2))
  );
  return {
    shared: () => gaussianMixture({ weights, means, variance: 1 }),
    diagonal: () => gaussianMixture({ weights, means, variances }),
    full: () => gaussianMixture({ weights, means, covariances }),
    boxes: () => uniformMixture({ weights, centers: means, widths: variances }),
  };
}

/** What the sweeps of a plan gave that skipped blocks, and the same rows by the script, pair by pair: some rows of each. */
async function skippedRows(outputs: Expressions) {
  const made = planned(flatten(outputs).map(({ node }) => node)), sizes = sizesOf(made);
  const executor = executorFor(made, sizes);
  try {
    await executor.execute(arraysOf(made), { threads: 2 });
    const { array } = executor.bound(), texts = executor.describe();
    const pairs: [found: number, sure: number][] = [];
    made.kernels.forEach((kernel, step) => {
      if (!isSkipped(texts[step]!)) return;
      const results = new Map(kernel.accumulators.map(({ into }) => [into, array(into).slice()]));
      const script = bindKernel(kernel, sizes, (buffer) => results.get(buffer) ?? array(buffer));
      script.start();
      const apart = Math.floor(script.rows / 20), last = script.rows - 1;
      for (const row of [...times(20, (t) => 3 + t * apart), last]) {
        script.run(row, row + 1);
        for (const [into, sure] of results) pairs.push([array(into)[row]!, sure[row]!]);
      }
    });
    return pairs;
  } finally {
    executor.dispose();
  }
}

/** What each step of a plan would do, in words. */
function explained(outputs: Expressions): string[] {
  return explain(outputs).split("\n");
}

function isSkipped(text: string): boolean {
  return text.includes("far blocks are skipped");
}

/** How far numbers lie apart, in units in the last place. */
function unitsApart([x, y]: readonly [number, number]): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(x), Math.abs(y)))) - 52);
  return x === y ? 0 : Math.abs(x - y) / unit;
}

const own: PairFunction = (p, q) => add(mul(0.5, klDivergence(p, q)), bhattacharyyaDistance(p, q));

const cases: readonly [string, () => Mixture, (p: Mixture) => Expressions][] = [
  ["KL, shared", mixtures(2, 60).shared, (p) => pairwiseEntropy(p, { distance: "kl" })],
  ["KL, diagonal", mixtures(2, 60).diagonal, (p) => pairwiseEntropy(p, { distance: "kl" })],
  ["KL, clusters", mixtures(6, 40, 50).diagonal, (p) => pairwiseEntropy(p, { distance: "kl" })],
  ["KL, full", mixtures(2, 60).full, (p) => pairwiseEntropy(p, { distance: "kl" })],
  ["KL, boxes", mixtures(1, 300).boxes, (p) => pairwiseEntropy(p, { distance: "kl" })],
  ["own, diagonal", mixtures(2, 60).diagonal, (p) => pairwiseEntropy(p, { distance: own })],
  ["draws", mixtures(2, 60).diagonal, (p) => monteCarloEntropy(p, { samples: 700 }).value],
];

for (const [name, mixture, estimate] of cases) {
  Deno.test(`${name}: rows without far blocks are right to 2 units in the last place`, async () => {
    const rows = await skippedRows(estimate(mixture()));
    assert(rows.length >= 20, `${rows.length} rows were skipped in`);
    for (const row of rows) assert(unitsApart(row) <= 2, `${row}`);
  });
}

Deno.test("gradients without far blocks are those with them", async () => {
  const p = mixtures(2, 100).diagonal(),
    slopes = gradient(pairwiseEntropy(p, { distance: "kl" }), p);
  const texts = explained(slopes);
  assertEquals(texts.filter(isSkipped).length, 1, texts.join("\n"));
  const without = await evaluate(slopes), whole = await evaluate(slopes, { skip: false });
  for (const name of ["weights", "means", "variances"] as const) {
    const { data } = whole[name],
      largest = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    without[name].data.forEach((x, t) => {
      assert(Math.abs(x - data[t]!) <= 1e-13 * largest, `${name}[${t}]: ${x} and ${data[t]}`);
    });
  }
});

Deno.test("results have the same bits on any number of threads", async () => {
  const p = mixtures(2, 100).diagonal(), value = pairwiseEntropy(p, { distance: "kl" });
  const slopes = gradient(value, p).means;
  const [first, ...others] = await Promise.all(
    [1, 2, 3].map((threads) => evaluate({ value, slopes }, { threads })),
  );
  for (const other of others) assertEquals(other, first);
});

Deno.test("far components on a grid have the entropy of their labels and their own, exactly", async () => {
  // 100 widths apart nothing overlaps: H = ln k + ½ d ln 2πe
  const side = 91,
    means = times(side * side, (t) => [100 * (t % side), 100 * Math.floor(t / side)]);
  const p = gaussianMixture({ means, variances: means.map(() => [1, 1]) });
  const found = await evaluate(pairwiseEntropy(p, { distance: "kl" }));
  assertAlmostEquals(found, Math.log(side * side) + Math.log(2 * Math.PI * Math.E), 1e-13);
});

Deno.test("with skip: false, and where all components overlap, no block is skipped", async () => {
  const far = pairwiseEntropy(mixtures(2, 60).diagonal(), { distance: "kl" });
  assert(isSkipped(explain(far)));
  assert(explain(far, { code: true }).includes("1 where a block of pairs is skipped"));
  assert(!isSkipped(explain(far, { skip: false })));
  const near = pairwiseEntropy(mixtures(2, 1).diagonal(), { distance: "kl" });
  assert(!isSkipped(explain(near)));
  assertEquals(await evaluate(near), await evaluate(near, { skip: false }));
});

Deno.test("one component as wide as all others together changes no row", async () => {
  const { means, variances } = plain(60);
  variances[17] = [1e5, 1e5];
  const p = gaussianMixture({ means, variances });
  const rows = await skippedRows(pairwiseEntropy(p, { distance: "kl" }));
  for (const row of rows) assert(unitsApart(row) <= 2, `${row}`);
});

Deno.test("skip is true or false", async () => {
  const value = pairwiseEntropy(gaussianMixture({ means: [[0]], variance: 1 }), { distance: "kl" });
  await assertRejects(
    () => evaluate(value, { skip: "no" as unknown as boolean }),
    TypeError,
    `Expected skip to be true or false, got "no"`,
  );
});
