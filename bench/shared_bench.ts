/**
 * One covariance for all components, which is whitened once, against the same covariance given for each component, which is
 * not: values are equal, and the ratio is what whitening saves. The shape is that of a kernel density estimate of 1,797 rows.
 *
 *     deno bench --allow-read bench/shared_bench.ts
 */
import {
  compile,
  type Expr,
  gaussianMixture,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
} from "@mixtropy/mixtropy";
import { keep, randomParameters } from "./mixtures.ts";

const k = 1797, d = 62;
const { means: numbers, spread } = randomParameters("full", k, d);
const means = { data: numbers, shape: [k, d] };
const covariance = spread.slice(0, d * d);
const copies = new Float64Array(k * d * d);
for (let i = 0; i < k; i++) copies.set(covariance, i * d * d);

const mixtures: { readonly [name: string]: Mixture } = {
  "one for all": gaussianMixture({ means, covariance: { data: covariance, shape: [d, d] } }),
  "one for each": gaussianMixture({ means, covariances: { data: copies, shape: [k, d, d] } }),
};
const estimates: { readonly [name: string]: (p: Mixture) => Expr } = {
  KL: (p) => pairwiseEntropy(p, { distance: "kl" }),
  "Monte Carlo, 10,000 draws": (p) => monteCarloEntropy(p, { samples: 10_000, seed: 0 }).value,
};

for (const [group, estimate] of Object.entries(estimates)) {
  for (const [name, p] of Object.entries(mixtures)) {
    const plan = compile({ value: estimate(p) }, { inputs: p });
    Deno.bench({
      name,
      group,
      baseline: name === "one for all",
      // seconds each
      ...(name === "one for each" ? { n: 1, warmup: 0 } : { n: 5, warmup: 1 }),
      fn: async () => keep((await plan.run()).value),
    });
  }
}
