/** Which values of a heavy sweep over pairs are computed by steps of their own. */
import { elkEntropy, type Expr, gaussianMixture, pairwiseEntropy } from "../../mod.ts";
import { tiltedBound } from "../../src/bound/tilted.ts";
import { fit, wasmBudget } from "../../kernels/lower/fit.ts";
import { lower } from "../../kernels/lower/lower.ts";
import { plan } from "../../src/plan/plan.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { nodeList } from "../support/nodes.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { numbersBy } from "../support/ways.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";

const random = randomNumbers(5);
const p = gaussianMixture({
  means: times(30, () => times(10, random)),
  variances: times(30, () => times(10, () => 1 + random())),
});

/** How many steps run over pairs. */
function sweepsOf(outputs: readonly Expr[]): number {
  const made = plan(nodeList(outputs));
  const { plan: fitted } = fit({ plan: made, kernels: lower(made) }, wasmBudget);
  return fitted.steps.filter(isOverPairs).length;
}

Deno.test("expected likelihood kernels of several tilts share nothing: each is a sweep", () => {
  assertEquals(sweepsOf([tiltedBound(p, { covariances: "diagonal" })]), 5);
});

Deno.test("what shares its work stays together: estimators by one matrix a pair", () => {
  const bounds = [
    elkEntropy(p),
    pairwiseEntropy(p, { distance: "bhattacharyya" }),
    pairwiseEntropy(p, { distance: "elk" }),
    pairwiseEntropy(p, { distance: { chernoff: 0.5 } }),
  ];
  assertEquals(sweepsOf(bounds), 1);
  assertEquals(sweepsOf([...bounds, pairwiseEntropy(p, { distance: "kl" })]), 1);
});

Deno.test("values of other kinds between those that are apart keep their order", async () => {
  const alphas = [0.6, 0.7, 0.8, 0.9];
  const outputs = alphas.flatMap((alpha) => [
    tiltedBound(p, { alpha, covariances: "diagonal" }),
    pairwiseEntropy(p, { distance: { chernoff: alpha } }),
  ]);
  // those of Chernoff share their differences with each other, and stay where the first of them is
  assertEquals(sweepsOf(outputs), 5);
  const [first] = await numbersBy({ least: 0 }, [outputs[1]!]);
  const all = await numbersBy({ least: 0 }, outputs);
  assertAlmostEquals(all[1]![0]!, first![0]!, 1e-13);
});

Deno.test("sweeps apart and together compute the same numbers", async () => {
  const alphas = [0.6, 0.7, 0.8, 0.9];
  const all = alphas.map((alpha) => tiltedBound(p, { alpha, covariances: "diagonal" }));
  const together = await numbersBy({ least: 0 }, all);
  for (const [t, bound] of all.entries()) {
    const [alone] = await numbersBy({ least: 0 }, [bound]);
    // a sum over all components may be taken in another order
    assertAlmostEquals(together[t]![0]!, alone![0]!, 1e-14 * Math.abs(alone![0]!));
  }
});
