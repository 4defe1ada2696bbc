/** The gradients of a batch: its shape, its entries, and the parameters that all entries share. */
import { evaluate, gaussianMixture, gradient, input, pairwiseEntropy } from "../../mod.ts";
import { square, sum } from "../../ops.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  type Entries,
  isBoxes,
  parametersOf,
  spreadName,
  stacked,
  toMixture,
} from "../support/entries.ts";
import { array, numbersOf } from "../support/results.ts";
import { mixtureOf } from "../support/forms.ts";
import { drawBatch, holdsFor, recipes } from "../support/random_mixtures.ts";
import { estimatorsOf } from "../support/estimators.ts";

/** Fails unless all numbers agree up to 1e−12 of the largest. */
function assertAllNear(actual: readonly number[], expected: readonly number[], what: string): void {
  assertEquals(actual.length, expected.length, what);
  const tolerance = 1e-12 * Math.max(...expected.map(Math.abs));
  expected.forEach((x, t) => assertAlmostEquals(actual[t]!, x, tolerance, `${what}, entry ${t}`));
}

/** The gradients of every estimator, each mixture evaluated alone: [estimator][mixture][parameter]. */
async function slopesAlone(all: readonly Entries[]) {
  const found: { [estimator: string]: { [parameter: string]: number[] }[] } = {};
  for (const m of all) {
    const p = toMixture(m);
    for (const [name, value] of Object.entries(estimatorsOf(p))) {
      const slopes = await evaluate(gradient(value, p));
      (found[name] ??= []).push(
        Object.fromEntries(Object.entries(slopes).map(([part, x]) => [part, numbersOf(x)])),
      );
    }
  }
  return found;
}

Deno.test("the gradient of a batch has its shape and holds the gradient of each entry", () =>
  holdsFor(recipes(undefined, { k: 6, d: 4 }), async (recipe) => {
    const all = drawBatch(recipe), alone = await slopesAlone(all);
    const p = mixtureOf(stacked(all));
    for (const [name, value] of Object.entries(estimatorsOf(p))) {
      const batch = await evaluate(gradient(value, p));
      for (const [parameter, slope] of Object.entries(batch)) {
        const entries = alone[name]!.map((slopes) => slopes[parameter]!);
        const what = `∂ ${name} / ∂ ${parameter}`;
        if (recipe.structure === "cubes" && parameter === "widths") {
          // one width for the whole batch
          const sum = entries.reduce((total, [x]) => total + x!, 0);
          assertAllNear(numbersOf(slope), [sum], what);
        } else {
          assertEquals(array(slope).shape[0], all.length);
          assertAllNear([...array(slope).data], entries.flat(), what);
        }
      }
    }
  }, 12));

Deno.test("a parameter that a batch shares gets the sum of the entries' gradients", () =>
  holdsFor(recipes(undefined, { k: 6, d: 4 }), async (recipe) => {
    // mixtures that differ in the points only
    const all = drawBatch(recipe), [first] = all;
    const moved = all.map((m): Entries => ({
      ...m,
      entries: m.entries.map(({ point }, i) => ({ ...first.entries[i]!, point })),
    }));
    const points = isBoxes(recipe.structure) ? "centers" : "means";
    const positions = moved.map((m) => parametersOf(m)[points]) as number[][][];
    const p = mixtureOf({ ...parametersOf(first), [points]: positions });
    const alone = await slopesAlone(moved);
    for (const [name, value] of Object.entries(estimatorsOf(p))) {
      const batch = await evaluate(gradient(value, p));
      for (const parameter of ["weights", spreadName(recipe.structure)]) {
        const entries = alone[name]!.map((slopes) => slopes[parameter]!);
        const sums = entries[0]!.map((_, t) => entries.reduce((sum, x) => sum + x[t]!, 0));
        assertAllNear(numbersOf(batch[parameter]!), sums, `∂ ${name} / ∂ ${parameter}`);
      }
    }
  }, 12));

Deno.test("a leaf that a batch shares gets the gradient of the parameter that it is", async () => {
  const mu = input([[0], [2]], { name: "mu" });
  const p = gaussianMixture({ means: mu, variance: [1, 2] });
  const value = pairwiseEntropy(p, { distance: "kl" });
  const { leaf, parameter } = await evaluate({
    leaf: gradient(value, mu),
    parameter: gradient(value, p).means,
  });
  assertEquals([...leaf.data], [...parameter.data]);
});

Deno.test("a penalty on a leaf of three dimensions is a scalar like any other", async () => {
  const x = input({ data: new Float64Array(24).fill(2), shape: [2, 4, 3] });
  const { total, slope } = await evaluate({
    total: sum(square(x)),
    slope: gradient(sum(square(x)), x),
  });
  assertEquals(total, 96);
  assertEquals([...slope.data], new Array(24).fill(4));
});
