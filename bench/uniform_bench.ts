/**
 * Boxes: the four estimators that compare each pair of them. Plans are made beforehand.
 *
 *     deno bench --allow-read bench/uniform_bench.ts
 */
import { compile } from "@mixtropy/mixtropy";
import { closedForms, keep, randomBoxes } from "./mixtures.ts";

for (const k of [100, 1000]) {
  const p = randomBoxes(k, 10);
  const { KL, KDE, Bhattacharyya, ELK } = closedForms(p);
  for (const [name, estimator] of Object.entries({ KL, KDE, Bhattacharyya, ELK })) {
    const plan = compile(estimator, { inputs: p });
    Deno.bench({
      name,
      group: `boxes, k = ${k}, d = 10`,
      baseline: name === "KL",
      n: 7,
      warmup: 1,
      fn: async () => keep(await plan.run()),
    });
  }
}
