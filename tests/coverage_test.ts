/**
 * What the standard error of a Monte Carlo estimate says: over 500 seeds, for mixtures of every kind and in awkward orders,
 * the truth lies within 1.96 standard errors in at least 93 % of runs, the scatter is what is reported, and there is no bias.
 */
import {
  compile,
  gaussianMixture,
  input,
  type Mixture,
  monteCarloEntropy,
  uniformMixture,
} from "../mod.ts";
import { assert, assertEquals, assertLess } from "@std/assert";
import { boxEntropy, gaussianEntropy } from "./exact_entropy.ts";

interface Case {
  readonly name: string;
  readonly p: Mixture;
  readonly truth: number;
  readonly samples?: number;
}

/** The entropy of a unit Gaussian. */
const h = 0.5 * Math.log(2 * Math.PI * Math.E);
const times = <T>(count: number, make: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));

function onTheLine(
  name: string,
  { weights, means, variances }: { weights: number[]; means: number[]; variances: number[] },
): Case {
  const p = gaussianMixture({ weights, means: means.map((x) => [x]), variances });
  return { name, p, truth: gaussianEntropy(weights, means, variances) };
}

/** Unit Gaussians so far apart that what stands at one place is one component: h + the entropy of the places. */
function farApart(name: string, places: readonly number[], samples = 1000): Case {
  const count = new Map<number, number>();
  for (const place of places) count.set(place, (count.get(place) ?? 0) + 1 / places.length);
  const truth = [...count.values()].reduce((sum, share) => sum - share * Math.log(share), h);
  const p = gaussianMixture({ means: places.map((x) => [1e6 * x]), variance: 1 });
  return { name, p, truth, samples };
}

function boxes(name: string, weights: number[], centers: number[][], widths: number[][]): Case {
  const p = uniformMixture({ weights, centers, widths });
  return { name, p, truth: boxEntropy({ weights, centers, widths }) };
}

const alternating = (k: number) => times(k, (i) => i % 2 === 0 ? i + 1 : 0);
const period = times(240, (i) => 5 * Math.sin(2 * Math.PI * i / 24));

const cases: readonly Case[] = [
  farApart("every second row the same", alternating(500)),
  farApart("the same rows in order", alternating(500).sort((a, b) => a - b)),
  farApart("more components than draws, in a period", alternating(3000), 150),
  onTheLine("rows with a period of 24", {
    weights: times(240, () => 1 / 240),
    means: period,
    variances: times(240, () => 0.05),
  }),
  onTheLine("6 σ apart", { weights: [0.5, 0.5], means: [0, 6], variances: [1, 1] }),
  onTheLine("rare and wide", { weights: [0.995, 0.005], means: [0, 0], variances: [1, 1e3] }),
  onTheLine("rare and narrow, inside", {
    weights: [0.99, 0.01],
    means: [0, 0.5],
    variances: [1, 1e-4],
  }),
  onTheLine("rare and far", { weights: [0.999, 0.001], means: [0, 100], variances: [1, 1] }),
  onTheLine("unequal widths", {
    weights: [0.2, 0.5, 0.3],
    means: [0, 1, 2],
    variances: [1e-3, 1, 9],
  }),
  onTheLine("unequal weights", {
    weights: [0.4, 0.3, 0.1, 0.1, 0.05, 0.03, 0.015, 0.005],
    means: [0, 1, 3, 4, 7, 9, 12, 20],
    variances: [1, 0.5, 0.1, 2, 1, 1, 3, 0.2],
  }),
  onTheLine("one component", { weights: [1], means: [3], variances: [4] }),
  boxes("overlapping boxes", [0.5, 0.3, 0.2], [[0], [0.4], [1]], [[1], [1], [2]]),
  boxes("disjoint boxes, one of them rare", [0.998, 0.0015, 0.0005], [[0], [10], [20]], [
    [1],
    [0.01],
    [7],
  ]),
  boxes("boxes in the plane", [0.25, 0.25, 0.3, 0.2], [[0, 0], [0.5, 0.5], [1, 0], [2, 2]], [
    [1, 1],
    [1, 2],
    [0.5, 3],
    [2, 2],
  ]),
  boxes(
    "200 boxes, their weights with a period of 2",
    times(200, (i) => (i % 2 === 0 ? 0.2 : 1.8) / 200),
    times(200, (i) => [i % 2 === 0 ? 1000 + 3 * i : 0.3 * i]),
    times(200, () => [1]),
  ),
];

const runs = 500;

for (const { name, p, truth, samples = 1000 } of cases) {
  Deno.test(`Monte Carlo: ${name}: the 95 % interval covers, the error is as reported`, () => {
    const seed = input(0, { name: "seed" });
    const plan = compile(monteCarloEntropy(p, { samples, seed }), { inputs: { seed } });
    let covered = 0, sum = 0, squares = 0, reported = 0;
    for (let run = 0; run < runs; run++) {
      const { value, standardError } = plan.runSync({ seed: run });
      const error = value - truth;
      if (Math.abs(error) <= 1.96 * standardError + 1e-12 * Math.abs(truth)) covered++;
      sum += error;
      squares += error ** 2;
      reported += standardError ** 2 / runs;
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
