/**
 * Upper bounds on entropies against 34 digits and doubles from tests/vectors, which other programs computed from the
 * definitions, and against the laws that they obey.
 */
import {
  cellsBound,
  evaluate,
  expectationMaximisationBound,
  type Expr,
  gaussianMixture,
  jointEntropy,
  marginalsBound,
  type Mixture,
  momentBound,
  pairsUpperBound,
  pairwiseEntropy,
  totalVariationBound,
  uniformMixture,
} from "../../mod.ts";
import { boundsByStep } from "../../src/bound/expectation_maximisation.ts";
import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { assertAscending, assertNear, assertRelative } from "../support/comparison.ts";
import {
  type Entries,
  gaussianStructures,
  stacked,
  toFreeMixture,
  toMixture,
} from "../support/entries.ts";
import { assertSlopes, withKinks } from "../support/finite_differences.ts";
import { mixtureOf } from "../support/forms.ts";
import { cases34, entropyVectors, type Gaussians } from "../support/mixture_vectors.ts";
import { draw, drawBatch, holdsFor, recipes } from "../support/random_mixtures.ts";
import { randomNumbers } from "../support/random_numbers.ts";
import { array, scalar } from "../support/results.ts";

const gaussians = cases34.flatMap((c) => c.family === "gaussian" ? [c] : []);

function mixtureFrom({ weights, means, covariances }: Gaussians) {
  return gaussianMixture({ weights, means, covariances });
}

/** All upper bounds, by name. */
function upperBoundsOf(p: Mixture): { readonly [name: string]: Expr } {
  return {
    moments: momentBound(p),
    expectationMaximisation: expectationMaximisationBound(p, { steps: 2 }),
    pairs: pairsUpperBound(p),
    totalVariation: totalVariationBound(p),
    marginals: marginalsBound(p, { pieces: 64 }),
    cells: cellsBound(p, { cells: p.dimension > 2 ? 2 : 4 }),
  };
}

/** Histograms of 64 pieces are not exact. */
function toleranceOf(name: string): number {
  return name === "marginals" ? 2e-3 : 1e-11;
}

Deno.test("moments are matched as the vectors say, for boxes too", async () => {
  for (const c of entropyVectors) {
    assertRelative(await evaluate(momentBound(mixtureFrom(c))), c.momentMatched, 1e-13, c.name);
  }
  for (const c of cases34) {
    const p = c.family === "gaussian" ? mixtureFrom(c) : uniformMixture({
      weights: c.weights,
      centers: c.centers,
      widths: c.widths,
    });
    assertRelative(await evaluate(momentBound(p)), c.expect.momentMatched!, 1e-13, c.name);
  }
});

Deno.test("each step of expectation maximisation has the value of the vectors", async () => {
  for (const c of entropyVectors) {
    const steps = await evaluate(boundsByStep(mixtureFrom(c), 10, "full") as Expr<number>[]);
    c.upperByExpectationMaximisation.forEach((expected, t) =>
      assertRelative(steps[t]!, expected, 1e-12, `${c.name}, step ${t}`)
    );
  }
  for (const c of gaussians) {
    if (c.expect.em1 === undefined) continue;
    const steps = await evaluate(boundsByStep(mixtureFrom(c), 3, "full") as Expr<number>[]);
    assertRelative(steps[1]!, c.expect.em1, 1e-12, `${c.name}, step 1`);
    assertRelative(steps[3]!, c.expect.em3!, 1e-12, `${c.name}, step 3`);
  }
});

Deno.test("the first step of expectation maximisation is the KL bound, and no step is above the one before", async () => {
  await holdsFor(recipes(gaussianStructures, { k: 12, d: 5 }), async (recipe) => {
    const p = toMixture(draw(recipe));
    for (const covariances of ["full", "diagonal"] as const) {
      const [kl, steps] = await evaluate([
        pairwiseEntropy(p, { distance: "kl" }),
        boundsByStep(p, 4, covariances) as Expr<number>[],
      ]);
      assertNear(steps[0]!, kl, "step 0");
      steps.slice(1).forEach((value, t) =>
        assert(value <= steps[t]! + 1e-10 * (1 + Math.abs(value)), `${covariances}: ${steps}`)
      );
    }
  });
});

