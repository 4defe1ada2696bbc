/**
 * What gradients cost: the value alone against the value with the gradients of every parameter (weights, means and
 * covariances), in one plan. The ratio is the multiple that an optimiser pays.
 *
 *     deno bench --allow-read bench/gradients_bench.ts
 */
import { compile, gradient } from "@mixtropy/mixtropy";
import { closedForms, keep, randomMixture, type Structure } from "./mixtures.ts";

const cases: readonly (readonly [Structure, number, number])[] = [
  ["spherical", 1000, 3],
  ["spherical", 1000, 10],
  ["diagonal", 1000, 3],
  ["diagonal", 1000, 10],
  ["diagonal", 2000, 10],
  ["full", 100, 3],
  ["full", 100, 10],
];

for (const [structure, k, d] of cases) {
  const p = randomMixture(structure, k, d);
  for (const [name, value] of Object.entries(closedForms(p))) {
    if (name === "conditional" || name === "joint") continue;
    const group = `${name}, ${structure}, k = ${k}, d = ${d}`;
    const alone = compile(value, { inputs: p });
    const both = compile({ value, gradients: gradient(value, p) }, { inputs: p });
    const budget = { n: 5, warmup: 1 };
    Deno.bench({
      name: "value",
      group,
      baseline: true,
      ...budget,
      fn: () => keep(alone.runSync()),
    });
    Deno.bench({
      name: "value and all gradients",
      group,
      ...budget,
      fn: () => {
        const { value, gradients } = both.runSync();
        keep(value + gradients.means.data[0]!);
      },
    });
  }
}
