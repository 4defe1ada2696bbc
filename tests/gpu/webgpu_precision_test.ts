/** Single precision keeps the digits, or the GPU is refused with a reason: the rules, at their edges. */
import {
  conditionalEntropy,
  gaussianMixture,
  gradient,
  type Mixture,
  pairwiseEntropy,
} from "../../mod.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { isOverPairs } from "../../src/plan/sweep.ts";
import type { Sizes } from "../../src/plan/types.ts";
import { limits } from "../../src/run/digits/limits.ts";
import { keepsDigits, worthIt } from "../../src/run/webgpu/eligibility.ts";
import { printedSweep } from "../../src/run/webgpu/printed.ts";
import { scheduleFor } from "../../src/run/webgpu/sweep_schedule.ts";
import { formsOf } from "../support/forms.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { cases } from "../support/references.ts";
import { compare, estimators, parameters, prepare, resultsOnGpu } from "../support/webgpu_cases.ts";
import { withGpu } from "../support/webgpu_support.ts";

const { reach: mostReach, reachOfPairs: mostReachOfPairs } = limits.gpu;

withGpu("every reference value holds within 2e−5 · max(1, |H|)", async (gpu) => {
  for (const c of cases) {
    const p = formsOf(c)[0]!.mixture;
    const own = Object.entries(estimatorsOf(p)).filter(([name]) => name in c.expect);
    const actual = await resultsOnGpu(prepare(own.map(([, value]) => value)), gpu);
    own.forEach(([name], t) => {
      const expected = c.expect[name]!;
      const error = Math.abs(actual[t]!.data[0]! - expected) / Math.max(1, Math.abs(expected));
      assert(error <= 2e-5, `${name} of ${c.name} is wrong by ${error}`);
    });
  }
});

/** Two clusters of components, so many widths of a component apart that their numbers reach that far from their middle. */
function apart(reach: number): Mixture {
  const { means } = parameters(40, 2);
  const shifted = means.map((mean, t) => mean.map((x) => x / 8 + (t % 2 === 0 ? 2 : -2) * reach));
  // the clusters are 4 reach apart and a component's width is 2
  return gaussianMixture({ means: shifted, variance: 4 });
}

withGpu(
  "differences keep their digits up to the reach of the rule, on either side of each edge",
  async (gpu) => {
    for (
      const reach of [
        1,
        mostReach / 2,
        mostReach * 0.9,
        mostReach * 1.1,
        5000,
        mostReachOfPairs * 0.9,
      ]
    ) {
      const p = apart(reach);
      const { kl, bhattacharyya } = estimators(p);
      const { errors, warnings } = await compare({ kl, bhattacharyya, ...gradient(kl, p) }, gpu);
      assertEquals(warnings, []);
      for (const [name, error] of Object.entries(errors)) {
        assert(error <= 2e-5, `${name} is wrong by ${error} at a reach of ${reach} widths`);
      }
    }
  },
);

withGpu(
  "beyond the reach of single precision a sweep runs on the CPU, with a warning",
  async (gpu) => {
    const { errors, warnings } = await compare({ kl: estimators(apart(2 ** 21)).kl }, gpu);
    assertEquals(errors, { kl: 0 });
    assertMatch(warnings.join(), /means reach 2\.1e\+6 widths of a component.*along coordinate/);
  },
);

const asked = (p: Mixture) => {
  const { kl, bhattacharyya } = estimators(p);
  return prepare([kl, bhattacharyya]);
};

Deno.test("a common offset costs nothing: numbers are centred before they are rounded", () => {
  const { means } = parameters(40, 2);
  const far = means.map((mean) => mean.map((x) => x + 1e9));
  assertEquals(keepsDigits(asked(gaussianMixture({ means: far, variance: 1 }))), undefined);
});

Deno.test("the GPU is refused where differences or matrices lose their digits, and the reason names the argument", () => {
  assertEquals(keepsDigits(asked(apart(mostReachOfPairs * 0.95))), undefined);
  const far = keepsDigits(asked(apart(mostReachOfPairs * 1.05)));
  assert(far?.ok === false);
  assertMatch(far.reason, /^Means reach 1\.1e\+6 widths/);

  const correlated = (r: number) =>
    gaussianMixture({
      means: [[0, 0], [1, 1]],
      covariances: [[[1, r], [r, 1]], [[2, 0], [0, 1]]],
    });
  // rounding errors grow by 1/(1 − r²): a factorization for every pair may make them 2⁸ times as large
  const share = (s: number) => keepsDigits(asked(correlated(Math.sqrt(1 - s))));
  assertEquals(share(1.05 * 2 ** -8), undefined);
  const refused = share(0.95 * 2 ** -8);
  assert(refused?.ok === false);
  assertMatch(
    refused.reason,
    /covariances is too ill-conditioned for single precision: its factor makes rounding errors 2\.7e\+2 times as large/,
  );
});

withGpu("values are right where the condition of the matrices is at the edge", async (gpu) => {
  const { means } = parameters(60, 2);
  const covariances = means.map(([x], t) => {
    const r = (t % 2 === 0 ? 1 : -1) * Math.sqrt(1 - 1.05 * 2 ** -8) * (x! > 4 ? 1 : 0.9);
    return [[1, r], [r, 1]];
  });
  const p = gaussianMixture({ means, covariances });
  const { kl, bhattacharyya, kde } = estimators(p);
  const { errors, warnings } = await compare({ kl, bhattacharyya, kde }, gpu);
  assertEquals(warnings, []);
  for (const [name, error] of Object.entries(errors)) assert(error <= 2e-5, `${name}: ${error}`);
});

Deno.test('"auto" goes by how fast a GPU was, and by the threads that it competes with', () => {
  const { means, diagonals } = parameters(20, 2);
  const p = gaussianMixture({ means, variances: diagonals });
  const asked = prepare([pairwiseEntropy(p, { distance: "kl" })]);
  const sizes: Sizes = new Map([...asked.sizes].map(([set]) => [set, 10_000]));
  const question = { ...asked, sizes };
  const s = asked.plan.steps.findIndex(isOverPairs), kernel = asked.kernels[s]!;
  const { code } = printedSweep(kernel, asked.plan, scheduleFor(kernel, sizes, false));
  const rates = new Map<string, number>();
  const isTaken = (threads: number) => worthIt(question, { threads, gpu: { rates } }) === undefined;
  assertEquals([isTaken(2), isTaken(1000)], [true, false]);
  rates.set(code, 1e9);
  assertEquals(isTaken(2), false);
  rates.set(code, 1e13);
  assertEquals(isTaken(2), true);
});

Deno.test("small work and plans without sweeps are refused, with the reason", () => {
  const { means, diagonals } = parameters(20, 2);
  const p = gaussianMixture({ means, variances: diagonals });
  const question = prepare([pairwiseEntropy(p, { distance: "kl" })]);
  const small = worthIt(question, { threads: 2 });
  assert(small?.ok === false);
  assertMatch(small.reason, /^The work is small \(/);
  const many = (sizes: Sizes): Sizes => new Map([...sizes].map(([set]) => [set, 50_000]));
  assertEquals(worthIt({ ...question, sizes: many(question.sizes) }, { threads: 2 }), undefined);
  const single = prepare([conditionalEntropy(p)]);
  assertEquals(worthIt({ ...single, sizes: many(single.sizes) }, { threads: 2 }), {
    ok: false,
    reason: "No step of the plan is a sweep for a GPU",
  });
});
