import { monteCarloEntropy } from "../estimator/monte_carlo.ts";
import { studentQuantile } from "../estimator/student.ts";
import type { ArrayResult, Expr } from "../expr/expression.ts";
import { input } from "../expr/input.ts";
import { gradient } from "../gradient/gradient.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { compile } from "../run/face/compile.ts";
import { resultOf } from "../run/face/array_result.ts";
import type { EvaluateOptions } from "../run/face/options.ts";
import type { EntropyGradient } from "./answer_types.ts";
import type { Aim } from "./rounds.ts";

/** Independent estimates of a gradient, whose scatter says how far their mean is from the truth. */
const replicates = 16;
/** The fewest draws of each. */
const fewest = 1024;

/**
 * The gradient of the true entropy by draws: the mean of independent estimates, each unbiased, and by parameter the largest half
 * width of the intervals of Student's t.
 */
export async function slopesOf(
  p: MixtureWith<object, number | undefined>,
  samples: number,
  { confidence, seed: first, maxSamples }: Aim,
  { onProgress, ...options }: EvaluateOptions,
): Promise<EntropyGradient> {
  const each = Math.max(fewest, Math.ceil(Math.min(samples, maxSamples) / replicates));
  const seed: Expr<number> = input(0, { name: "seed" });
  const { value } = monteCarloEntropy(p as MixtureWith<object, undefined>, { samples: each, seed });
  const slopes = gradient(value, p) as { readonly [name: string]: Expr };
  using plan = compile(slopes, { inputs: { seed } });
  const runs: { readonly [name: string]: number | ArrayResult }[] = [];
  for (let r = 0; r < replicates; r++) {
    const part = onProgress && ((share: number) => onProgress((r + share) / replicates));
    // seeds that the rounds of draws did not take
    runs.push(await plan.run({ seed: first + 1 + r }, { ...options, onProgress: part }));
  }
  const t = studentQuantile(confidence, replicates - 1);
  const gradients: { [name: string]: number | ArrayResult } = {};
  const errors: { [name: string]: number } = {};
  for (const name of Object.keys(slopes)) {
    const { mean, deviation } = meanOf(runs.map((run) => run[name]!));
    gradients[name] = mean;
    errors[name] = t * deviation / Math.sqrt(replicates);
  }
  return { gradient: gradients, gradientError: errors };
}

/** The means of numbers at each place, and the largest of their standard deviations. */
function meanOf(values: readonly (number | ArrayResult)[]) {
  const rows = values.map((value) => typeof value === "number" ? [value] : value.data);
  const size = rows[0]!.length, mean = new Float64Array(size);
  let deviation = 0;
  for (let t = 0; t < size; t++) {
    for (const row of rows) mean[t]! += row[t]! / rows.length;
    let squares = 0;
    for (const row of rows) squares += (row[t]! - mean[t]!) ** 2;
    deviation = Math.max(deviation, Math.sqrt(squares / (rows.length - 1)));
  }
  const [first] = values;
  return {
    mean: typeof first === "number" ? mean[0]! : resultOf({ data: mean, shape: first!.shape }),
    deviation,
  };
}
