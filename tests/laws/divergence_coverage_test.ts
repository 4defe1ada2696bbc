/**
 * Monte Carlo divergences are unbiased and their standard errors true: over seeds that are fixed, for a dozen pairs of mixtures,
 * Student's interval holds the truth as often as it should. `bench/divergence_coverage.ts` tries 500.
 */
import { compile, input } from "../../mod.ts";
import { assert, assertLess } from "@std/assert";
import { studentQuantile } from "../../src/estimator/student.ts";
import { divergenceCases } from "../support/divergence_cases.ts";
import { drawnQuantities } from "../support/drawn_quantities.ts";
import type { QuantityName } from "../support/divergence_truth.ts";
import { scalar } from "../support/results.ts";

const runs = 100;

for (const { name, p, q, truth, samples = 512 } of divergenceCases) {
  Deno.test(`intervals of Monte Carlo divergences cover, without bias: ${name}`, () => {
    for (const sequence of ["random", "sobol"] as const) {
      const seed = input(0, { name: "seed" });
      const asked = drawnQuantities(truth, [p, q], { samples, seed, sequence });
      const plan = compile(asked, { inputs: { seed } });
      const all = Array.from({ length: runs }, (_, run) => plan.runSync({ seed: run }));
      for (const each of Object.keys(asked) as QuantityName[]) {
        const errors = all.map((run) => scalar(run[each]!.value) - truth[each]!);
        const covered = all.filter(({ [each]: found }, run) => {
          const reach = studentQuantile(0.95, scalar(found!.degreesOfFreedom)) *
            scalar(found!.standardError);
          return Math.abs(errors[run]!) <= reach + 1e-12;
        });
        const what = `${each}, ${sequence}`;
        assert(covered.length >= 0.88 * runs, `${what}: covered in ${covered.length} runs`);
        const bias = errors.reduce((sum, x) => sum + x, 0) / runs;
        const scatter = Math.sqrt(errors.reduce((sum, x) => sum + x * x, 0) / runs);
        assertLess(Math.abs(bias), 4 * scatter / Math.sqrt(runs) + 1e-12, `${what}: bias`);
      }
    }
  });
}
