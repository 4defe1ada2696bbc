/**
 * Where single precision would be wrong in a few rows that no trial finds, it is not used: expected numbers are closed forms and
 * loops over the formulas.
 */
import {
  type Expr,
  gaussianMixture,
  gradient,
  kdeEntropy,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { planned } from "../../src/run/face/cache.ts";
import { arraysOf, sizesOf } from "../../src/run/face/numbers.ts";
import { executorFor } from "../../src/run/face/executor.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { withSlopes } from "../support/estimators.ts";
import { nodeList } from "../support/nodes.ts";

/** Expressions with every sweep over pairs in single precision, however small; and what was warned of. */
async function single(outputs: readonly Expr[], precision: "f32" | "f64" = "f32") {
  const made = planned(nodeList(outputs)), warnings: string[] = [];
  const executor = executorFor(made, sizesOf(made), { least: 0, leastSingle: 0, precision });
  try {
    const onRefusals = (sentences: readonly string[]) => void warnings.push(...sentences);
    const control = { threads: 1, onRefusals };
    const results = await executor.execute(arraysOf(made), control);
    return { results: results.map(({ data }) => data), warnings };
  } finally {
    executor.dispose();
  }
}

/** The largest error, in units of the largest number. */
function errorOf(actual: Float64Array, expected: readonly number[]): number {
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((x, t) => Math.abs(x - actual[t]!))) / largest;
}

/** ∂/∂μ of the KL bound of equally weighted Gaussians with variances along coordinates, by its formula. */
function klSlopes(means: readonly number[][], variances: readonly number[][]): number[] {
  const k = means.length, c = 1 / k;
  // Dᵢⱼ = ½ Σₐ [σᵢ²/σⱼ² − 1 + δ²/σⱼ² − ln σᵢ²/σⱼ²]; the share of j in row i is softmaxⱼ(−Dᵢⱼ)
  const shares = times(k, (i) => {
    const exponents = times(k, (j) =>
      means[i]!.reduce((sum, x, a) => {
        const ratio = variances[i]![a]! / variances[j]![a]!;
        const delta = x - means[j]![a]!;
        return sum - 0.5 * (ratio - 1 - Math.log(ratio) + delta * delta / variances[j]![a]!);
      }, 0));
    const top = Math.max(...exponents);
    const terms = exponents.map((x) => Math.exp(x - top)), total = terms.reduce((s, x) => s + x);
    return terms.map((x) => x / total);
  });
  // H = const − Σᵢ c Lᵢ, so ∂H/∂μᵢ = c Σⱼ (sᵢⱼ/σⱼ² + sⱼᵢ/σᵢ²)(μᵢ − μⱼ)
  return means.flatMap((mean, i) =>
    mean.map((x, a) =>
      means.reduce((sum, other, j) =>
        sum + c * (x - other[a]!) *
          (shares[i]![j]! / variances[j]![a]! + shares[j]![i]! / variances[i]![a]!), 0)
    )
  );
}

Deno.test("gradients hold where few components have a neighbour within their width", async () => {
  const random = randomNumbers(3), k = 500;
  const means = times(k, () => [6000 * random()]), variances = means.map(() => [1]);
  const p = gaussianMixture({ means, variances });
  const slope = gradient(pairwiseEntropy(p, { distance: "kl" }), p).means;
  const { results, warnings } = await single([slope]);
  assert(errorOf(results[0]!, klSlopes(means, variances)) < 1e-9);
  assertMatch(
    warnings.join(),
    /^Precision "f32" was asked for, but 2 of 2 sweeps over pairs ran in double precision: means reach 3\.0e\+3 widths of a component/,
  );
});

Deno.test("gradients hold with variances over twelve decades", async () => {
  const random = randomNumbers(5), k = 400;
  const means = times(k, () => times(3, () => 20 * random() - 10));
  const variances = times(k, () => times(3, () => 10 ** (12 * random() - 6)));
  const p = gaussianMixture({ means, variances });
  const slope = gradient(pairwiseEntropy(p, { distance: "kl" }), p).means;
  assert(errorOf((await single([slope])).results[0]!, klSlopes(means, variances)) < 1e-9);
});

Deno.test("data that single precision holds are computed in it, and nothing is warned of", async () => {
  const random = randomNumbers(7), k = 300;
  const means = times(k, () => times(3, () => 8 * random()));
  const variances = times(k, () => times(3, () => 0.3 + random()));
  const p = gaussianMixture({ means, variances });
  const slope = gradient(pairwiseEntropy(p, { distance: "kl" }), p).means;
  const { results, warnings } = await single([slope]);
  const error = errorOf(results[0]!, klSlopes(means, variances));
  assert(error < 1e-5 && error > 1e-12, `wrong by ${error}`);
  assertEquals(warnings, []);
});

