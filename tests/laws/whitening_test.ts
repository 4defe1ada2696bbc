/** A covariance that all components share is taken out of the sweeps over pairs: the means are whitened once. */
import {
  elkEntropy,
  evaluate,
  type Expr,
  gaussianMixture,
  kdeEntropy,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";
import type { Kernel } from "../../kernels/ir/kernel.ts";
import { lower } from "../../kernels/lower/lower.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { plan } from "../../src/plan/plan.ts";
import { assert, assertEquals } from "@std/assert";
import { times } from "../support/random_numbers.ts";
import { withSlopes } from "../support/estimators.ts";
import { nodeList } from "../support/nodes.ts";

const covariance = times(12, (a) => times(12, (b) => a === b ? 1 : 0.3));
const mixture = (k: number, reach: number) =>
  gaussianMixture({
    means: times(k, (i) => times(12, (a) => reach * Math.sin(1 + 12 * i + a))),
    covariance,
  });

const estimates: { readonly [name: string]: (p: Mixture) => Expr } = {
  kl: (p) => pairwiseEntropy(p, { distance: "kl" }),
  bhattacharyya: (p) => pairwiseEntropy(p, { distance: "bhattacharyya" }),
  elk: elkEntropy,
  kde: kdeEntropy,
  "monte carlo": (p) => monteCarloEntropy(p, { samples: 200 }).value,
};

/** Whether a kernel does something with a matrix for every pair. */
function hasMatrices({ levels }: Kernel): boolean {
  return levels[2].some(({ kind }) => kind === "dense" || kind === "inverse");
}

for (const [name, estimate] of Object.entries(estimates)) {
  Deno.test(`${name}: sweeps over pairs multiply by no matrix, unless whitened numbers lie too far apart to keep their digits`, async () => {
    for (const { reach, fits } of [{ reach: 3, fits: 1 }, { reach: 1e5, fits: 0 }]) {
      const p = mixture(100, reach), value = estimate(p);
      const made = plan(nodeList(withSlopes(value, p)));
      const kernels = lower(made);
      const sweeps = made.steps.flatMap((step, s) =>
        isOverPairs(step) ? [{ when: step.when, hasMatrices: hasMatrices(kernels[s]!) }] : []
      );
      assert(sweeps.length > 0);
      for (const { when, hasMatrices } of sweeps) {
        const isSure = when?.isNot0 === false; // runs where whitening does not do
        assert(isSure || !hasMatrices);
        if (when !== undefined) assertEquals(await evaluate(when.buffer.node as Expr), fits);
      }
    }
  });
}
