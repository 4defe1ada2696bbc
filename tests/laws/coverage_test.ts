/**
 * What the standard error of a Monte Carlo estimate says: over 500 seeds, for mixtures of every kind and in awkward orders,
 * the truth lies within 1.96 standard errors in at least 93 % of runs, the scatter is what is reported, and there is no bias.
 */
import { compile, input, monteCarloEntropy } from "../../mod.ts";
import { assert, assertEquals, assertLess } from "@std/assert";
import { cases } from "../support/coverage_cases.ts";
import { scalar } from "../support/results.ts";

const runs = 500;

for (const { name, p, truth, samples = 1000 } of cases) {
  Deno.test(`Monte Carlo: ${name}: the 95 % interval covers, the error is as reported`, () => {
    const seed = input(0, { name: "seed" });
    const plan = compile(monteCarloEntropy(p, { samples, seed }), { inputs: { seed } });
    let covered = 0, sum = 0, squares = 0, reported = 0;
    for (let run = 0; run < runs; run++) {
      const { value, standardError } = plan.runSync({ seed: run });
      const error = scalar(value) - truth;
      if (Math.abs(error) <= 1.96 * scalar(standardError) + 1e-12 * Math.abs(truth)) covered++;
      sum += error;
      squares += error ** 2;
      reported += scalar(standardError) ** 2 / runs;
    }
    assert(covered >= 0.93 * runs, `the interval covers in ${covered} of ${runs} runs`);
    const scatter = Math.sqrt(squares / runs);
    if (/disjoint/.test(name)) return assertEquals([covered, reported], [runs, 0]);
    // the mean of so many runs has a standard deviation of scatter/√runs, and the scatter one of about 4 %
    assertLess(Math.abs(sum / runs), 4 * scatter / Math.sqrt(runs), "bias");
    const ratio = Math.sqrt(reported) / scatter;
    assert(ratio > 0.85 && ratio < 1.18, `reported errors are ${ratio} of the scatter`);
  });
}