Deno.test("sums too small for floats are computed in double precision", async () => {
  // so far apart that exp(−½D²) is 0 even for doubles, but for the last two; c = 1/28
  const grid = [0, 1, 2].map((t) => 42 * t);
  const means = grid.flatMap((x) => grid.flatMap((y) => grid.map((z) => [x, y, z])));
  for (const apart of [14, 17, 20]) {
    const near = [...means];
    near.splice(13, 0, [42, 42, 42 - apart]);
    const p = gaussianMixture({ means: near, variance: 1 });
    // with s = exp(−½D²)/(1 + exp(−½D²)) their slopes are ∓2csD
    const share = Math.exp(-apart * apart / 2), slope = 2 / 28 * share * apart / (1 + share);
    const expected = near.flatMap((_mean, i) => [0, 0, i === 13 ? -slope : i === 14 ? slope : 0]);
    for (const value of [pairwiseEntropy(p, { distance: "kl" }), kdeEntropy(p)]) {
      const { results } = await single([gradient(value, p).means]);
      const error = errorOf(results[0]!, expected);
      assert(error < 1e-5, `${apart} apart: wrong by ${error}`);
    }
  }
});

Deno.test("log-sum-exps are in double precision where the shares that are taken from them are", async () => {
  const random = randomNumbers(11), k = 500, c = 1 / k;
  const centers = times(k, () => [20000 * random()]);
  const p = uniformMixture({ centers, widths: centers.map(() => [100]) });
  // with overlaps o = max(0, w − |δ|): Lᵢ = ln Σⱼ c oᵢⱼ/w, and H = const − Σᵢ c Lᵢ
  const overlap = (x: number, y: number) => Math.max(0, 100 - Math.abs(x - y));
  const totals = centers.map(([x]) => centers.reduce((sum, [y]) => sum + overlap(x!, y!), 0));
  const expected = centers.map(([x], i) =>
    centers.reduce((sum, [y], j) => {
      const away = overlap(x!, y!) > 0 ? Math.sign(x! - y!) : 0;
      return sum + c * away * (1 / totals[i]! + 1 / totals[j]!);
    }, 0)
  );
  const slope = gradient(pairwiseEntropy(p, { distance: "bhattacharyya" }), p).centers;
  assert(errorOf((await single([slope])).results[0]!, expected) < 1e-9);
});

Deno.test("the same for draws: the gradient of a Monte Carlo entropy has the bits of double precision", async () => {
  const random = randomNumbers(13);
  const means = times(60, () => times(4, () => 1e-5 * random()));
  const p = gaussianMixture({ means, variance: 1e-11 });
  const { value } = monteCarloEntropy(p, { samples: 200, seed: 1 });
  const outputs = withSlopes(value, p);
  const { results } = await single(outputs), double = await single(outputs, "f64");
  assertEquals(results, double.results);
});

Deno.test("a log-sum-exp of which only the average is asked for may reach farther", async () => {
  const random = randomNumbers(17);
  const means = times(300, () => [500 * random()]);
  const value = pairwiseEntropy(gaussianMixture({ means, variance: 1 }), { distance: "kl" });
  const { warnings } = await single([value]);
  assertEquals(warnings, []);
});

Deno.test("one warning says for an evaluation what single precision could not do, each reason once", async () => {
  const far = (p: Mixture) => {
    const values = [pairwiseEntropy(p, { distance: "kl" }), kdeEntropy(p)];
    return values.flatMap((value) => withSlopes(value, p));
  };
  const means = times(100, (t) => [1e3 * Math.sin(t)]);
  const { warnings } = await single(far(gaussianMixture({ means, variance: 1 })));
  assertEquals(warnings.length, 1);
  assertEquals(warnings[0]!.match(/means reach/g)?.length, 1);
  const nearlySingular = times(100, () => [[1, 0.9999], [0.9999, 1]]);
  const q = gaussianMixture({ means: times(100, (t) => [t, -t]), covariances: nearlySingular });
  const refused = await single(Object.values(gradient(kdeEntropy(q), q)));
  assertMatch(refused.warnings.join(), /: a matrix of covariances is too ill-conditioned/);
  const small = gaussianMixture({ means: times(100, (t) => [1e-12 * t]), variance: 1e-24 });
  assertMatch((await single([kdeEntropy(small)])).warnings.join(), /between 1e−18 and 1e18$/);
});
