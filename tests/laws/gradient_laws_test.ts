/**
 * What holds for the gradients of every estimator, both families and every structure of parameters: they agree with
 * differences of values, do not move with the origin, scale with the unit, and are those of each entry of a batch.
 */
import { evaluate, gradient } from "../../mod.ts";
import { assertAlmostEquals } from "@std/assert";
import {
  type Entries,
  isBoxes,
  parametersOf,
  spreadName,
  type Structure,
  structures,
  toFreeMixture,
  toMixture,
} from "../support/entries.ts";
import { assertSlopes, smooth, withKinks } from "../support/finite_differences.ts";
import { numbersOf } from "../support/results.ts";
import { draw, holdsFor, recipes } from "../support/random_mixtures.ts";
import { randomNumbers } from "../support/random_numbers.ts";
import { estimatorsOf } from "../support/estimators.ts";

const pointsName = (structure: Structure) => isBoxes(structure) ? "centers" : "means";
const sum = (x: readonly number[]) => x.reduce((total, value) => total + value, 0);

for (const structure of structures) {
  Deno.test(`gradients agree with differences of the values: ${structure}`, () =>
    holdsFor(recipes([structure], { k: 8, d: 5 }), async (recipe) => {
      const { p, leaves } = toFreeMixture(draw(recipe));
      const random = randomNumbers(recipe.seed + 5);
      const steps = isBoxes(structure) ? withKinks : smooth;
      await assertSlopes(estimatorsOf(p), leaves, random, steps);
    }, 12));
}

/** All gradients of all estimators, as plain arrays. */
async function slopesOf(
  m: Entries,
): Promise<{ [estimator: string]: { [name: string]: number[] } }> {
  const p = toMixture(m);
  const slopes = await evaluate(
    Object.fromEntries(
      Object.entries(estimatorsOf(p)).map(([name, value]) => [name, gradient(value, p)]),
    ),
  );
  return Object.fromEntries(
    Object.entries(slopes).map(([name, parts]) => [
      name,
      Object.fromEntries(Object.entries(parts).map(([part, x]) => [part, numbersOf(x)])),
    ]),
  );
}

Deno.test("the gradients in the means or centres sum to zero: moving the origin changes nothing", () =>
  holdsFor(recipes(undefined, { k: 20, d: 6 }), async (recipe) => {
    const { structure, d } = recipe;
    for (const [name, slopes] of Object.entries(await slopesOf(draw(recipe)))) {
      const x = slopes[pointsName(structure)]!;
      const size = Math.max(...x.map(Math.abs));
      for (let a = 0; a < d; a++) {
        const along = sum(x.filter((_, t) => t % d === a));
        assertAlmostEquals(along, 0, 1e-13 * size * x.length, `${name}, coordinate ${a}`);
      }
    }
  }, 20));

Deno.test("x → eᵗx adds td: Σ μ·∂h/∂μ + 2 Σ tr(Σ ∂h/∂Σ) = d, and Σ m·∂h/∂m + Σ w·∂h/∂w = d for boxes", () =>
  holdsFor(recipes(undefined, { k: 20, d: 6 }), async (recipe) => {
    const m = draw(recipe), { structure, d } = recipe;
    const flat = (name: string) => [parametersOf(m)[name]].flat(Infinity as 1) as number[];
    const dot = (name: string, x: readonly number[]) => sum(flat(name).map((y, t) => y * x[t]!));
    for (const [name, slopes] of Object.entries(await slopesOf(m))) {
      const points = pointsName(structure), spread = spreadName(structure);
      const power = isBoxes(structure) ? 1 : 2;
      const growth = dot(points, slopes[points]!) + power * dot(spread, slopes[spread]!);
      assertAlmostEquals(growth, d, 1e-10 * d, name);
    }
  }, 20));

Deno.test("Σ cᵢ(∂h/∂cᵢ + 1) = h for every estimate but the conditional entropy, which is linear: Σ cᵢ ∂h/∂cᵢ = h", () =>
  holdsFor(recipes(undefined, { k: 20, d: 6 }), async (recipe) => {
    // h(tc) = t(h(c) − ln t), so the derivative at t = 1 is h − 1
    const m = draw(recipe);
    const values = await evaluate(estimatorsOf(toMixture(m)));
    for (const [name, slopes] of Object.entries(await slopesOf(m))) {
      const tilt = sum(m.entries.map(({ weight }, t) => weight * slopes.weights![t]!));
      const expected = values[name]! - (name === "conditional" ? 0 : 1);
      assertAlmostEquals(tilt, expected, 1e-11 * (1 + Math.abs(expected)), name);
    }
  }, 20));

Deno.test("covariances get symmetric gradients", () =>
  holdsFor(recipes(["covariance", "covariances"], { k: 6, d: 6 }), async (recipe) => {
    const { structure, d } = recipe;
    for (const [name, slopes] of Object.entries(await slopesOf(draw(recipe)))) {
      const g = slopes[structure]!, size = Math.max(...g.map(Math.abs));
      g.forEach((x, flat) => {
        const start = flat - flat % (d * d), row = Math.floor(flat / d) % d, column = flat % d;
        assertAlmostEquals(x, g[start + column * d + row]!, 1e-13 * size, name);
      });
    }
  }, 10));
