/**
 * Gradients where there is no derivative, or where a careless rule gives 0/0: finite, and the documented subgradient.
 * Expected numbers follow from the formulas by hand, above each test.
 */
import {
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  type Mixture,
  monteCarloEntropy,
  uniformMixture,
} from "../../mod.ts";
import { mul, sum } from "../../ops.ts";
import { reduce } from "../../src/expr/build.ts";
import { assert, assertAlmostEquals } from "@std/assert";
import { array, numbersOf } from "../support/results.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const pairwise = ["kl", "bhattacharyya", "chernoff0.3", "chernoff0.7", "elkDistance"];

/** The gradients of an estimator by parameter, as plain numbers. */
async function slopesOf(p: Mixture, estimator: string): Promise<{ [parameter: string]: number[] }> {
  const slopes = await evaluate(gradient(estimatorsOf(p)[estimator]!, p));
  return Object.fromEntries(Object.entries(slopes).map(([part, x]) => [part, numbersOf(x)]));
}

/** Fails unless there are numbers, as many as expected and near them. */
function assertNear(
  actual: readonly number[] | undefined,
  expected: readonly number[],
  what: string,
): void {
  assert(actual !== undefined, `${what} is given`);
  expected.forEach((x, t) => assertAlmostEquals(actual[t]!, x, 1e-14, `${what}[${t}]`));
  assert(actual.length === expected.length, `${what} has ${expected.length} numbers`);
}

const gaussianEntropy = (variance: number) => 0.5 * Math.log(2 * Math.PI * Math.E * variance);

// H = Σ cᵢ(hᵢ − ln cᵢ): ∂H/∂cᵢ = hᵢ − ln cᵢ − 1, and at cᵢ = 0 the infinite −ln cᵢ is left out
Deno.test("joint entropy at a weight of 0: the slope is h − 1, without the infinite part", async () => {
  const p = gaussianMixture({
    weights: [0.5, 0, 0.5],
    means: [[0], [1], [2]],
    variances: [1, 4, 9],
  });
  const joint = await slopesOf(p, "joint");
  const half = -Math.log(0.5) - 1;
  assertNear(
    joint.weights,
    [gaussianEntropy(1) + half, gaussianEntropy(4) - 1, gaussianEntropy(9) + half],
    "∂ joint / ∂ weights",
  );
  assertNear(joint.means, [0, 0, 0], "∂ joint / ∂ means");
  // cᵢ/2σᵢ²
  assertNear(joint.variances, [0.25, 0, 0.25 / 9], "∂ joint / ∂ variances");
});

// D = 0 at its minimum for every pair: ∂/∂ parameters is that of Σ cᵢhᵢ, and f = −Σ cᵢ ln Σ cⱼ has slopes
// −ln 1 − Σᵢ cᵢ/1 = −1 in each weight
Deno.test("coincident Gaussians: the pairwise estimates have the slopes of the conditional entropy, less 1 in the weights", async () => {
  const weights = [0.2, 0.3, 0.5], h = gaussianEntropy(2);
  const p = gaussianMixture({ weights, means: [[1, 5], [1, 5], [1, 5]], variances: [2, 2, 2] });
  for (const name of pairwise) {
    const slopes = await slopesOf(p, name);
    assertNear(slopes.means, [0, 0, 0, 0, 0, 0], `∂ ${name} / ∂ means`);
    assertNear(slopes.variances, weights.map((c) => c / 2), `∂ ${name} / ∂ variances`);
    assertNear(slopes.weights, weights.map(() => 2 * h - 1), `∂ ${name} / ∂ weights`);
  }
});

// ln|V ∩ V′| = Σ ln min(w, w′, ½(w + w′) − |δ|): at equality each edge has half the slope of the narrower box and half
// that of the overlap, ½ in each width and 0 in δ, so D has slope 0
Deno.test("identical boxes: half and half, so the slopes are those of the conditional entropy", async () => {
  const weights = [0.2, 0.3, 0.5];
  const p = uniformMixture({ weights, centers: [[1], [1], [1]], widths: [[2], [2], [2]] });
  for (const name of pairwise) {
    const slopes = await slopesOf(p, name);
    assertNear(slopes.centers, [0, 0, 0], `∂ ${name} / ∂ centers`);
    assertNear(slopes.widths, weights.map((c) => c / 2), `∂ ${name} / ∂ widths`);
    assertNear(slopes.weights, weights.map(() => Math.log(2) - 1), `∂ ${name} / ∂ weights`);
  }
});

