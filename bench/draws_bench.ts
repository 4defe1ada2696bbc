/**
 * Few draws from many components: a Monte Carlo estimate whose draws are placed by cumulative sums, and beside it those sums
 * alone, in linear time and by the k² additions that they took before.
 *
 *     deno bench --allow-read bench/draws_bench.ts
 */
import { evaluate, input, monteCarloEntropy } from "@mixtropy/mixtropy";
import { cumulativeSum } from "@mixtropy/mixtropy/ops";
import { axisOf } from "../src/expr/axes.ts";
import { coord, rename, sumOver } from "../src/expr/build.ts";
import { constant, nodes } from "../src/expr/simplify.ts";
import { keep, randomMixture } from "./mixtures.ts";
import type { Node } from "../src/expr/node.ts";
import { nodeOf } from "../src/expr/node_of.ts";

const k = 20_000, samples = 10;

for (const d of [1, 10]) {
  const p = randomMixture("spherical", k, d);
  let seed = 0;
  Deno.bench({
    name: `Monte Carlo estimate, n = ${samples}, k = ${k}, d = ${d}`,
    n: 20,
    warmup: 100,
    fn: async (b) => {
      const estimate = monteCarloEntropy(p, { samples, seed: seed++ });
      b.start();
      const { value } = await evaluate(estimate);
      b.end();
      keep(value);
    },
  });
}

const weights = input(Float64Array.from({ length: k }, (_, t) => 1 + t % 7), { name: "weights" });

/** Σ_{i′} [i′ ≤ i] xᵢ′, a sweep over pairs. */
function byPairs(x: Node): Node {
  const i = x.axes[0]!, other = axisOf(i.set, 1);
  const isIn = nodes.lessEqual(coord(other), coord(i));
  return sumOver(other, nodes.select(isIn, rename(x, new Map([[i, other]])), constant(0)));
}

for (
  const [name, sums] of [["linear", cumulativeSum(weights)], [
    "by pairs",
    byPairs(nodeOf(weights)),
  ]] as const
) {
  Deno.bench({
    name: `cumulative sums of ${k} weights, ${name}`,
    group: "cumulative sums",
    baseline: name === "linear",
    n: 20,
    warmup: 5,
    fn: async () => keep(await evaluate(sums)),
  });
}
