/**
 * The Monte Carlo estimate: n draws against k densities each, the value with its standard error, and with gradients.
 *
 *     deno bench --allow-read bench/monte_carlo_bench.ts
 */
import { compile, gradient, monteCarloEntropy } from "@mixtropy/mixtropy";
import { keep, randomMixture, type Structure } from "./mixtures.ts";

const cases: readonly (readonly [Structure, number, number, number])[] = [
  ["spherical", 10, 3, 100_000],
  ["spherical", 100, 10, 10_000],
  ["diagonal", 100, 10, 10_000],
  ["full", 100, 10, 10_000],
];

for (const [structure, k, d, samples] of cases) {
  const group = `${structure}, k = ${k}, d = ${d}, ${samples} samples`;
  const p = randomMixture(structure, k, d);
  const estimate = monteCarloEntropy(p, { samples, seed: 1 });
  const alone = compile(estimate, { inputs: p });
  const gradients = gradient(estimate.value, p);
  const both = compile({ ...estimate, gradients }, { inputs: p });
  const budget = { n: 5, warmup: 1 };
  Deno.bench({
    name: "value and standard error",
    group,
    baseline: true,
    ...budget,
    fn: () => {
      const { value, standardError } = alone.runSync();
      keep(value + standardError);
    },
  });
  Deno.bench({
    name: "and all gradients",
    group,
    ...budget,
    fn: () => {
      const { value, gradients } = both.runSync();
      keep(value + gradients.means.data[0]!);
    },
  });
}
