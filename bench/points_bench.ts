/**
 * Mixtures at points: log densities, scores, responsibilities and draws. Beside scikit-learn and SciPy: `bench/points.ts`.
 *
 *     deno bench --allow-read bench/points_bench.ts
 */
import { evaluate, logDensity, responsibilities, sample, score } from "@mixtropy/mixtropy";
import { randomNumbers } from "../tests/support/random_numbers.ts";
import { keep, randomMixture } from "./mixtures.ts";

const n = 10_000, k = 1000, d = 10;
const random = randomNumbers(1);
const x = {
  data: Float64Array.from({ length: n * d }, () => 4 * random() - 2),
  shape: [n, d] as const,
};

for (const structure of ["spherical", "full"] as const) {
  const p = randomMixture(structure, k, d);
  const ways = {
    logDensity: logDensity(p, x),
    score: score(p, x),
    responsibilities: responsibilities(p, x),
    sample: sample(p, n),
  };
  for (const [name, expression] of Object.entries(ways)) {
    Deno.bench({
      name: `${name}, ${structure}, n = ${n}, k = ${k}, d = ${d}`,
      n: 5,
      warmup: 2,
      fn: async () => keep(await evaluate(expression)),
    });
  }
}
