/**
 * Monte Carlo gradients are unbiased: their mean over many seeds is the gradient of the true entropy, which comes from
 * quadrature (vectors/make_extra.py) or from cutting the plane at the edges of boxes. The seeds are fixed.
 */
import {
  evaluate,
  gradient,
  type Mixture,
  monteCarloEntropy,
  type MonteCarloOptions,
  uniformMixture,
} from "../../mod.ts";
import { assert } from "@std/assert";
import { boxEntropy, type Boxes } from "../support/exact_entropy.ts";
import { numbersOf } from "../support/results.ts";
import { mixtureFrom } from "../support/forms.ts";
import { type Truth, truths } from "../support/references.ts";

type Slopes = { readonly [parameter: string]: readonly number[] };

/** The value and the gradients of one estimate. */
async function estimate(p: Mixture, options: MonteCarloOptions) {
  const { value } = monteCarloEntropy(p, options);
  const { slopes, ...rest } = await evaluate({ value, slopes: gradient(value, p) });
  const flat = Object.entries(slopes).map(([name, x]) => [name, numbersOf(x)]);
  return { ...rest, slopes: Object.fromEntries(flat) as Slopes };
}

/**
 * Fails unless the mean of each slope over the seeds is within 4.5 standard errors of its true value, and the estimates
 * show that large slopes are not zero.
 */
async function assertUnbiased(
  p: Mixture,
  truth: Slopes,
  { seeds = 60, ...options }: Partial<MonteCarloOptions> & { readonly seeds?: number } = {},
): Promise<void> {
  const runs: Slopes[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    runs.push((await estimate(p, { samples: 1000, ...options, seed })).slopes);
  }
  for (const [name, expected] of Object.entries(truth)) {
    const largest = Math.max(...expected.map(Math.abs));
    expected.forEach((exact, t) => {
      const all = runs.map((run) => run[name]![t]!);
      const mean = all.reduce((sum, x) => sum + x, 0) / seeds;
      const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (seeds - 1);
      const error = Math.sqrt(variance / seeds);
      const what = `∂h/∂${name}[${t}]: ${mean} ± ${error}, exact ${exact}`;
      // where every seed gives the same, the rounding of differences is left
      assert(Math.abs(mean - exact) <= 4.5 * error + 1e-9 * largest, what);
      if (Math.abs(exact) > 0.5 * largest) assert(Math.abs(mean) > 5 * error, `not zero: ${what}`);
    });
  }
}

/** The gradient of the truth, flat, by the names that the mixture's parameters have. */
function truthOf({ grad = {} }: Truth): Slopes {
  const { variances: _, ...named } = grad as { readonly [name: string]: unknown };
  return Object.fromEntries(
    Object.entries(named).map(([name, x]) => [name, [x].flat(Infinity as 1) as number[]]),
  );
}

// widths from 1e-3 to 100: the slopes have tails too heavy for standard errors
const heavy = "gaussian-widely-different-widths-k3-d1";

for (const truth of truths.filter(({ grad, name }) => grad !== undefined && name !== heavy)) {
  Deno.test(`the mean Monte Carlo gradient is that of the true entropy: ${truth.name}`, () =>
    assertUnbiased(mixtureFrom(truth), truthOf(truth)));

  Deno.test(`so is that of the plain form, and that by Sobol's sequence: ${truth.name}`, async () => {
    await assertUnbiased(mixtureFrom(truth), truthOf(truth), { form: "plain", seeds: 40 });
    await assertUnbiased(mixtureFrom(truth), truthOf(truth), {
      sequence: "sobol",
      samples: 512,
      seeds: 40,
    });
  });
}

Deno.test("ten draws are as unbiased as a thousand", async () => {
  // the weights had a bias of order 1/n once, 20 standard errors here: stratified draws are not independent
  const truth = truths.find(({ name }) => name === "uniform-generic-k4-d1");
  assert(truth !== undefined);
  await assertUnbiased(mixtureFrom(truth), truthOf(truth), { samples: 10, seeds: 400 });
});

/** The gradient of the exact entropy of boxes, by central differences. */
function boxSlopes(boxes: Boxes): Slopes {
  const step = 1e-5;
  const slope = (moved: (by: number) => Boxes) =>
    (boxEntropy(moved(step)) - boxEntropy(moved(-step))) / (2 * step);
  const rows = (name: "centers" | "widths") =>
    boxes[name].flatMap((row, i) =>
      row.map((_, a) =>
        slope((by) => ({
          ...boxes,
          [name]: boxes[name].map((r, j) => r.map((x, b) => i === j && a === b ? x + by : x)),
        }))
      )
    );
  const weights = boxes.weights.map((_, i) =>
    slope((by) => ({ ...boxes, weights: boxes.weights.map((c, j) => i === j ? c + by : c) }))
  );
  return { weights, centers: rows("centers"), widths: rows("widths") };
}

Deno.test("the mean Monte Carlo gradient is that of the true entropy: boxes in the plane, by differences of the exact entropy", async () => {
  const boxes: Boxes = {
    weights: [0.3, 0.2, 0.4, 0.1],
    centers: [[0, 0], [1.1, 0.3], [0.4, 1.2], [0.2, 0.1]],
    widths: [[2, 1.7], [1.5, 2.4], [3.1, 0.9], [0.6, 0.5]],
  };
  await assertUnbiased(uniformMixture(boxes), boxSlopes(boxes));
});
