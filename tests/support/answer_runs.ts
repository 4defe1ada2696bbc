/**
 * Entropies by rounds of draws alone, as `entropy` takes them where nothing else is near enough, for many seeds: plans are
 * compiled once for each number of draws. And mixtures whose entropies are known, rare events and many components among them.
 */
import { compile, gaussianMixture, input } from "../../mod.ts";
import { drawnBy, firstSamples, nextSamples, roundFrom } from "../../src/answer/rounds.ts";
import { cases } from "./coverage_cases.ts";
import { gaussianEntropy } from "./exact_entropy.ts";
import type { OneMixture } from "./forms.ts";
import { randomNumbers, times } from "./random_numbers.ts";

/** An answer by draws. */
export interface DrawnAnswer {
  readonly value: number;
  readonly error: number;
  readonly samples: number;
}

/** What is asked of draws. */
export interface DrawnAim {
  readonly error: number;
  readonly maxSamples: number;
}

const confidence = 0.95;

/** Draws in rounds until the error is reached, by seed. */
export function drawnAnswers(p: OneMixture, { error, maxSamples }: DrawnAim) {
  const aim = { error, maxSamples, confidence, seed: 0 };
  const plans = new Map<number, ReturnType<typeof planOf>>();
  const planOf = (samples: number) => {
    const seed = input(0, { name: "seed" });
    return compile(drawnBy(p, samples, seed), { inputs: { seed } });
  };
  return (seed: number): DrawnAnswer => {
    for (let samples = firstSamples(aim);;) {
      const plan = plans.get(samples) ?? planOf(samples);
      plans.set(samples, plan);
      const round = roundFrom(p, plan.runSync({ seed }), { samples, confidence });
      const value = round.values[0]!, reached = round.errors[0]!;
      if (reached <= error || samples >= maxSamples) return { value, error: reached, samples };
      samples = nextSamples(p, round, reached, aim);
    }
  };
}

/** A mixture whose entropy is known. */
export interface AnswerCase {
  readonly name: string;
  readonly p: OneMixture;
  readonly truth: number;
}

/** Gaussians on a line beside four coordinates in which all are alike: their entropies add. */
function inFive(
  name: string,
  { weights, means, variances }: { weights: number[]; means: number[]; variances: number[] },
): AnswerCase {
  return {
    name: `${name}, in five dimensions`,
    p: gaussianMixture({
      weights,
      means: means.map((m) => [m, 0, 0, 0, 0]),
      variances: variances.map((v) => [v, 1, 1, 1, 1]),
    }),
    truth: gaussianEntropy(weights, means, variances) + 2 * Math.log(2 * Math.PI * Math.E),
  };
}

/** A Gaussian at each of k points that are drawn from a Gaussian. */
function kernels(k: number): AnswerCase {
  const random = randomNumbers(k);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const means = times(k, normal), variance = 0.01;
  return {
    name: `${k} kernels`,
    p: gaussianMixture({ means: means.map((m) => [m]), variance }),
    truth: gaussianEntropy(times(k, () => 1 / k), means, times(k, () => variance)),
  };
}

// those that draws answer without an error are left out
const exact = ["rows in order", "rare and far", "one component", "disjoint"];

/** Fifteen mixtures. */
export const answerCases: readonly AnswerCase[] = [
  ...cases.filter(({ name }) => !exact.some((part) => name.includes(part))),
  inFive("8 σ apart", { weights: [0.5, 0.5], means: [0, 8], variances: [1, 1] }),
  inFive("rarer and wider", { weights: [0.9995, 0.0005], means: [0, 0], variances: [1, 1e4] }),
  inFive("many rare ones in a tail", {
    weights: [0.98, ...times(20, () => 0.001)],
    means: [0, ...times(20, (i) => 3.5 + 0.5 * i)],
    variances: [1, ...times(20, () => 0.02)],
  }),
  kernels(2000),
];