Deno.test("pairs by cells come down to the exact pairs of the vectors, and never below", async () => {
  for (const c of gaussians) {
    const exact = c.expect.pairUpperKl;
    // cells along one direction reach it where the logarithms of ratios bend along no other: on the line, or of a shared spread
    if (exact === undefined || !(c.means[0]!.length === 1 || c.name === "2d-k4-shared")) continue;
    const p = mixtureFrom(c);
    const [few, many] = await evaluate([pairsUpperBound(p), pairsUpperBound(p, { cells: 512 })]);
    const least = exact - 1e-12 * (1 + Math.abs(exact));
    assert(few >= many && many >= least, `${c.name}: ${few} ≥ ${many} ≥ ${exact}`);
    assertAlmostEquals(many, exact, 3e-4, c.name);
  }
});

Deno.test("exact pairs have the values of the vectors, in any dimension, and the entropy of two components", async () => {
  for (const c of gaussians) {
    if (c.expect.pairUpperKl === undefined) continue;
    const bound = await evaluate(pairsUpperBound(mixtureFrom(c), { cells: "exact" }));
    assertNear(bound, c.expect.pairUpperKl, c.name, 1e-11);
  }
  for (const c of entropyVectors) {
    if (c.weights.length > 2) continue;
    const bound = await evaluate(pairsUpperBound(mixtureFrom(c), { cells: "exact" }));
    assertNear(bound, c.entropy!, c.name, c.means[0]!.length > 1 ? 1e-9 : 1e-11);
  }
});

Deno.test("exact pairs have the slopes that their differences show", async () => {
  await holdsFor(recipes(gaussianStructures, { least: 2, k: 4, d: 2 }), async (recipe) => {
    const { p, leaves } = toFreeMixture(draw(recipe));
    const exact = pairsUpperBound(p, { cells: "exact" });
    await assertSlopes({ exact }, leaves, randomNumbers(recipe.seed));
  }, 5);
});

Deno.test("one cell is the KL bound, and finer cells are never above coarser ones", async () => {
  await holdsFor(recipes(gaussianStructures, { k: 12, d: 5 }), async (recipe) => {
    const p = toMixture(draw(recipe));
    const [kl, one, four, sixteen] = await evaluate([
      pairwiseEntropy(p, { distance: "kl" }),
      ...[1, 4, 16].map((cells) => pairsUpperBound(p, { cells })),
    ] as [Expr<number>, Expr<number>, Expr<number>, Expr<number>]);
    assertNear(one, kl, "one cell");
    const slack = 1e-10 * (1 + Math.abs(kl));
    assert(four <= one + slack && sixteen <= four + slack, `${one} ≥ ${four} ≥ ${sixteen}`);
  });
});

Deno.test("cells come down from the KL bound to the entropy, and never below", async () => {
  for (const c of [...entropyVectors, ...gaussians]) {
    const d = c.means[0]!.length, entropy = "expect" in c ? c.expect.entropy : c.entropy;
    if (d > 3 || c.weights.length > 20 || entropy === undefined) continue;
    const p = mixtureFrom(c), numbers = [1, 2, 4, 8];
    const [kl, ...values] = await evaluate([
      pairwiseEntropy(p, { distance: "kl" }),
      ...numbers.map((cells) => cellsBound(p, { cells })),
    ] as Expr<number>[]);
    assertNear(values[0]!, kl!, `${c.name}, one cell`);
    assertAscending([entropy * (1 - 1e-9 * Math.sign(entropy)), ...values.toReversed()], c.name);
    // to a fifth of what they begin with, but for components much narrower than a cell
    if (!c.name.includes("narrow")) {
      assert(values[3]! - entropy <= (kl! - entropy) / 5 + 1e-9, `${c.name}: ${values}`);
    }
  }
});

