/** Sweeps by unordered pairs, and threads, against the interpreter: every structure, estimator and gradient, alone and in batches. */
import {
  type GaussianComponent,
  gaussianMixture,
  gradient,
  type Mixture,
  monteCarloEntropy,
  type PairFunction,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { div, mul, square, sub, sumOverCoordinates } from "../../ops.ts";
import { show } from "../../src/expr/show.ts";
import { assert, assertEquals } from "@std/assert";
import type { ExecutorOptions } from "../../src/run/face/executor.ts";
import { stacked, structures, toMixture } from "../support/entries.ts";
import { mixtureOf } from "../support/forms.ts";
import { draw, drawBatch } from "../support/random_mixtures.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { estimatorsOf, withSlopes } from "../support/estimators.ts";
import { numbersBy } from "../support/ways.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

/** Fails unless the arrays agree up to `tolerance` of the largest entry of each. */
function assertClose(
  actual: Float64Array[],
  expected: Float64Array[],
  tolerance: number,
  what: string,
) {
  expected.forEach((numbers, t) => {
    const scale = numbers.reduce(
      (top, x) => Number.isFinite(x) ? Math.max(top, Math.abs(x)) : top,
      0,
    );
    numbers.forEach((x, at) => {
      const y = actual[t]![at]!;
      if (Object.is(x, y) || x === y) return;
      assert(
        Math.abs(x - y) <= tolerance * Math.max(scale, 1e-300),
        `${what}, output ${t} at ${at}: expected ${x}, got ${y} (largest ${scale})`,
      );
    });
  });
}

const kinds: readonly (readonly [string, ExecutorOptions])[] = [
  ["ordered pairs", { least: 0, unordered: false }],
  ["unordered pairs", { least: 0, unordered: true }],
  // the fewest lanes that a call can have
  ["ordered pairs, some lanes a call", { least: 0, unordered: false, longest: 1 }],
  ["unordered pairs, some lanes a call", { least: 0, unordered: true, longest: 1 }],
];

/** Compares both kinds of generated code with the interpreter, for each estimator and its gradients, and all at once. */
async function assertAgreement(p: Mixture, what: string): Promise<void> {
  const values = Object.values(estimatorsOf(p));
  const each = values.map((value) => withSlopes(value, p));
  for (const outputs of [...each, values]) {
    const expected = await numbersBy({ native: false }, outputs);
    for (const [name, options] of kinds) {
      const actual = await numbersBy(options, outputs);
      assertClose(actual, expected, 1e-11, `${what}, ${name}, ${show(nodeOf(outputs[0]!), 4)}`);
    }
  }
}

for (const structure of structures) {
  Deno.test(`generated code and the interpreter agree: ${structure}`, async () => {
    for (const [k, d] of [[1, 2], [7, 3], [64, 1], [101, 2], [151, 4]] as const) {
      await assertAgreement(toMixture(draw({ structure, k, d, seed: k })), `k = ${k}, d = ${d}`);
    }
  });
  Deno.test(`generated code and the interpreter agree in batches: ${structure}`, async () => {
    const batch = mixtureOf(stacked(drawBatch({ structure, k: 83, d: 3, seed: 5 })));
    await assertAgreement(batch, "a batch");
  });
}

Deno.test("results have the same bits with 1, 2 and 7 threads", async () => {
  for (const structure of ["covariances", "diagonal", "variance", "boxes"] as const) {
    const p = toMixture(
      draw({ structure, k: structure === "covariances" ? 400 : 1300, d: 3, seed: 1 }),
    );
    const kl = pairwiseEntropy(p, { distance: "kl" });
    const bound = pairwiseEntropy(p, { distance: "bhattacharyya" });
    const drawn = monteCarloEntropy(p, { samples: 3000, seed: 1 });
    const outputs = [kl, bound, drawn.value, ...Object.values(gradient(bound, p))];
    const on = (threads: number) => numbersBy({}, outputs, { threads });
    const [one, ...others] = await Promise.all([on(1), on(2), on(7)]);
    for (const other of others) {
      other.forEach((numbers, t) => assertEquals(numbers, one[t], `${structure}, output ${t}`));
    }
  }
});

Deno.test("components of very different scales: sums by unordered pairs that lost terms are done again", async () => {
  const random = randomNumbers(3), k = 120;
  for (const [spread, d] of [[30, 2], [200, 2], [600, 1], [40, 40]] as const) {
    const variances = times(k, () => Math.exp(spread * (random() - 0.5)));
    const means = times(k, () => times(d, () => random()));
    await assertAgreement(gaussianMixture({ means, variances }), `spread ${spread}`);
  }
});

Deno.test("factors of a row whose product no number holds do not vanish beside large numbers", async () => {
  const p = gaussianMixture({ means: times(50, (i) => [i * 1e150]), variance: 1 });
  // 1e−400·|μᵢ − μⱼ|²·1e101/cᵢ: between 1 and 1e5
  const distance: PairFunction = (i, j) => {
    const apart = sumOverCoordinates(
      square(sub((i as GaussianComponent).mean, (j as GaussianComponent).mean)),
    );
    return mul(1e-200, mul(1e-200, div(apart, mul(1e-101, i.weight))));
  };
  const outputs = [pairwiseEntropy(p, { distance })];
  const expected = await numbersBy({ native: false }, outputs);
  for (const [name, options] of kinds) {
    assertClose(await numbersBy(options, outputs), expected, 1e-12, name);
  }
});

Deno.test("weights of zero and components far apart", async () => {
  const k = 100, random = randomNumbers(4);
  const raw = times(k, (t) => t % 3 === 0 ? 0 : random());
  const total = raw.reduce((sum, w) => sum + w);
  const weights = raw.map((w) => w / total);
  const means = times(k, (t) => [1e3 * t, random()]);
  await assertAgreement(gaussianMixture({ weights, means, variance: 1 }), "far apart");
  const centers = means;
  await assertAgreement(uniformMixture({ weights, centers, widths: 1 }), "boxes far apart");
});
