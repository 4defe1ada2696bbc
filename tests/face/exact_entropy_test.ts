/** How exact entropies are asked for: options, limits, batches, stopping, parameters that are expressions. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { exactEntropy, gaussianMixture, input, uniformMixture } from "../../mod.ts";
import { exp } from "../../ops.ts";

const line = gaussianMixture({ means: [[0], [1], [4]], variances: [1, 2, 0.5] });
const plane = gaussianMixture({ means: [[0, 0], [1, 2], [4, 1]], variances: [1, 2, 0.5] });

Deno.test("what has no way to its entropy is undefined: three components in four dimensions that share nothing", async () => {
  const means = [[0, 0, 0, 0], [1, 0, 2, 0], [0, 1, 0, 3]];
  assertEquals(await exactEntropy(gaussianMixture({ means, variances: [1, 2, 3] })), undefined);
});

Deno.test("what would take more than maxWork is undefined, on a line and in the plane", async () => {
  assertEquals(await exactEntropy(line, { maxWork: 10 }), undefined);
  assertEquals(await exactEntropy(plane, { maxWork: 1000 }), undefined);
});

Deno.test("a finer tolerance gives a smaller error, and the coarser value lies within its own", async () => {
  const coarse = await exactEntropy(plane, { tolerance: 1e-4 });
  const fine = await exactEntropy(plane, { tolerance: 1e-11 });
  assert(coarse !== undefined && fine !== undefined);
  assert(fine.error <= 1e-11 && coarse.error <= 1e-4 && fine.error < coarse.error);
  assert(Math.abs(coarse.value - fine.value) <= coarse.error + fine.error);
});

Deno.test("each mixture of a batch is as it is alone, whatever has the batch axis", async () => {
  const means = [[[0, 0], [1, 1], [3, 1]], [[0, 1], [1, 1], [3, 1]]],
    variances = [[1, 2, 2], [2, 2, 2]];
  const both = await exactEntropy(gaussianMixture({ means, variances }));
  const alone = [0, 1].map((b) =>
    exactEntropy(gaussianMixture({ means: means[b]!, variances: variances[b]! }))
  );
  assertEquals(both, await Promise.all(alone));
  const sizes = await exactEntropy(gaussianMixture({ means: means[0]!, variance: [1, 4] }));
  const one = await exactEntropy(gaussianMixture({ means: means[0]!, variance: 4 }));
  assertEquals(sizes[1], one);
});

Deno.test("covariances in every form give one entropy", async () => {
  const means = [[0, 0], [1, 2], [4, 1]], matrix = [[2, 0], [0, 2]];
  const all = await Promise.all([
    exactEntropy(gaussianMixture({ means, variance: 2 })),
    exactEntropy(gaussianMixture({ means, variances: [2, 2, 2] })),
    exactEntropy(gaussianMixture({ means, variances: [[2, 2], [2, 2], [2, 2]] })),
    exactEntropy(gaussianMixture({ means, covariance: matrix })),
    exactEntropy(gaussianMixture({ means, covariances: [matrix, matrix, matrix] })),
  ]);
  for (const one of all) assertEquals(one, all[0]);
});

Deno.test("parameters that are expressions are computed", async () => {
  const logs = input([0, Math.log(2), Math.log(0.5)], { name: "logs" });
  const p = gaussianMixture({ means: [[0], [1], [4]], variances: exp(logs) });
  const found = await exactEntropy(p), expected = await exactEntropy(line);
  assert(Math.abs(found!.value - expected!.value) < 1e-14);
});

Deno.test("weights may be 0, and one component is its own entropy", async () => {
  const p = gaussianMixture({ weights: [0, 1], means: [[0, 1], [3, 4]], variances: [1, 4] });
  const found = await exactEntropy(p);
  assertEquals(found?.method, "closed form");
  assert(Math.abs(found!.value - Math.log(2 * Math.PI * Math.E * 4)) <= found!.error);
});

Deno.test("a stopped computation rejects with the signal's reason, before it begins and under way", async () => {
  const reason = new Error("enough");
  await assertRejects(
    () => exactEntropy(plane, { signal: AbortSignal.abort(reason) }),
    Error,
    "enough",
  );
  const stop = new AbortController();
  const onProgress = () => stop.abort(reason);
  await assertRejects(
    () => exactEntropy(plane, { signal: stop.signal, onProgress, tolerance: 1e-12 }),
    Error,
    "enough",
  );
});

Deno.test("progress grows from 0 to 1", async () => {
  for (
    const p of [
      plane,
      gaussianMixture({ means: Array.from({ length: 500 }, (_, t) => [t]), variance: 1 }),
    ]
  ) {
    const shares: number[] = [];
    await exactEntropy(p, { onProgress: (share) => shares.push(share) });
    assert(shares.length > 0);
    shares.forEach((share, t) => assert(share >= (shares[t - 1] ?? 0) && share <= 1, `${shares}`));
  }
});

Deno.test("options are refused in sentences", async () => {
  const refused: [unknown, string][] = [
    [{ tolerance: 0 }, "Expected tolerance to be a number above 0, got 0"],
    [{ tolerance: "1e-9" }, 'Expected tolerance to be a number above 0, got "1e-9"'],
    [{ maxWork: NaN }, "Expected maxWork to be a number above 0, got NaN"],
    [{ error: 1e-9 }, 'Unknown parameter of a computation of the entropy "error"'],
    [{ onProgress: 3 }, "Expected onProgress to be a function, got 3"],
  ];
  for (const [options, sentence] of refused) {
    // what TypeScript would refuse
    await assertRejects(() => exactEntropy(line, options as object), Error, sentence);
  }
  await assertRejects(
    () => exactEntropy({} as typeof line),
    TypeError,
    "Expected a mixture made by",
  );
});

Deno.test("boxes are cut into cells, in a batch too, and by no more of them than maxWork allows", async () => {
  const boxes = uniformMixture({ centers: [[0.5], [0.5]], widths: [[1], [0.2]] });
  const found = await exactEntropy(boxes);
  assertEquals(found?.method, "cells");
  // U[0,1] and U[.4,.6]: MATH, facts
  assert(Math.abs(found!.value + 0.38190850097688767) < 1e-15);
  const batch = uniformMixture({
    centers: [[[0.5], [0.5]], [[0.5], [3]]],
    widths: [[[1], [0.2]], [[1], [1]]],
  });
  const [one, two] = await exactEntropy(batch);
  assertEquals(one, found);
  assert(Math.abs(two!.value - Math.LN2) <= two!.error);
  assertEquals(await exactEntropy(boxes, { maxWork: 1 }), undefined);
});
