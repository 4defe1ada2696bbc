/**
 * The posterior form of Monte Carlo: always inside its bounds, without error where components are apart or the same, near the
 * true entropies of the vectors (quadrature), and with less noise than the plain form, in values and gradients.
 */
import {
  compile,
  conditionalEntropy,
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  jointEntropy,
  type Mixture,
  monteCarloEntropy,
  type MonteCarloOptions,
  uniformMixture,
} from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { studentQuantile } from "../../src/estimator/student.ts";
import { toMixture } from "../support/entries.ts";
import { boxVectors, entropyVectors } from "../support/mixture_vectors.ts";
import { diagonalMatrix } from "../support/forms.ts";
import { draw, holdsFor, recipes } from "../support/random_mixtures.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { numbersOf } from "../support/results.ts";

const sequences = ["random", "sobol"] as const;

Deno.test("every estimate lies between the conditional and the joint entropy, of one draw too", () =>
  holdsFor(recipes(undefined, { k: 12, d: 4 }), async (recipe) => {
    const p = toMixture(draw(recipe)), seed = recipe.seed % 100;
    const outputs = sequences.flatMap((sequence) =>
      [1, 2, 40].map((samples) => monteCarloEntropy(p, { samples, seed, sequence }).value)
    );
    const [lower, upper, ...values] = await evaluate(
      [conditionalEntropy(p), jointEntropy(p), ...outputs] as Expr<number>[],
    );
    for (const x of values) assert(lower! <= x && x <= upper!, `${x} in [${lower}, ${upper}]`);
  }));

Deno.test("no error where there is one component, where components are apart, and where they are the same", async () => {
  const weights = [0.2, 0.5, 0.3], h = (v: number) => 0.5 * Math.log(2 * Math.PI * Math.E * v);
  const labels = -weights.reduce((sum, c) => sum + c * Math.log(c), 0);
  const covariance = [[2, 0.5], [0.5, 1]];
  const cases: readonly (readonly [string, Mixture, number])[] = [
    ["one", gaussianMixture({ means: [[3]], variance: 4 }), h(4)],
    [
      "apart",
      gaussianMixture({ weights, means: [[0], [1e3], [-1e9]], variances: [1, 1, 1] }),
      h(1) + labels,
    ],
    [
      "apart, in 400 coordinates",
      gaussianMixture({
        weights,
        means: times(3, (i) => times(400, () => 1e3 * i)),
        variances: [1, 1, 1],
      }),
      400 * h(1) + labels,
    ],
    [
      "the same",
      gaussianMixture({
        weights,
        means: times(3, () => [1, 2]),
        covariances: times(3, () => covariance),
      }),
      2 * h(1) + 0.5 * Math.log(1.75),
    ],
    [
      "boxes apart",
      uniformMixture({ weights, centers: [[0], [2], [9]], widths: 2 }),
      Math.log(2) + labels,
    ],
    ["the same box", uniformMixture({ weights, centers: [[1], [1], [1]], widths: 2 }), Math.log(2)],
  ];
  for (const [name, p, truth] of cases) {
    for (const sequence of sequences) {
      for (const samples of [3, 100]) {
        const { value, standardError } = await evaluate(
          monteCarloEntropy(p, { samples, sequence }) as {
            value: Expr<number>;
            standardError: Expr<number>;
          },
        );
        assertAlmostEquals(value, truth, 1e-13 * (1 + Math.abs(truth)), `${name}, ${sequence}`);
        assertLess(standardError, 1e-13, `${name}, ${sequence}`);
        if (name !== "the same" && name !== "the same box" && sequence === "random") {
          assertEquals(standardError, 0, name);
        }
      }
    }
  }
});

Deno.test("the true entropies of the vectors lie within the intervals, of which one in a thousand may miss", async () => {
  const known = [
    ...entropyVectors.flatMap(({ entropy, name, weights, means, covariances }) =>
      entropy === undefined
        ? []
        : [{ name, entropy, p: gaussianMixture({ weights, means, covariances }) as Mixture }]
    ),
    ...boxVectors.map(({ entropy, name, ...boxes }) => ({
      name,
      entropy,
      p: uniformMixture(boxes) as Mixture,
    })),
  ];
  assert(known.length > 15, `${known.length} vectors`);
  let missed = 0;
  for (const { name, entropy, p } of known) {
    for (const sequence of sequences) {
      const found = await evaluate(
        monteCarloEntropy(p, { samples: 4096, seed: 3, sequence }) as {
          [name: string]: Expr<number>;
        },
      );
      const error = Math.abs(found.value! - entropy), unit = 1e-9 * (1 + Math.abs(entropy));
      const reach = (within: number) =>
        studentQuantile(within, found.degreesOfFreedom!) * found.standardError! + unit;
      assert(error <= reach(0.99999), `${name}, ${sequence}: ${found.value}, not ${entropy}`);
      if (error > reach(0.999)) missed++;
    }
  }
  assertLess(missed, 3);
});

