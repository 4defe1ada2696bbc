/**
 * The error of an entropy that draws answer: over many seeds, whatever is asked for, the truth lies within it as often as the
 * confidence says. `deno task coverage:entropy` does the same for more mixtures and seeds.
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { nextSamples, roundFrom, unseenBy } from "../../src/answer/rounds.ts";
import { gaussianMixture } from "../../mod.ts";
import { answerCases, drawnAnswers } from "../support/answer_runs.ts";

const runs = 200;
/** Mixtures in which something rare decides, whose runs take seconds. */
const rare = answerCases.filter(({ name }) => /σ|rare|overlapping/.test(name));

for (const { name, p, truth } of rare) {
  for (const error of [1e-2, 1e-3]) {
    Deno.test(`draws: ${name}: the truth is within the error, ${error} or what 2¹⁵ draws reach`, () => {
      const answer = drawnAnswers(p, { error, maxSamples: 2 ** 15 });
      let covered = 0;
      for (let seed = 0; seed < runs; seed++) {
        const found = answer(seed);
        if (Math.abs(found.value - truth) <= found.error + 1e-12 * Math.abs(truth)) covered++;
        assert(found.error <= error || found.samples === 2 ** 15);
      }
      assert(covered >= 0.94 * runs, `${covered} of ${runs}`);
    });
  }
}

Deno.test("what no draw met may add the rule of three's share of ln k, and nothing for one component", () => {
  assertAlmostEquals(unseenBy(1000, 8, 0.95), 3 / 1000 * Math.log(8), 1e-5);
  assertAlmostEquals(unseenBy(1000, 8, 1 - 1e-6), 13.8155 / 1000 * Math.log(8), 1e-5);
  assertEquals(unseenBy(1000, 1, 0.95), 0);
});

Deno.test("draws that scatter not at all have an error that falls like 1/n", () => {
  const p = gaussianMixture({ means: [[0], [100]], variance: 1 });
  const nothing = { value: 2, standardError: 0, degreesOfFreedom: 15 };
  const rounds = [1024, 2048].map((samples) =>
    roundFrom(p, nothing, { samples, confidence: 0.95 })
  );
  assert(rounds[0]!.errors[0]! > 0);
  assertAlmostEquals(rounds[0]!.errors[0]!, 2 * rounds[1]!.errors[0]!, 1e-15);
});

Deno.test("the next round takes as many draws as the error needs, between twice and sixteen times as many, and maxSamples at most", () => {
  const p = gaussianMixture({ means: [[0], [1]], variance: 1 });
  const round = { samples: 1024, values: [0], errors: [1], unseen: 0 };
  const aim = { error: 1e-3, confidence: 0.95, maxSamples: 2 ** 20, seed: 0 };
  assertEquals(nextSamples(p, round, 1, aim), 16 * 1024);
  assertEquals(nextSamples(p, round, 1.01e-3, aim), 2 * 1024);
  // n^−¾: four times as many for 2.8 times less
  assertEquals(nextSamples(p, round, 2.8e-3, aim), 4 * 1024);
  // 1/n
  assertEquals(nextSamples(p, { ...round, unseen: 3.9e-3 }, 3.9e-3, aim), 4 * 1024);
  assertEquals(nextSamples(p, round, 1, { ...aim, maxSamples: 3000 }), 3000);
  assertEquals(nextSamples(p, round, Infinity, aim), 16 * 1024);
});
