/**
 * Small mixtures: from which k on does the arithmetic cost more than the call? `evaluate` plans each time, `run` keeps a plan,
 * `runSync` does without the promise.
 *
 *     deno bench --allow-read bench/small_bench.ts
 */
import { compile, evaluate, pairwiseEntropy } from "@mixtropy/mixtropy";
import { keep, randomMixture } from "./mixtures.ts";

for (const k of [1, 10, 30, 100]) {
  const p = randomMixture("full", k, 10);
  const bound = pairwiseEntropy(p, { distance: "kl" });
  const plan = compile(bound, { inputs: p });
  const group = `KL, full, k = ${k}, d = 10`;
  Deno.bench({
    name: "evaluate",
    group,
    baseline: true,
    fn: async () => keep(await evaluate(bound)),
  });
  Deno.bench({ name: "run", group, fn: async () => keep(await plan.run()) });
  Deno.bench({ name: "runSync", group, fn: () => keep(plan.runSync()) });
}
