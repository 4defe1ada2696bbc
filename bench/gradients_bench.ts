/**
 * What gradients cost: the value alone against the value with the gradients of every parameter (weights, means and
 * covariances), in one plan. The ratio is the multiple that an optimiser pays.
 *
 *     deno bench --allow-read bench/gradients_bench.ts
 */
import { compile, type GaussianMixture, gradient, type Spread } from "@mixtropy/mixtropy";
import { closedForms, keep, randomMixture, sharedMixture, type Structure } from "./mixtures.ts";

const own: readonly (readonly [Structure, number, number])[] = [
  ["spherical", 1000, 3],
  ["spherical", 1000, 10],
  ["diagonal", 1000, 3],
  ["diagonal", 1000, 10],
  ["diagonal", 2000, 10],
  ["full", 100, 3],
  ["full", 100, 10],
  ["full", 300, 4],
  ["full", 300, 10],
  ["full", 300, 32],
];
const dimensions = [4, 10, 32];

const cases: readonly (readonly [name: string, p: GaussianMixture<Spread, undefined>])[] = [
  ...own.map(([structure, k, d]) =>
    [`${structure}, k = ${k}, d = ${d}`, randomMixture(structure, k, d)] as const
  ),
  ...dimensions.flatMap((d) =>
    (["spherical", "full"] as const).map((structure) =>
      [`one ${structure} for all, k = 1000, d = ${d}`, sharedMixture(structure, 1000, d)] as const
    )
  ),
];

for (const [what, p] of cases) {
  for (const [name, value] of Object.entries(closedForms(p))) {
    if (name === "conditional" || name === "joint") continue;
    const group = `${name}, ${what}`;
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
