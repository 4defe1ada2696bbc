/** What the bounds of an entropy cost, as multiples of one KL bound of the same mixture, by the time of all processors. */
import process from "node:process";
import { compile, entropyBounds, pairwiseEntropy } from "@mixtropy/mixtropy";
import { randomMixture } from "./mixtures.ts";
import { head, line } from "./table.ts";

/** Up to so many components tight bounds are measured. */
const mostTight = 300;

/** Milliseconds of processors that each work takes: the least of three turns. */
async function costs(works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const least = works.map(() => Infinity);
  for (const work of works) await work();
  for (let turn = 0; turn < 3; turn++) {
    for (const [t, work] of works.entries()) {
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      least[t] = Math.min(least[t]!, (user + system) / 1000);
    }
  }
  return least;
}

/** What each effort of the bounds costs, in KL bounds of the same mixture. */
export async function costTable(): Promise<void> {
  const all = ["linear", "pairs", "tight"] as const;
  head(["mixture", "one KL, ms", ...all.map((effort) => `"${effort}"`)]);
  for (const structure of ["spherical", "diagonal", "full"] as const) {
    for (const k of [300, 1000, 3000]) {
      const p = randomMixture(structure, k, 10);
      // integrals of all pairs take minutes where there are many
      const efforts = all.filter((effort) => effort !== "tight" || k <= mostTight);
      const asked = efforts.map((effort) => entropyBounds(p, { effort }));
      const plans = [
        compile([pairwiseEntropy(p, { distance: "kl" })], { inputs: p }),
        ...asked.map(({ lower, upper }) => compile([lower, upper], { inputs: p })),
      ];
      const [kl, ...others] = await costs(plans.map((plan) => () => plan.run()));
      const name = `${structure}, k = ${k.toLocaleString("en")}, d = 10`;
      const ratios = all.map((_, t) => others[t] === undefined ? "" : (others[t] / kl!).toFixed(0));
      line([name, kl!.toFixed(1), ...ratios]);
    }
  }
}
