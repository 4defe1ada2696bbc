/** A family of one's own: Gumbel's distribution of extremes, against quadrature and against a known family written anew. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  conditionalEntropy,
  elkEntropy,
  entropyBounds,
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  kdeEntropy,
  type Mixture,
  mixtureOf,
  momentBound,
  monteCarloEntropy,
  type OwnEntry,
  type OwnParameters,
  pairwiseEntropy,
} from "../../mod.ts";
import { add, div, exp, log, mul, neg, square, sub, sumOverCoordinates } from "../../ops.ts";
import { numbersOf } from "../support/results.ts";

const eulerGamma = 0.5772156649015329;

const gumbel = (m: number[][], b: number[][]): OwnEntry => ({
  dimension: 1,
  parameters: { m, b },
  logDensity: (x, { m, b }) => {
    const y = div(sub(x, m!), b!);
    return neg(sumOverCoordinates(add(add(log(b!), y), exp(neg(y)))));
  },
  sample: (u, { m, b }) => sub(m!, mul(b!, log(neg(log(u))))),
  entropy: ({ b }) => sumOverCoordinates(add(log(b!), 1 + eulerGamma)),
});

/** −∫ p ln p of 0.4 N(1, 2) and two of Gumbel's, by Simpson's rule. */
function truth(second: number): number {
  const own = (x: number, m: number, b: number) => {
    const y = (x - m) / b;
    return Math.exp(-y - Math.exp(-y)) / b;
  };
  const density = (x: number) =>
    0.4 * Math.exp(-((x - 1) ** 2) / 4) / Math.sqrt(4 * Math.PI) + 0.3 * own(x, 0, 1) +
    0.3 * own(x, second, 0.5);
  const n = 40000, low = -15, step = 60 / n;
  let sum = 0;
  for (let t = 0; t <= n; t++) {
    const p = density(low + t * step), weight = t === 0 || t === n ? 1 : 2 + 2 * (t % 2);
    if (p > 0) sum -= weight * p * Math.log(p);
  }
  return sum * step / 3;
}

Deno.test("a mixture with a family of one's own has its bounds and draws, and gradients by the score function", async () => {
  const p: Mixture = mixtureOf([
    { weight: 0.4, gaussian: { mean: 1, variance: 2 } },
    { weights: [0.3, 0.3], own: gumbel([[0], [2]], [[1], [0.5]]) },
  ]);
  const h = truth(2), { lower, upper } = await evaluate(entropyBounds(p));
  assert((lower as number) <= h && h <= (upper as number) && (upper as number) < Infinity);
  for (const form of ["posterior", "plain"] as const) {
    const estimate = monteCarloEntropy(p, { samples: 2 ** 15, form, seed: 2 });
    const { value, standardError } = await evaluate(estimate);
    assertAlmostEquals(value as number, h, 4.5 * (standardError as number));
    const slopes = numbersOf(
      (await evaluate(gradient(estimate.value, p) as { readonly [name: string]: Expr }))["ownM"]!,
    );
    const step = 1e-3, expected = (truth(2 + step) - truth(2 - step)) / (2 * step);
    assertAlmostEquals(slopes[1]!, expected, 0.02);
  }
});

const second = (p: OwnParameters, q: OwnParameters) => ({
  delta: sub(p["m"]!, q["m"]!),
  both: add(p["v"]!, q["v"]!),
});

/** Gaussians, told as a family of one's own with all that it may say. */
const told: OwnEntry = {
  dimension: 2,
  parameters: { m: [[0, 1], [2, 0], [-1, 0.5]], v: [1, 2, 0.5] },
  logDensity: (x, { m, v }) => {
    const apart = div(sumOverCoordinates(square(sub(x, m!))), v!);
    return mul(-0.5, add(add(apart, mul(2, log(v!))), 2 * Math.log(2 * Math.PI)));
  },
  // any point will do here
  sample: (u, { m }) => add(u, m!),
  entropy: ({ v }) => add(log(v!), Math.log(2 * Math.PI * Math.E)),
  middle: ({ m }) => m!,
  mean: ({ m }) => m!,
  variance: ({ v }) => v!,
  pairs: {
    kl: (p, q) => {
      const { delta } = second(p, q), ratio = div(p["v"]!, q["v"]!);
      const apart = div(sumOverCoordinates(square(delta)), q["v"]!);
      return mul(0.5, add(sub(mul(2, ratio), 2), sub(apart, mul(2, log(ratio)))));
    },
    logAffinity: (p, q, alpha) => {
      const { delta } = second(p, q);
      const w = add(mul(1 - alpha, p["v"]!), mul(alpha, q["v"]!));
      const apart = mul(0.5 * alpha * (1 - alpha), div(sumOverCoordinates(square(delta)), w));
      const ends = add(mul(1 - alpha, log(p["v"]!)), mul(alpha, log(q["v"]!)));
      return neg(add(apart, sub(log(w), ends)));
    },
    logOverlap: (p, q) => {
      const { delta, both } = second(p, q);
      const apart = mul(0.5, div(sumOverCoordinates(square(delta)), both));
      return neg(add(apart, add(log(both), Math.log(2 * Math.PI))));
    },
  },
};

Deno.test("Gaussians told as a family of one's own have the values of Gaussians", async () => {
  const weights = [0.5, 0.3, 0.2];
  const own: Mixture = mixtureOf([{ weights, own: told }]);
  const known: Mixture = gaussianMixture({
    weights,
    means: told.parameters!["m"] as number[][],
    variances: told.parameters!["v"] as number[],
  });
  const all = (p: Mixture) => ({
    conditional: conditionalEntropy(p),
    kl: pairwiseEntropy(p, { distance: "kl" }),
    bhattacharyya: pairwiseEntropy(p, { distance: "bhattacharyya" }),
    chernoff: pairwiseEntropy(p, { distance: { chernoff: 0.3 } }),
    elk: elkEntropy(p),
    kde: kdeEntropy(p),
    moments: momentBound(p),
  });
  const [found, expected] = await evaluate([all(own), all(known)]);
  for (const [name, value] of Object.entries(expected!)) {
    const other = found![name as keyof typeof expected];
    assertAlmostEquals(
      other as number,
      value as number,
      1e-13 * Math.max(1, Math.abs(value as number)),
      name,
    );
  }
});

Deno.test("without functions of pairs bounds are the conditional and the joint entropy", async () => {
  const p: Mixture = mixtureOf([{ weights: [0.5, 0.5], own: gumbel([[0], [2]], [[1], [1]]) }]);
  const { lowers, uppers } = await evaluate(entropyBounds(p));
  assertEquals(Object.keys(lowers), ["conditional", "bhattacharyya"]);
  assertAlmostEquals(lowers.bhattacharyya as number, lowers.conditional as number, 1e-12);
  assertAlmostEquals(uppers.kl as number, uppers.joint as number, 1e-12);
});