Deno.test("total variation gives the value of the vectors, for boxes too", async () => {
  for (const c of cases34) {
    if (c.expect.totalVariation === undefined) continue;
    const p = c.family === "gaussian" ? mixtureFrom(c) : uniformMixture({
      weights: c.weights,
      centers: c.centers,
      widths: c.widths,
    });
    const bound = await evaluate(totalVariationBound(p));
    assertRelative(bound, c.expect.totalVariation, 1e-13, c.name);
  }
  // one covariance, given once
  const { weights, means, covariances, expect } = gaussians.find((c) => c.name === "2d-k4-shared")!;
  const shared = gaussianMixture({ weights, means, covariance: covariances[0]! });
  const bound = await evaluate(totalVariationBound(shared));
  assertRelative(bound, expect.totalVariation!, 1e-13, "shared");
});

Deno.test("marginals come down to the entropy on the line, as the square of the pieces, and never below", async () => {
  for (const c of [...entropyVectors, ...gaussians]) {
    if (c.means[0]!.length > 1) continue;
    const entropy = "expect" in c ? c.expect.entropy! : c.entropy!;
    const p = mixtureFrom(c);
    const [few, many] = await evaluate([marginalsBound(p), marginalsBound(p, { pieces: 2048 })]);
    assert(few > many && many > entropy - 1e-11, `${c.name}: ${few} > ${many} > ${entropy}`);
    if (c.weights.length > 10) continue;
    assertAlmostEquals(few, entropy, 5e-4, c.name);
    assertAlmostEquals(many, entropy, 1e-5, c.name);
  }
});

Deno.test("marginals along principal components are those of the vectors, or better along others", async () => {
  const known = [
    ...entropyVectors.map((c) => ({ c, marginals: c.marginals })),
    ...gaussians.map((c) => ({ c, marginals: c.expect.marginalsPca })),
  ];
  for (const { c, marginals } of known) {
    const d = c.means[0]!.length;
    if (marginals === undefined || c.weights.length > 12 || d === 1) continue;
    const bound = await evaluate(marginalsBound(mixtureFrom(c), { pieces: 2048 }));
    assert(bound < marginals + 1e-5 * d, `${c.name}: ${bound} and ${marginals}`);
    const isSame = ["2-D k=2 scale 1.0", "2-D k=6 scale 0.5", "2d-k3", "3d-k2"].includes(c.name);
    if (isSame) assert(bound > marginals, `${c.name}: ${bound} and ${marginals}`);
  }
});

Deno.test("marginals are never above moments, by more than their pieces", async () => {
  await holdsFor(recipes(gaussianStructures, { k: 12, d: 6 }), async (recipe) => {
    const p = toMixture(draw(recipe));
    const [moments, marginals] = await evaluate([momentBound(p), marginalsBound(p)]);
    assert(marginals <= moments + 1e-3 * recipe.d, `${marginals} ≤ ${moments}`);
  });
});

Deno.test("components of one place and spread, and those that are far apart, have their entropy by pairs exactly", async () => {
  // three copies and two far ones: h of the merged mixture of disjoint components
  const weights = [0.1, 0.2, 0.3, 0.25, 0.15];
  const means = [[0, 0], [0, 0], [0, 0], [1e5, 0], [0, -1e5]];
  const p = gaussianMixture({ weights, means, variance: 2 });
  const merged = gaussianMixture({
    weights: [0.6, 0.25, 0.15],
    means: means.slice(2),
    variance: 2,
  });
  const [bound, truth] = await evaluate([pairsUpperBound(p), jointEntropy(merged)]);
  assertNear(bound, truth, "entropy");
});

Deno.test("a single component has its entropy by every upper bound", async () => {
  const p = gaussianMixture({ means: [[3, -1]], covariance: [[2, 1], [1, 3]] });
  const truth = Math.log(2 * Math.PI * Math.E) + 0.5 * Math.log(5);
  for (const [name, bound] of Object.entries(upperBoundsOf(p))) {
    const slack = toleranceOf(name);
    assertNear(scalar(await evaluate(bound)), truth, name, slack);
  }
});

Deno.test("upper bounds of a batch are those of its entries", async () => {
  await holdsFor(recipes(gaussianStructures, { k: 6, d: 4 }), async (recipe) => {
    const all = drawBatch(recipe);
    const batch = await evaluate(upperBoundsOf(mixtureOf(stacked(all))));
    for (const [t, one] of all.entries()) {
      const own = await evaluate(upperBoundsOf(toMixture(one)));
      for (const [name, value] of Object.entries(own)) {
        assertNear(array(batch[name]!).data[t]!, scalar(value), name, 1e-12);
      }
    }
  }, 8);
});

