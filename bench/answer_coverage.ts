/**
 * How often the truth is within the error of an entropy that rounds of draws alone answer: mixture × error asked for, 500 seeds
 * each, and how many draws that takes on average.
 *
 *     deno task coverage:entropy [TEXT]   a table for docs/estimators.md, of the mixtures whose names contain the text
 */
import { answerCases, drawnAnswers } from "../tests/support/answer_runs.ts";
import { head, line } from "./table.ts";

const runs = 500;
const errors = [1e-2, 1e-3];
/** Densities that a run may compute, so that all runs take minutes. */
const most = 2 ** 22;

head(["mixture", ...errors.flatMap((error) => [`covered, ${error}`, "draws", "reached"])]);
for (const { name, p, truth } of answerCases) {
  if (!name.includes(Deno.args[0] ?? "")) continue;
  // a power of two
  const affordable = 2 ** Math.floor(Math.log2(most / p.components));
  const maxSamples = Math.min(2 ** 18, Math.max(2048, affordable));
  const cells = errors.flatMap((error) => {
    const answer = drawnAnswers(p, { error, maxSamples });
    let covered = 0, reached = 0, samples = 0;
    for (let seed = 0; seed < runs; seed++) {
      const found = answer(seed), apart = Math.abs(found.value - truth);
      // the rounding of the value
      if (apart <= found.error + 1e-12 * Math.max(1, Math.abs(truth))) covered++;
      if (found.error <= error) reached++;
      samples += found.samples / runs;
    }
    return [covered, samples, reached].map((x, t) =>
      t === 1 ? Math.round(x).toLocaleString("en") : (100 * x / runs).toFixed(1)
    );
  });
  line([name, ...cells]);
}
