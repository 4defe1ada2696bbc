/**
 * The fixed costs: what a run of a plan takes when there is next to nothing to compute (three components in one dimension),
 * what making the plan takes, and what `evaluate`, which plans each time, takes for the same.
 *
 *     deno bench --allow-read bench/compiled_bench.ts
 */
import { compile, type Expr, gradient, type Mixture, pairwiseEntropy } from "@mixtropy/mixtropy";
import { evaluate } from "@mixtropy/mixtropy";
import { keep, randomMixture } from "./mixtures.ts";

const p = randomMixture("spherical", 3, 1);
const value = pairwiseEntropy(p, { distance: "kl" });
const means = { data: Float64Array.of(0, 1, 3), shape: [3, 1] };

function fixedCosts(group: string, outputs: { value: Expr; slope?: Expr }, inputs: Mixture) {
  const plan = compile(outputs, { inputs });
  Deno.bench({
    name: "runSync, with new means",
    group,
    baseline: true,
    fn: () => keep(plan.runSync({ means }).value),
  });
  Deno.bench({
    name: "run, with new means",
    group,
    fn: async () => keep((await plan.run({ means })).value),
  });
  Deno.bench({
    name: "evaluate",
    group,
    fn: async () => keep((await evaluate(outputs)).value),
  });
  Deno.bench({
    name: "compile alone",
    group,
    fn: () => keep(compile(outputs, { inputs }).runSync.length),
  });
  Deno.bench({
    name: "compile and the first runSync",
    group,
    fn: () => keep(compile(outputs, { inputs }).runSync({ means }).value),
  });
}

fixedCosts("KL bound", { value }, p);
fixedCosts("KL bound and its gradient in the means", { value, slope: gradient(value, p).means }, p);

Deno.bench({
  name: "the mixture, the formula and its gradients, without a plan",
  group: "expressions",
  fn: () => {
    const q = randomMixture("spherical", 3, 1);
    const { means } = gradient(pairwiseEntropy(q, { distance: "kl" }), q);
    keep(means.shape.length);
  },
});
