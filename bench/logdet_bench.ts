/**
 * LogDet: the covariance of n samples, then one Cholesky factor; for several sets together and for the information of two.
 *
 *     deno bench --allow-read bench/logdet_bench.ts
 */
import {
  compile,
  logDetEntropy,
  logDetJointEntropy,
  logDetMutualInformation,
} from "@mixtropy/mixtropy";
import { keep } from "./mixtures.ts";
import { normalNumbers } from "./parameters.ts";

for (const [n, d] of [[3000, 10], [10_000, 30]] as const) {
  const sample = (seed: number) => ({ data: normalNumbers(n * d, seed), shape: [n, d] });
  const x = sample(1), y = sample(2);
  const estimates = {
    "one set": logDetEntropy(x, { beta: 1 }),
    "two sets together": logDetJointEntropy([x, y], { beta: 1 }),
    "mutual information": logDetMutualInformation(x, y, { beta: 1 }),
  };
  for (const [name, estimate] of Object.entries(estimates)) {
    const plan = compile(estimate, { inputs: {} });
    Deno.bench({
      name,
      group: `${n} × ${d}`,
      baseline: name === "one set",
      n: 7,
      warmup: 1,
      fn: async () => keep(await plan.run()),
    });
  }
}
