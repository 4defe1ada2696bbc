/**
 * All seven closed forms by one `evaluate`, against one `evaluate` for each: what does sharing save?
 *
 *     deno bench --allow-read bench/fused_bench.ts
 */
import { evaluate } from "@mixtropy/mixtropy";
import { closedForms, keep, randomMixture } from "./mixtures.ts";

for (const [structure, k] of [["spherical", 2000], ["diagonal", 2000], ["full", 300]] as const) {
  const estimators = closedForms(randomMixture(structure, k, 10));
  const group = `${structure}, k = ${k}, d = 10`;
  const budget = { n: 7, warmup: 1 };
  Deno.bench({
    name: "one by one",
    group,
    baseline: true,
    ...budget,
    fn: async () => {
      for (const estimator of Object.values(estimators)) keep(await evaluate(estimator));
    },
  });
  Deno.bench({
    name: "all seven at once",
    group,
    ...budget,
    fn: async () => keep((await evaluate(estimators)).KL),
  });
}