Deno.test("upper bounds have the slopes that their differences show", async () => {
  await holdsFor(recipes(gaussianStructures, { least: 2, k: 5, d: 3 }), async (recipe) => {
    const { p, leaves } = toFreeMixture(draw(recipe));
    const steps = boundsByStep(p, 2, "full");
    const outputs = {
      moments: momentBound(p),
      last: steps[2]!,
      pairs: pairsUpperBound(p),
      totalVariation: totalVariationBound(p),
      cells: cellsBound(p, { cells: 2 }),
    };
    await assertSlopes(outputs, leaves, randomNumbers(recipe.seed));
    // where two ends of pieces meet, the bound by marginals has a kink
    const marginals = marginalsBound(p, { pieces: 20 });
    await assertSlopes({ marginals }, leaves, randomNumbers(recipe.seed), withKinks);
  }, 6);
});

Deno.test("components that are equal, or have no weight, leave upper bounds and their slopes finite", async () => {
  const entries = (d: number): Entries["entries"] => [
    { weight: 0.5, point: Array(d).fill(1), spread: Array(d).fill(2) },
    { weight: 0.5, point: Array(d).fill(1), spread: Array(d).fill(2) },
    { weight: 0, point: Array(d).fill(0), spread: Array(d).fill(1) },
  ];
  for (const d of [1, 3]) {
    const p = toMixture({ structure: "diagonal", entries: entries(d) });
    const q = toMixture({
      structure: "diagonal",
      entries: entries(d).slice(1, 2).map((e) => ({ ...e, weight: 1 })),
    });
    const [all, truth] = await evaluate([upperBoundsOf(p), jointEntropy(q)]);
    for (const [name, value] of Object.entries(all)) {
      if (name !== "totalVariation") assertNear(scalar(value), truth, name, toleranceOf(name));
    }
  }
});

Deno.test("spreads of very different sizes and far means give bounds that are numbers", async () => {
  const spreads = [1e-200, 1e-40, 1e-12, 1, 1e12, 1e200];
  for (const d of [1, 2]) {
    for (const reach of [0, 1, 1e8]) {
      const p = gaussianMixture({
        means: spreads.map((_, i) => Array(d).fill(i * reach)),
        variances: spreads,
      });
      const values = await evaluate(upperBoundsOf(p));
      const kl = await evaluate(pairwiseEntropy(p, { distance: "kl" }));
      for (const [name, value] of Object.entries(values)) {
        const x = scalar(value);
        if (name === "marginals") assert(x > 0, `${name}: ${x}`);
        else assert(Number.isFinite(x), `${name}: ${x}`);
        if (name === "expectationMaximisation" || name === "pairs") {
          assert(x <= kl + 1e-9 * Math.abs(kl), `${name}: ${x} ≤ ${kl}`);
        }
      }
    }
  }
});

Deno.test("thin mixtures, whose total covariance is singular in doubles, have a bound by moments", async () => {
  // Σ = σ²I + uuᵀ of two components at ±u: |Σ| = σ²ᵈ(1 + uᵀu/σ²)
  const d = 6, u = [1, 2, -1, 0.5, 3, 1];
  for (const variance of [1e-12, 1e-30, 1e-100]) {
    const p = gaussianMixture({ means: [u, u.map((x) => -x)], variance });
    const square = u.reduce((sum, x) => sum + x * x, 0);
    const logDet = (d - 1) * Math.log(variance) + Math.log(variance + square);
    const truth = 0.5 * (d * Math.log(2 * Math.PI * Math.E) + logDet);
    const bound = await evaluate(momentBound(p));
    assert(bound >= truth, `${bound} ≥ ${truth}`);
  }
});

Deno.test("boxes have no bound by Gaussian pairs", () => {
  const p = mixtureOf({ weights: [1], centers: [[0]], widths: [[1]] });
  assertThrows(() => pairsUpperBound(p), TypeError, "Expected a mixture of Gaussians");
});
