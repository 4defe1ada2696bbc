/** `entropy`: which way it takes, what it says of its error, its options, stopping and progress. */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  entropy,
  type EntropyOptions,
  evaluate,
  exactEntropy,
  exactMarginals,
  gaussianMixture,
  monteCarloEntropy,
  uniformMixture,
} from "../../mod.ts";
import { boxVectors, cases34, entropyVectors } from "../support/mixture_vectors.ts";
import { times } from "../support/random_numbers.ts";

const line = gaussianMixture({ means: [[0], [1], [4]], variances: [1, 2, 0.5] });

/** Components that differ in every coordinate: no exact way, and no bounds that are near. */
function apart(k: number, d: number, weights = times(k, () => 1 / k)) {
  return gaussianMixture({
    weights,
    means: times(k, (i) => times(d, (a) => 1.5 * Math.sin(3 * i + 2 * a * a + 1))),
    variances: times(k, (i) => times(d, (a) => 1 + 0.6 * Math.cos(5 * i + a))),
  });
}
const wide = apart(4, 4);

Deno.test("an entropy of the vectors is within its error, which is no more than what was asked for, and in its bracket", async () => {
  const known = [
    ...entropyVectors.map((c) => ({ truth: c.entropy, ...c })),
    ...boxVectors.map((c) => ({ truth: c.entropy, ...c })),
    ...cases34.map((c) => ({ truth: c.expect.entropy, ...c })),
  ];
  for (const { name, truth, weights, ...c } of known) {
    if (truth === undefined) continue;
    const p = "centers" in c
      ? uniformMixture({ weights, centers: c.centers, widths: c.widths })
      : gaussianMixture({ weights, means: c.means, covariances: c.covariances });
    const found = await entropy(p, { error: 1e-4 });
    // the vectors themselves are known to 1e−9 in two dimensions
    const slack = 1e-9 * Math.max(1, Math.abs(truth));
    assert(found.error <= 1e-4, `${name}: ${found.error}`);
    assert(found.certified, `${name}: ${found.method}`);
    assert(Math.abs(found.value - truth) <= found.error + slack, `${name}: ${found.value}`);
    assert(found.lower <= truth + slack && truth - slack <= found.upper, `${name}: bracket`);
    assert(found.lower <= found.value && found.value <= found.upper, `${name}: value in bracket`);
  }
});

Deno.test("one component and boxes that do not meet have closed forms, surely and without draws", async () => {
  const one = await entropy(gaussianMixture({ means: [[1, 2, 3, 4]], variance: 2 }));
  assertAlmostEquals(one.value, 2 * Math.log(4 * Math.PI * Math.E), 1e-12);
  const boxes = await entropy(
    uniformMixture({
      weights: [0.25, 0.75],
      centers: [[0, 0, 0, 0], [9, 0, 0, 0]],
      widths: [[1, 2, 1, 1], [1, 1, 4, 1]],
    }),
  );
  const truth = 0.25 * Math.log(2 / 0.25) + 0.75 * Math.log(4 / 0.75);
  assertAlmostEquals(boxes.value, truth, 1e-12);
  for (const { certified, samples, error } of [one, boxes]) {
    assertEquals({ certified, samples }, { certified: true, samples: 0 });
    assert(error < 1e-10, `${error}`);
  }
});

Deno.test("Gaussians that differ in ten dimensions reach the error by draws, whose interval and bracket hold the mean of many others", async () => {
  const p = apart(20, 10), error = 2e-3;
  const found = await entropy(p, { error });
  assertEquals([found.method, found.certified], ["posterior sampling", false]);
  assert(found.error <= error && found.samples > 0);
  assert(found.lower <= found.value && found.value <= found.upper);
  // independent draws in the other form
  const plain = await evaluate(
    monteCarloEntropy(p, { samples: 2 ** 20, form: "plain", seed: 77 }),
  );
  assert(Math.abs(found.value - plain.value) <= 2 * found.error + 4 * plain.standardError);
  assert(found.lower <= plain.value + 4 * plain.standardError);
  assert(found.upper >= plain.value - 4 * plain.standardError);
});

Deno.test("bounds that are near enough are answered by their middle", async () => {
  const found = await entropy(wide, { error: 0.5 });
  assertEquals([found.method, found.certified, found.samples], ["bounds", true, 0]);
  assertAlmostEquals(found.value, (found.lower + found.upper) / 2, 1e-14);
  const draws = await entropy(wide, { error: 2e-3 });
  assert(Math.abs(found.value - draws.value) <= found.error + 2 * draws.error);
});