// nothing overlaps, so every estimate is H = Σ cᵢ(ln wᵢ − ln cᵢ) with slopes ln wᵢ − ln cᵢ − 1 and cᵢ/wᵢ
Deno.test("boxes that touch count as apart: the slopes are those of the joint entropy", async () => {
  const weights = [0.2, 0.3, 0.5], widths = [2, 2, 4];
  const p = uniformMixture({
    weights,
    centers: [[0], [2], [5]],
    widths: widths.map((w) => [w]),
  });
  for (const name of [...pairwise, "joint", "elk", "kde"]) {
    const slopes = await slopesOf(p, name);
    assertNear(slopes.centers, [0, 0, 0], `∂ ${name} / ∂ centers`);
    assertNear(slopes.widths, widths.map((w, i) => weights[i]! / w), `∂ ${name} / ∂ widths`);
    const expected = widths.map((w, i) => Math.log(w / weights[i]!) - 1);
    assertNear(slopes.weights, expected, `∂ ${name} / ∂ weights`);
  }
});

// [0, 2] and [0, 1] share the left end: the overlap 1 = min(w₂, ½(w₁ + w₂) − δ) is a tie of the two, half each:
// ∂ overlap = ½·(0, 1) + ½·(½, ½) in (w₁, w₂), and ½·(1, −1) in the centres (δ = m₁ − m₂ > 0 lowers it, moving 1 left
// raises it). D = ½ ln w₁ + ½ ln w₂ − ln overlap
Deno.test("boxes that share one edge: half the slope from either side", async () => {
  const p = uniformMixture({ weights: [0.5, 0.5], centers: [[1], [0.5]], widths: [[2], [1]] });
  const bhattacharyya = await slopesOf(p, "bhattacharyya");
  // fᵢ = ln ½(1 + e⁻ᴰ), e⁻ᴰ = 1/√2; H = Σ cᵢ ln wᵢ − Σ cᵢ fᵢ, so ∂H/∂D = s with s = e⁻ᴰ/(1 + e⁻ᴰ)
  const s = Math.SQRT1_2 / (1 + Math.SQRT1_2);
  assertNear(
    bhattacharyya.widths,
    [0.25 + s * (0.25 - 0.25), 0.5 + s * (0.5 - 0.75)],
    "∂ bhattacharyya / ∂ widths",
  );
  assertNear(bhattacharyya.centers, [s * 0.5, s * -0.5], "∂ bhattacharyya / ∂ centers");
});

Deno.test("one component: every pairwise estimate has the slopes of its entropy, less 1 in the weight", async () => {
  const gaussian = gaussianMixture({ means: [[1, 2]], covariances: [[[2, 0], [0, 4]]] });
  const box = uniformMixture({ centers: [[1, 2]], widths: [[2, 4]] });
  for (const name of [...pairwise, "joint"]) {
    const g = await slopesOf(gaussian, name), u = await slopesOf(box, name);
    assertNear(g.means, [0, 0], name);
    assertNear(g.covariances, [0.25, 0, 0, 0.125], name);
    assertNear(g.weights, [gaussianEntropy(2) + gaussianEntropy(4) - 1], name);
    assertNear(u.centers, [0, 0], name);
    assertNear(u.widths, [0.5, 0.25], name);
    assertNear(u.weights, [Math.log(8) - 1], name);
  }
});

// the sum of the lonely box is ln 0 = −∞ in all its terms; it has weight 0, so it counts for nothing
// Alone, it adds −c ln(c exp aᵢᵢ) to an estimate, and c h to the pairwise ones: −ln c − 1 − aᵢᵢ is left without −ln c. Here
// aᵢᵢ = −ln 5 for KDE and ELK, 0 for distances, and h = ln 5.
Deno.test("a box of weight 0 apart from all others: its slope is h − 1, the others do not notice", async () => {
  const two = { weights: [0.4, 0.6], centers: [[0], [1]], widths: [[2], [3]] };
  const three = { weights: [0.4, 0.6, 0], centers: [[0], [1], [50]], widths: [[2], [3], [5]] };
  const p = uniformMixture(two), q = uniformMixture(three);
  for (const name of [...pairwise, "joint", "kde", "elk"]) {
    const alone = await slopesOf(p, name), slopes = await slopesOf(q, name);
    for (const part of ["weights", "centers", "widths"] as const) {
      const own = part === "weights" ? Math.log(5) - 1 : 0;
      assertNear(slopes[part], [...alone[part]!, own], `∂ ${name} / ∂ ${part}`);
    }
  }
});

