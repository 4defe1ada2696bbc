/**
 * Full covariances: what does a factor for each pair cost? KL and KDE need one for each component, Bhattacharyya and ELK one
 * for each pair. Plans are made beforehand.
 *
 *     deno bench --allow-read bench/full_bench.ts
 */
import { compile } from "@mixtropy/mixtropy";
import { closedForms, keep, randomMixture } from "./mixtures.ts";

for (const k of [100, 1000]) {
  const p = randomMixture("full", k, 10);
  const { KL, KDE, Bhattacharyya, ELK } = closedForms(p);
  for (const [name, estimator] of Object.entries({ KL, KDE, Bhattacharyya, ELK })) {
    const plan = compile(estimator, { inputs: p });
    Deno.bench({
      name,
      group: `full covariances, k = ${k}, d = 10`,
      baseline: name === "KL",
      n: 7,
      warmup: 1,
      fn: async () => keep(await plan.run()),
    });
  }
}