Deno.test("each mixture of a batch is answered as it is alone", async () => {
  const means = [[[0], [1], [3]], [[0], [0], [0]]], variances = [[1, 2, 2], [1, 1, 1]];
  const both = await entropy(gaussianMixture({ means, variances }));
  for (const [b, found] of both.entries()) {
    const alone = await entropy(gaussianMixture({ means: means[b]!, variances: variances[b]! }));
    assertAlmostEquals(found.value, alone.value, found.error + alone.error);
    assert(found.error <= 1e-3 && found.certified === alone.certified);
  }
  const hard = times(2, (b) => times(4, (i) => times(4, (a) => (1 + b) * Math.sin(3 * i + a * a))));
  const spreads = times(4, (i) => times(4, (a) => 1 + 0.6 * Math.cos(5 * i + a)));
  const drawn = await entropy(
    gaussianMixture({ means: hard, variances: [spreads, spreads] }),
    { error: 5e-3 },
  );
  for (const [b, found] of drawn.entries()) {
    const alone = await entropy(gaussianMixture({ means: hard[b]!, variances: spreads }), {
      error: 5e-3,
    });
    assert(found.error <= 5e-3, `${found.error}`);
    assertAlmostEquals(found.value, alone.value, found.error + alone.error);
  }
});

Deno.test("the gradient is that of the exact entropy, within the error that it states", async () => {
  const p = gaussianMixture({
    weights: [0.5, 0.2, 0.3],
    means: [[0, 0], [1, 2], [3, 1]],
    covariances: [[[1, 0.2], [0.2, 2]], [[1, 0], [0, 1]], [[0.5, -0.1], [-0.1, 1]]],
  });
  const exact = await exactEntropy(p, { gradient: true });
  const found = await entropy(p, { gradient: true, confidence: 0.999 });
  for (const name of ["weights", "means", "covariances"] as const) {
    const expected = exact!.gradient![name], got = found.gradient[name];
    assert(typeof expected !== "number" && typeof got !== "number");
    assertEquals(got.shape, expected!.shape, name);
    const error = found.gradientError[name];
    assert(error < 0.05, `${name}: ${error}`);
    got.data.forEach((x, t) => {
      assert(Math.abs(x - expected!.data[t]!) <= error, `${name}[${t}]: ${x} ± ${error}`);
    });
  }
});

Deno.test("the gradient of a mixture that draws answer has the same entropy beside it, and means whose slopes sum to 0", async () => {
  const options = { error: 1e-2, seed: 5 };
  const found = await entropy(wide, { ...options, gradient: true });
  const { gradient, gradientError, ...answer } = found;
  assertEquals(answer, await entropy(wide, options));
  const means = gradient.means;
  assert(typeof means !== "number");
  for (let a = 0; a < 4; a++) {
    const sum = times(4, (i) => means.data[4 * i + a]!).reduce((x, y) => x + y);
    assert(Math.abs(sum) <= 4 * gradientError.means!, `${sum}`);
  }
});

Deno.test("an error that maxSamples does not reach is told, larger than the one asked for, with the draws that were taken", async () => {
  const found = await entropy(wide, { error: 1e-6, maxSamples: 4096 });
  assertEquals([found.method, found.samples], ["posterior sampling", 4096]);
  assert(found.error > 1e-6 && found.error < 0.02, `${found.error}`);
  const better = await entropy(wide, { error: 1e-3 });
  assert(Math.abs(found.value - better.value) <= found.error + better.error);
});

Deno.test("an error of draws is told more widely for more confidence", async () => {
  const options = { error: 1e-9, maxSamples: 1024 };
  const errors: number[] = [];
  for (const confidence of [0.5, 0.95, 0.999]) {
    errors.push((await entropy(wide, { ...options, confidence })).error);
  }
  assert(errors[0]! < errors[1]! && errors[1]! < errors[2]!, `${errors}`);
});

Deno.test("the same seed gives the same answer, another one another within the errors", async () => {
  const [one, same, other] = [
    await entropy(wide, { error: 1e-2, seed: 1 }),
    await entropy(wide, { error: 1e-2, seed: 1, threads: 1 }),
    await entropy(wide, { error: 1e-2, seed: 2 }),
  ];
  assertEquals(one, same);
  assert(one.value !== other.value);
  assert(Math.abs(one.value - other.value) <= one.error + other.error);
});