Deno.test("the slope in a weight of 0 is what is left of it for small weights: second derivatives follow", async () => {
  const q = uniformMixture({
    weights: [0.4, 0.6, 0],
    centers: [[0], [1], [50]],
    widths: [[2], [3], [5]],
  });
  const third = input([0, 0, 1], { like: q.parameters.weights });
  for (const [name, estimate] of Object.entries(estimatorsOf(q))) {
    const slope = sum(mul(gradient(estimate, q).weights, third));
    // ∂(ln w − 1)/∂w
    const { data } = await evaluate(gradient(slope, q.parameters.widths));
    assertAlmostEquals(data[2]!, 1 / 5, 1e-14, `∂²${name} / ∂weight ∂width`);
  }
});

// Gaussians 1e200 apart meet nowhere either: all the pairwise estimates are the joint entropy
Deno.test("a Gaussian of weight 0 so far away that its distances overflow has the slope h − 1", async () => {
  for (const spread of [{ variances: [1, 4] }, { covariances: [[[1]], [[4]]] }]) {
    const p = gaussianMixture({ weights: [1, 0], means: [[0], [1e200]], ...spread });
    for (const name of [...pairwise, "joint"]) {
      const { weights } = await slopesOf(p, name);
      assertNear(
        weights,
        [gaussianEntropy(1) - 1, gaussianEntropy(4) - 1],
        `∂ ${name} / ∂ weights`,
      );
    }
  }
});

Deno.test("Gaussians so far apart that every exponential underflows: the slopes are those of the joint entropy", async () => {
  const p = gaussianMixture({ means: [[0, 0], [1e8, 0], [0, 1e8]], variances: [1, 2, 4] });
  const joint = await slopesOf(p, "joint");
  for (const name of pairwise) {
    const slopes = await slopesOf(p, name);
    for (const part of ["means", "variances", "weights"]) {
      assertNear(slopes[part], joint[part]!, `∂ ${name} / ∂ ${part}`);
    }
  }
});

Deno.test("reductions: a sum of −∞ terms hands on 0, equal maxima share, a weight of 0 gets its term's share", async () => {
  const over = (x: Expr) => nodeOf(x).axes[0]!;
  const slope = async (
    value: Expr,
    x: Expr,
  ) => [...array(await evaluate(gradient(value, x))).data];
  const weights = input([0, 0, 0], { name: "w" });
  const x = input([1, 2, 3], { name: "x", like: weights });
  const nothing = reduce("logSumExp", over(x), nodeOf(x), nodeOf(weights));
  assertNear(await slope(sum(nothing), x), [0, 0, 0], "∂ ln 0 / ∂ x");
  const y = input([3, 1, 3], { name: "y" });
  assertNear(await slope(reduce("max", over(y), nodeOf(y)), y), [0.5, 0, 0.5], "∂ max / ∂ y");
  // ln(0·e¹ + 1·e²): the slope in the first weight is e¹/e²
  const some = input([0, 1], { name: "some" }), terms = input([1, 2], { name: "t", like: some });
  const value = reduce("logSumExp", over(some), nodeOf(terms), nodeOf(some));
  assertNear(await slope(value, some), [Math.exp(-1), 1], "∂ lse / ∂ w");
  assertNear(await slope(value, terms), [0, 1], "∂ lse / ∂ a");
});

Deno.test("every estimator has finite gradients at a mixture with all of these at once", async () => {
  const weights = [0.5, 0.5, 0, 0, 0];
  const gaussian = gaussianMixture({ weights, means: [[0], [0], [0], [1], [1e9]], variance: 1 });
  const boxes = uniformMixture({ weights, centers: [[0], [0], [0], [1], [1e9]], widths: 1 });
  for (const p of [gaussian, boxes]) {
    for (const name of Object.keys(estimatorsOf(p))) {
      for (const [part, data] of Object.entries(await slopesOf(p, name))) {
        assert(data.every(Number.isFinite), `∂ ${name} / ∂ ${part} of ${p.family} is ${data}`);
      }
    }
  }
});

Deno.test("Monte Carlo of boxes whose edges coincide: the widths of identical boxes have the slope d/w between them", async () => {
  const p = uniformMixture({ weights: [0.3, 0.7], centers: [[0, 0], [0, 0]], widths: 1.5 });
  const { value } = monteCarloEntropy(p, { samples: 200, seed: 1 });
  // h = d ln w, smooth in the one width
  const { widths } = await evaluate(gradient(value, p));
  assertAlmostEquals(widths, 2 / 1.5, 1e-12);
});