const cov = (s: number) => [[s, 0.3 * s], [0.3 * s, 0.5 * s]];
const random = randomNumbers(5);
const noisy: { readonly [name: string]: Mixture } = {
  "1 σ apart": gaussianMixture({ means: [[0], [1]], variance: 1 }),
  "3 σ apart": gaussianMixture({ means: [[0], [3]], variances: [1, 1] }),
  "unequal weights": gaussianMixture({ weights: [0.9, 0.1], means: [[0], [1]], variances: [1, 2] }),
  "unequal widths": gaussianMixture({
    weights: [0.2, 0.5, 0.3],
    means: [[0], [1], [2]],
    variances: [1e-3, 1, 9],
  }),
  "full covariances": gaussianMixture({
    weights: [0.5, 0.3, 0.2],
    means: [[0, 0], [1, 1], [-1, 2]],
    covariances: [cov(1), cov(2), cov(0.5)],
  }),
  "30 in 5 coordinates": gaussianMixture({
    means: times(30, () => times(5, () => 2 * random() - 1)),
    variance: 1,
  }),
  boxes: uniformMixture({
    weights: [0.5, 0.3, 0.2],
    centers: [[0], [0.4], [1]],
    widths: [[1], [1], [2]],
  }),
};

/** The sum of the variances of the value, and of each gradient, over some seeds. */
async function noiseOf(p: Mixture, options: Omit<MonteCarloOptions, "samples" | "seed">) {
  const seed = input(0, { name: "seed" }), runs = 100;
  const { value } = monteCarloEntropy(p, { samples: 512, seed, ...options });
  const plan = compile({ value, ...gradient(value, p) }, { inputs: { seed } });
  const all: { readonly [name: string]: readonly number[] }[] = [];
  for (let run = 0; run < runs; run++) {
    const found = await plan.run({ seed: run }, { onWarning: () => {} });
    all.push(Object.fromEntries(Object.entries(found).map(([name, x]) => [name, numbersOf(x)])));
  }
  return Object.keys(all[0]!).map((name) => {
    const noise = all[0]![name]!.map((_, t) => {
      const numbers = all.map((one) => one[name]![t]!);
      const mean = numbers.reduce((sum, x) => sum + x) / runs;
      return numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (runs - 1);
    });
    return [name, noise.reduce((sum, x) => sum + x)] as const;
  });
}

for (const [name, p] of Object.entries(noisy)) {
  Deno.test(`values and gradients have less noise than in the plain form, values still less by Sobol's sequence: ${name}`, async () => {
    const plain = new Map(await noiseOf(p, { form: "plain" }));
    const even = new Map(await noiseOf(p, { sequence: "sobol" }));
    for (const [what, noise] of await noiseOf(p, {})) {
      // the faces of boxes move their gradients in either form
      const isSame = p.family === "uniform" && (what === "centers" || what === "widths");
      assertLess(noise, isSame ? 1.01 * plain.get(what)! : 0.8 * plain.get(what)!, what);
      if (what === "value") assertLess(even.get(what)!, noise, "the value by Sobol");
    }
  });
}

Deno.test("a diagonal written in full gives the same estimate", async () => {
  const means = [[0, 0], [1, -1], [0.5, 2]], variances = [[1, 2], [0.5, 0.3], [2, 1]];
  const forms = [
    gaussianMixture({ means, variances }),
    gaussianMixture({ means, covariances: variances.map(diagonalMatrix) }),
  ];
  for (const sequence of sequences) {
    const [diagonal, full] = await evaluate(
      forms.map((p) => monteCarloEntropy(p, { samples: 300, seed: 4, sequence }).value),
    );
    assertAlmostEquals(full!, diagonal!, 1e-13);
  }
});

Deno.test("degrees of freedom: strata where all draws are alike, few where a few draws decide, none for one draw", async () => {
  const freedom = async (p: Mixture, samples: number) => {
    const found = monteCarloEntropy(p, { samples, seed: 1 });
    return await evaluate(found.degreesOfFreedom as Expr<number>);
  };
  const alike = gaussianMixture({ means: [[0], [2]], variance: 1 });
  assertEquals(await freedom(alike, 1), 0);
  assertEquals(await freedom(alike, 2), 1);
  assertLess(300, await freedom(alike, 1000));
  const rare = gaussianMixture({ means: [[0], [8]], variance: 1 });
  assertLess(await freedom(rare, 1000), 30);
});

Deno.test("Student's quantiles are those of SciPy", () => {
  // scipy.stats.t.ppf(0.5 + within/2, n)
  const published = [
    [0.95, 1, 12.706204736174694],
    [0.95, 2, 4.302652729749462],
    [0.95, 3, 3.1824463052837078],
    [0.95, 3.7, 2.8675207071911895],
    [0.95, 15, 2.131449545559776],
    [0.95, 100.5, 1.9838506553357993],
    [0.99, 15, 2.946712883475238],
    [0.5, 3, 0.7648923284043444],
    [0.999, 15, 4.072765195903846],
    [0.95, Infinity, 1.959963984540054],
  ] as const;
  for (const [within, n, t] of published) {
    assertAlmostEquals(studentQuantile(within, n), t, 1e-5 * t, `${within}, ${n}`);
  }
  assertEquals(studentQuantile(0.95, 0), Infinity);
});
