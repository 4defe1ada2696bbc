/** Gradients of true entropies: against differences of values, and the identities that they obey (MATH: facts). */
import { assert, assertEquals } from "@std/assert";
import { type ArrayInput, exactEntropy, type Value } from "../../mod.ts";
import { mixtureOf, type OneMixture } from "../support/forms.ts";

function sum(x: readonly number[]): number {
  return x.reduce((all, y) => all + y, 0);
}

type Given = { readonly [name: string]: number | readonly unknown[] };

/** The numbers of a parameter, whatever its shape. */
function flat(x: unknown): number[] {
  return Array.isArray(x) ? x.flatMap(flat) : [x as number];
}

/** The same parameter with `by` added to one of its numbers, and to the one across the diagonal of a matrix. */
function moved(x: unknown, at: readonly number[], by: number): unknown {
  if (!Array.isArray(x)) return (x as number) + by;
  return x.map((row, t) => t === at[0] ? moved(row, at.slice(1), by) : row);
}

/** Where the numbers of a parameter are. */
function* places(x: unknown, at: readonly number[] = []): Generator<readonly number[]> {
  if (!Array.isArray(x)) yield at;
  else for (let t = 0; t < x.length; t++) yield* places(x[t], [...at, t]);
}

function exact(given: Given, gradient = false) {
  // no parameter has a batch axis
  const p = mixtureOf(given as { readonly [name: string]: ArrayInput }) as OneMixture;
  return exactEntropy(p, { tolerance: 1e-11, gradient });
}

/** The derivative in one number of a parameter, by differences of fourth order; a matrix moves on both sides of its diagonal. */
async function slopeAt(given: Given, name: string, at: readonly number[], step: number) {
  const isMatrix = name === "covariance" || name === "covariances";
  const [row, column] = at.slice(-2);
  const both = isMatrix && row !== column;
  const across = [...at.slice(0, -2), column!, row!];
  const value = async (by: number) => {
    const one = moved(given[name], at, by), changed = both ? moved(one, across, by) : one;
    const found = await exact({ ...given, [name]: changed as Given[string] });
    return found!.value;
  };
  const [a, b, c, d] = [
    await value(-2 * step),
    await value(-step),
    await value(step),
    await value(2 * step),
  ];
  return (a - 8 * b + 8 * c - d) / (12 * step) / (both ? 2 : 1);
}

const plane = [[0, 0], [1, 2], [3, 1], [0.5, -1]], line = [[0], [1], [3], [3.5]];
const matrices = [[[1, 0.25], [0.25, 2]], [[2, 0], [0, 0.5]], [[1, -0.5], [-0.5, 1]], [[0.75, 0], [
  0,
  0.75,
]]];
const cases: { readonly [name: string]: Given } = {
  "variances on a line": { means: line, variances: [1, 2, 0.5, 1] },
  "one variance on a line": { means: line, variance: 0.5 },
  "matrices in the plane": { means: plane, covariances: matrices },
  "one matrix in the plane": { means: plane, covariance: matrices[0]! },
  "variances of coordinates": { means: plane, variances: [[1, 2], [2, 1], [0.5, 1], [1, 1]] },
  "variances in the plane": { means: plane, variances: [1, 2, 0.5, 1] },
  "one direction of four": {
    means: [[0, 0, 1, 0], [1, 0.5, 2, 0], [3, 1.5, 4, 0]],
    covariance: [[2, 0.5, 0, 0], [0.5, 1, 0, 0.25], [0, 0, 1, 0], [0, 0.25, 0, 1]],
  },
  "two components": { means: [[0, 0], [1, 2]], covariances: matrices.slice(0, 2) },
};

for (const [name, given] of Object.entries(cases)) {
  Deno.test(`the gradient is what differences say: ${name}`, async () => {
    const found = await exact(given, true);
    assert(found?.gradient !== undefined && found.gradientError! < 1e-8, `${found?.gradientError}`);
    for (const parameter of Object.keys(given)) {
      const slopes = flat(valuesOf(found.gradient[parameter]!)),
        all = [...places(given[parameter])];
      assertEquals(slopes.length, all.length);
      // some of them
      for (let t = 0; t < all.length; t += 1 + Math.floor(all.length / 4)) {
        const expected = await slopeAt(given, parameter, all[t]!, 0.02);
        const difference = Math.abs(slopes[t]! - expected);
        // the differences are of order step⁴
        assert(difference < 2e-6, `${parameter} ${all[t]}: ${slopes[t]}, differences ${expected}`);
      }
    }
  });
}

function valuesOf(x: Value): unknown {
  return typeof x === "number" ? x : [...x.data];
}

Deno.test("slopes of means sum to 0, of means and covariances times themselves to d, of weights to the entropy", async () => {
  for (const given of [cases["matrices in the plane"]!, cases["variances on a line"]!]) {
    const weights = [0.1, 0.2, 0.3, 0.4];
    const found = await exact({ ...given, weights }, true);
    const { value, gradient, gradientError: error } = found!;
    const means = flat(valuesOf(gradient!.means!)),
      points = flat(given.means),
      d = points.length / 4;
    for (let a = 0; a < d; a++) {
      assert(Math.abs(sum(means.filter((_, t) => t % d === a))) < 20 * error!);
    }
    const name = given.covariances === undefined ? "variances" : "covariances";
    const spreads = flat(valuesOf(gradient![name]!)), sizes = flat(given[name]);
    const scaled = sum(means.map((g, t) => g * points[t]!)) +
      2 * sum(spreads.map((g, t) => g * sizes[t]!));
    assert(Math.abs(scaled - d) < 100 * error!, `${scaled - d}`);
    const slopes = flat(valuesOf(gradient!.weights!));
    const whole = sum(slopes.map((g, i) => weights[i]! * (g + 1)));
    assert(Math.abs(whole - value) < 20 * error!);
  }
});

Deno.test("a component given twice has its share of the slopes in each", async () => {
  const means = [[0], [1], [4]], variances = [1, 2, 0.5], weights = [0.5, 0.25, 0.25];
  const once = (await exact({ means, variances, weights }, true))!.gradient!;
  const twice = (await exact({
    means: [...means, [0]],
    variances: [...variances, 1],
    weights: [0.375, 0.25, 0.25, 0.125],
  }, true))!.gradient!;
  const [one, both] = [once, twice].map(({ means: x }) => flat(valuesOf(x!)));
  assert(
    Math.abs(both![0]! - 0.75 * one![0]!) < 1e-9 && Math.abs(both![3]! - 0.25 * one![0]!) < 1e-9,
  );
  const [w, ww] = [once, twice].map(({ weights: x }) => flat(valuesOf(x!)));
  assert(Math.abs(ww![0]! - w![0]!) < 1e-9 && Math.abs(ww![3]! - w![0]!) < 1e-9);
});

Deno.test("a weight of 0, and two components that differ in more than three directions, have an entropy and no gradient", async () => {
  const rare = await exact({ means: line, variance: 1, weights: [0.5, 0.25, 0.25, 0] }, true);
  assert(rare !== undefined && rare.gradient === undefined);
  const far = await exact({ means: [[0, 0, 0, 0, 0], [1, 0, 0, 0, 0]], variances: [1, 2] }, true);
  assert(far !== undefined && far.gradient === undefined);
});