Deno.test("a component of weight 0 and the order of components change nothing beyond the errors", async () => {
  const shares = [0.1, 0.2, 0.3, 0.4], error = 3e-3;
  const take = (order: readonly number[], weights: readonly number[]) =>
    gaussianMixture({
      weights: weights as number[],
      means: order.map((i) => times(4, (a) => 1.5 * Math.sin(3 * i + 2 * a * a + 1))),
      variances: order.map((i) => times(4, (a) => 1 + 0.6 * Math.cos(5 * i + a))),
    });
  const plain = await entropy(take([0, 1, 2, 3], shares), { error });
  const others = [
    take([2, 0, 3, 1], [0.3, 0.1, 0.4, 0.2]),
    take([0, 1, 2, 3, 7], [...shares, 0]),
    take([7, 0, 1, 2, 3], [0, ...shares]),
  ];
  for (const p of others) {
    const found = await entropy(p, { error });
    assert(found.error <= error);
    assert(Math.abs(found.value - plain.value) <= found.error + plain.error);
    assertAlmostEquals(found.lower, plain.lower, 1e-4);
    assertAlmostEquals(found.upper, plain.upper, 1e-4);
  }
  const exact = await entropy(
    gaussianMixture({ weights: [0.5, 0, 0.5], means: [[0], [50], [2]], variance: 1 }),
  );
  // two unit Gaussians at distance 2: MATH, facts
  assertAlmostEquals(exact.value, 1.75577, 5e-6);
});

Deno.test("progress never goes back, and is 1 at the end and only there, with a gradient too", async () => {
  const asked: readonly [typeof line, EntropyOptions][] = [
    [line, {}],
    [wide, { error: 0.5 }],
    [wide, { error: 1e-3 }],
  ];
  for (const gradient of [false, true]) {
    for (const [p, options] of asked) {
      const shares: number[] = [];
      const onProgress = (share: number) => shares.push(share);
      await (gradient
        ? entropy(p, { ...options, gradient, onProgress })
        : entropy(p, { ...options, onProgress }));
      assertEquals(shares.indexOf(1), shares.length - 1, `${shares}`);
      shares.forEach((share, t) => assert(share >= (shares[t - 1] ?? 0), `${shares}`));
    }
  }
});

Deno.test("a stopped computation rejects with the signal's reason, before it begins and between its ways", async () => {
  const reason = new Error("enough");
  await assertRejects(
    () => entropy(wide, { signal: AbortSignal.abort(reason) }),
    Error,
    "enough",
  );
  // at every tenth report: in bounds, in draws, in the gradient
  for (const gradient of [undefined, true] as const) {
    for (let at = 1; at <= 31; at += 10) {
      const stop = new AbortController();
      let heard = 0;
      const onProgress = () => {
        if (++heard === at) stop.abort(reason);
      };
      await assertRejects(
        () => entropy(wide, { error: 1e-5, gradient, signal: stop.signal, onProgress }),
        Error,
        "enough",
      );
      assert(heard >= at, `${heard}`);
    }
  }
});

Deno.test("options are refused in sentences", async () => {
  const refused: [unknown, string][] = [
    [{ error: 0 }, "Expected error to be a number above 0, got 0"],
    [{ error: -1 }, "Expected error to be a number above 0, got -1"],
    [{ error: NaN }, "Expected error to be a number above 0, got NaN"],
    [{ error: "1e-3" }, 'Expected error to be a number above 0, got "1e-3"'],
    [{ confidence: 1 }, "Expected confidence to be between 0 and 1, got 1"],
    [{ confidence: 95 }, "Expected confidence to be between 0 and 1, got 95"],
    [{ maxSamples: 1.5 }, "Expected maxSamples to be an integer"],
    [{ maxSamples: 0 }, "Expected maxSamples to be an integer"],
    [{ seed: -1 }, "Expected seed to be an integer"],
    [{ effort: "hard" }, 'Unknown effort "hard"'],
    [{ gradient: 1 }, "Expected gradient to be true or false, got 1"],
    [{ samples: 100 }, 'Unknown parameter of a computation of the entropy "samples"'],
    [{ onProgress: 3 }, "Expected onProgress to be a function, got 3"],
  ];
  for (const [options, sentence] of refused) {
    // what TypeScript would refuse; on a mixture with an exact answer, too
    for (const p of [line, wide]) {
      await assertRejects(() => entropy(p, options as object), Error, sentence);
    }
  }
  await assertRejects(() => entropy({} as typeof line), TypeError, "Expected a mixture made by");
  const batch = gaussianMixture({ means: [[[0], [1]], [[0], [2]]], variance: 1 });
  await assertRejects(
    // what TypeScript would refuse
    () => entropy(batch as unknown as typeof line, { gradient: true }),
    RangeError,
    "Expected one mixture for a gradient, got a batch of 2",
  );
});

Deno.test("where nothing is exact the upper end is no more than the sum of marginals, once that costs little", async () => {
  const p = apart(30, 6), sum = await exactMarginals(p);
  const { upper, lower, samples } = await entropy(p, { error: 3e-3 });
  assert(samples >= 24000, `${samples} draws`);
  assert(sum !== undefined && upper <= sum.value + 1e-9, `${upper - sum!.value}`);
  assert(lower <= upper);
});
