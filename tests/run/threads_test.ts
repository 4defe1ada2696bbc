/** Evaluations on several threads, as users ask for them: stopping, progress, many at once, and in Node. */
import { compile, evaluate, gaussianMixture, kdeEntropy, pairwiseEntropy } from "../../mod.ts";
import { assert, assertEquals, assertLess } from "@std/assert";
import { killWorker } from "../../src/run/threads/workers.ts";
import { always, withClock } from "../support/clock.ts";
import { stopped } from "../support/stopping.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";

function mixtureOf(k: number, d = 3) {
  const random = randomNumbers(k);
  const means = times(k, () => times(d, () => 6 * random()));
  return gaussianMixture({ means, variances: times(k, () => 0.5 + random()) });
}

function bound(k: number) {
  return pairwiseEntropy(mixtureOf(k), { distance: "kl" });
}

Deno.test("a signal stops an evaluation on several threads in the middle of its work, with its reason", async () => {
  const long = bound(60_000);
  const reason = new Error("enough");
  for (const threads of [1, 3]) {
    const { error, done } = await stopped(
      (options) => evaluate(long, { ...options, threads }),
      reason,
    );
    assertEquals(error, reason);
    assertLess(done, 0.5, `on ${threads} threads`);
  }
});

Deno.test("progress grows up to 1 on several threads", async () => {
  const seen: number[] = [];
  const onProgress = (share: number) => seen.push(share);
  await withClock(always, () => evaluate(bound(4000), { threads: 3, onProgress }));
  assert(seen.length > 3, `${seen.length} reports`);
  seen.reduce((before, share) => {
    assert(before <= share && share <= 1, `${share} after ${before}`);
    return share;
  }, 0);
  assertEquals(seen.at(-1), 1);
});

Deno.test("a row that is done before the others to find their shifts counts for nothing yet", async () => {
  const means = { data: Float64Array.from({ length: 4000 }, (_, i) => i % 83), shape: [4000, 1] };
  const value = kdeEntropy(gaussianMixture({ means, variance: 1 }));
  const seen: number[] = [];
  const onProgress = (share: number) => seen.push(share);
  await withClock(always, () => evaluate(value, { threads: 1, onProgress }));
  const first = seen.find((share) => share > 0.01);
  assert(first !== undefined && first < 0.5, `${first}`);
});

Deno.test("evaluations at the same time do not mix their results", async () => {
  const sizes = [700, 1100, 1500, 1900, 300];
  const alone: number[] = [];
  for (const k of sizes) alone.push(await evaluate(bound(k), { threads: 1 }));
  const together = await Promise.all(
    sizes.map((k, t) => evaluate(bound(k), { threads: 1 + t % 3 })),
  );
  assertEquals(together, alone);
});

Deno.test("a worker that dies in the middle of a long step leaves no trace: its step is done again", async () => {
  const long = bound(12_000);
  const expected = await evaluate(long, { threads: 1 });
  let ended = 0;
  const shares: number[] = [];
  const onProgress = (share: number) => {
    shares.push(share);
    if (share > 0.2 && ended < 2 && killWorker(0)) ended++;
  };
  assertEquals(
    await withClock(always, () => evaluate(long, { threads: 2, onProgress })),
    expected,
  );
  assert(ended > 0);
  assertEquals(shares, [...shares].sort((a, b) => a - b), "progress never falls");
});

Deno.test("a compiled plan gives the same bits on any number of threads, and at once", async () => {
  const p = mixtureOf(1400);
  const step = compile(pairwiseEntropy(p, { distance: "kl" }), { inputs: p });
  const expected = step.runSync();
  for (const threads of [1, 2, 7]) assertEquals(await step.run({}, { threads }), expected);
});
