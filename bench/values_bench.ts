/**
 * The time of each closed-form estimator, and of all of them in one plan, which share what they have in common. The plans
 * are made beforehand (bench/compiled_bench.ts says what that costs). Beside them, for the KL bound with one number for each
 * covariance, the loop that one writes by hand.
 *
 *     deno bench --allow-read bench/values_bench.ts
 */
import { compile } from "@mixtropy/mixtropy";
import { klBoundSpherical } from "./peers/kl_loop.ts";
import { closedForms, keep, randomMixture, randomParameters, type Structure } from "./mixtures.ts";

const sizes: { readonly [S in Structure]: readonly number[] } = {
  spherical: [100, 1000, 3000],
  diagonal: [100, 1000, 3000],
  // a factorisation for each pair and distance
  full: [100, 300],
};

for (const [structure, counts] of Object.entries(sizes) as [Structure, readonly number[]][]) {
  for (const d of [3, 10]) {
    for (const k of counts) {
      const group = `${structure}, k = ${k}, d = ${d}`;
      // few runs where each is long
      const budget = k >= 1000 || structure === "full" ? { n: 5, warmup: 1 } : {};
      const p = randomMixture(structure, k, d);
      const estimators = closedForms(p);
      for (const [name, expression] of Object.entries(estimators)) {
        const plan = compile(expression, { inputs: p });
        const baseline = name === "KL";
        Deno.bench({ name, group, baseline, ...budget, fn: () => keep(plan.runSync()) });
      }
      const all = compile(estimators, { inputs: p });
      Deno.bench({ name: "all seven at once", group, ...budget, fn: () => keep(all.runSync().KL) });
      if (structure !== "spherical") continue;
      const parameters = randomParameters(structure, k, d);
      Deno.bench({
        name: "KL, a loop by hand",
        group,
        ...budget,
        fn: () => keep(klBoundSpherical(parameters, d)),
      });
    }
  }
}
