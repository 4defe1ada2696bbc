/**
 * One thread against two, and from which k on two win: a pool has to be woken up and waited for.
 *
 *     deno bench --allow-read bench/threads_bench.ts
 */
import { compile, pairwiseEntropy } from "@mixtropy/mixtropy";
import { keep, randomMixture } from "./mixtures.ts";

for (const k of [128, 512, 1024, 4096]) {
  const p = randomMixture("diagonal", k, 10);
  const plan = compile(pairwiseEntropy(p, { distance: "kl" }), { inputs: p });
  for (const threads of [1, 2]) {
    Deno.bench({
      name: `${threads} ${threads === 1 ? "thread" : "threads"}`,
      group: `KL, diagonal, k = ${k}, d = 10`,
      baseline: threads === 1,
      n: 20,
      warmup: 3,
      fn: async () => keep(await plan.run({}, { threads })),
    });
  }
}
