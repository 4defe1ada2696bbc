/** What holds for the Monte Carlo gradients of every single seed, whatever its draws. */
import {
  DomainError,
  evaluate,
  gaussianMixture,
  gradient,
  type Mixture,
  monteCarloEntropy,
} from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { parametersOf, stacked, toMixture } from "../support/entries.ts";
import { numbersOf, scalar } from "../support/results.ts";
import { diagonalMatrix, mixtureOf } from "../support/forms.ts";
import { draw, holdsFor, recipes } from "../support/random_mixtures.ts";

interface Slopes {
  readonly weights: readonly number[];
  readonly [parameter: string]: readonly number[];
}

/** The value and the gradients of one estimate. */
async function estimate(p: Mixture, samples: number, seed: number) {
  const { value } = monteCarloEntropy(p, { samples, seed });
  const { slopes, ...rest } = await evaluate({ value, slopes: gradient(value, p) });
  const flat = Object.entries(slopes).map(([name, x]) => [name, numbersOf(x)]);
  return { ...rest, slopes: Object.fromEntries(flat) as Slopes };
}

const dot = (x: readonly number[], y: readonly number[]) =>
  x.reduce((sum, value, t) => sum + value * y[t]!, 0);
const flat = (x: unknown) => [x].flat(Infinity as 1) as number[];

Deno.test("Gaussians: for every seed Σ ∂h/∂μ = 0, Σ μ·∂h/∂μ + 2 Σ tr(Σ ∂h/∂Σ) = d and Σ cᵢ(∂h/∂cᵢ + 1) = h", () =>
  holdsFor(
    recipes(["covariances", "covariance", "diagonal", "spherical", "variance"], { k: 8, d: 5 }),
    async (recipe) => {
      // the estimate at fixed draws moves with the origin and the unit as the entropy does
      const m = draw(recipe), { d } = recipe;
      const parameters = parametersOf(m);
      const { value, slopes } = await estimate(toMixture(m), 200, recipe.seed % 1000);
      const { weights, means, ...rest } = slopes;
      assert(means !== undefined);
      for (let a = 0; a < d; a++) {
        const along = means.filter((_, t) => t % d === a).reduce((sum, x) => sum + x, 0);
        assertAlmostEquals(along, 0, 1e-12, `coordinate ${a}`);
      }
      const [name, spread] = Object.entries(rest)[0]!;
      const growth = dot(flat(parameters.means), means) + 2 * dot(flat(parameters[name]), spread);
      assertAlmostEquals(growth, d, 1e-10);
      const tilt = dot(flat(parameters.weights), weights.map((x) => x + 1));
      assertAlmostEquals(tilt, scalar(value), 1e-10 * (1 + Math.abs(scalar(value))));
    },
    20,
  ));

Deno.test("boxes: for every seed Σ cᵢ(∂h/∂cᵢ + 1) = h", () =>
  holdsFor(recipes(["boxes", "cubes"], { k: 8, d: 4 }), async (recipe) => {
    const m = draw(recipe);
    const { value, slopes } = await estimate(toMixture(m), 200, 5);
    const tilt = dot(flat(parametersOf(m).weights), slopes.weights.map((x) => x + 1));
    assertAlmostEquals(tilt, scalar(value), 1e-10 * (1 + Math.abs(scalar(value))));
  }, 20));

Deno.test("diagonal covariances written in full give the same gradients for the same seed", async () => {
  const means = [[0, 0], [1, -1], [0.5, 2]], variances = [[1, 2], [0.5, 0.3], [2, 1]];
  const covariances = variances.map(diagonalMatrix);
  const diagonal = await estimate(gaussianMixture({ means, variances }), 300, 4);
  const full = await estimate(gaussianMixture({ means, covariances }), 300, 4);
  assertAlmostEquals(scalar(full.value), scalar(diagonal.value), 1e-12);
  const onDiagonal = full.slopes.covariances!.filter((_, t) => t % 4 === 0 || t % 4 === 3);
  const pairs = [
    [full.slopes.means!, diagonal.slopes.means!],
    [full.slopes.weights, diagonal.slopes.weights],
    [onDiagonal, diagonal.slopes.variances!],
  ] as const;
  for (const [x, y] of pairs) y.forEach((value, t) => assertAlmostEquals(x[t]!, value, 1e-12));
});

Deno.test("a batch shares its random numbers: each entry has the gradient that it has alone", async () => {
  for (const structure of ["covariances", "diagonal", "boxes"] as const) {
    const all = [1, 2, 3].map((seed) => draw({ structure, k: 4, d: 2, seed }));
    const batch = await estimate(mixtureOf(stacked(all)), 100, 9);
    const alone = await Promise.all(all.map((m) => estimate(toMixture(m), 100, 9)));
    for (const [name, x] of Object.entries(batch.slopes)) {
      const expected = alone.flatMap(({ slopes }) => slopes[name]!);
      assertEquals(x.length, expected.length);
      expected.forEach((value, t) => assertAlmostEquals(x[t]!, value, 1e-12, name));
    }
  }
});

Deno.test("one draw, one component, a weight of zero: the gradients are finite", async () => {
  const one = gaussianMixture({ means: [[1]], variance: 2 });
  const some = gaussianMixture({ weights: [0.5, 0, 0.5], means: [[0], [1], [5]], variance: 2 });
  for (const p of [one, some, toMixture(draw({ structure: "boxes", k: 3, d: 2, seed: 2 }))]) {
    for (const n of [1, 2, 50]) {
      const { slopes } = await estimate(p, n, 0);
      for (const [name, x] of Object.entries(slopes)) {
        assert(x.every(Number.isFinite), `∂h/∂${name} with ${n} draws is ${x}`);
      }
    }
  }
});

Deno.test("the standard error has no gradient, and says so", () => {
  const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
  const { standardError } = monteCarloEntropy(p, { samples: 10 });
  assertThrows(() => gradient(standardError, p), DomainError, "first derivatives only");
});
