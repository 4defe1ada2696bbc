/** Mixtures at points on a GPU against double precision: every structure, families, batches, and gradients. */
import { assert } from "@std/assert";
import {
  density,
  gradient,
  input,
  logDensity,
  type Mixture,
  responsibilities,
  sample,
  score,
} from "../../mod.ts";
import { sum } from "../../ops.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { compare, mixtures } from "../support/webgpu_cases.ts";
import { withGpu } from "../support/webgpu_support.ts";

/** The promise: values within 2e−5 of double precision, relative to the largest number or 1. */
const tolerance = 2e-5;
const k = 23, d = 2, n = 70;

function points() {
  const random = randomNumbers(31);
  // around the means, which lie between 3 and 7
  return input(times(n, () => times(d, () => 2 + 6 * random())), { name: "x" });
}

for (const [structure, make] of Object.entries(mixtures(k, d))) {
  withGpu(`as in double precision at points: ${structure}`, async (gpu) => {
    const p: Mixture = make(), x = points(), logs = logDensity(p, x);
    const { errors } = await compare({
      logs,
      density: density(p, x),
      responsibilities: responsibilities(p, x),
      score: score(p, x),
      "∂logs/∂x": gradient(sum(logs), x),
      sample: sample(p, 50, { seed: 3 }),
    }, gpu);
    for (const [output, error] of Object.entries(errors)) {
      assert(error <= tolerance, `${output} is wrong by ${error}`);
    }
  });
}
