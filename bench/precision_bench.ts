/**
 * 32-bit against 64-bit arithmetic: twice the lanes, a shorter exp. A precision that is not built is left out.
 *
 *     deno bench --allow-read bench/precision_bench.ts
 */
import { compile, DeviceError, kdeEntropy } from "@mixtropy/mixtropy";
import { keep, randomMixture } from "./mixtures.ts";

for (const [structure, k] of [["spherical", 4000], ["diagonal", 4000], ["full", 300]] as const) {
  const p = randomMixture(structure, k, 10);
  const plan = compile(kdeEntropy(p), { inputs: p });
  for (const precision of ["f64", "f32"] as const) {
    try {
      await plan.run({}, { precision });
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      console.log(error.message);
      continue;
    }
    Deno.bench({
      name: precision,
      group: `KDE, ${structure}, k = ${k}, d = 10`,
      baseline: precision === "f64",
      n: 7,
      warmup: 1,
      fn: async () => keep(await plan.run({}, { precision })),
    });
  }
}
