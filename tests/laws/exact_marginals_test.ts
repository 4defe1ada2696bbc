/** The sum of exact marginals against vectors, closed forms and the laws of entropies. */
import { assert, assertEquals } from "@std/assert";
import {
  evaluate,
  exactEntropy,
  exactMarginals,
  gaussianMixture,
  momentBound,
  uniformMixture,
} from "../../mod.ts";
import type { ExactMarginals } from "../../mod.ts";
import { cases34, entropyVectors, type Gaussians } from "../support/mixture_vectors.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import type { Matrix } from "../support/references.ts";

/** A sum that there is. */
async function sumOf(m: Gaussians, basis?: Matrix): Promise<ExactMarginals> {
  const found = await exactMarginals(gaussianMixture({ ...m }), { basis });
  assert(found !== undefined, "Expected a sum of marginals");
  return found;
}

function isNear({ value, error }: ExactMarginals, truth: number, name: string): void {
  assert(Math.abs(value - truth) <= error + 1e-14 * Math.abs(truth), `${name}: ${value - truth}`);
  assert(error < 1e-11, `${name}: an error of ${error}`);
}

Deno.test("sums of the vectors to their error, which is below 1e−11; never below the entropy", async () => {
  for (const { name, weights, means, covariances, marginals, entropy } of entropyVectors) {
    const found = await sumOf({ weights, means, covariances });
    isNear(found, marginals!, name);
    // the vectors are right to 1e−9 in two dimensions
    if (entropy !== undefined) assert(found.value + found.error >= entropy - 1e-9, name);
  }
  let count = 0;
  for (const c of cases34) {
    const truth = c.family === "gaussian" ? c.expect.marginalsPca : c.expect.marginals;
    if (truth === undefined) continue;
    const { weights } = c;
    const found = c.family === "gaussian"
      ? await sumOf({ weights, means: c.means, covariances: c.covariances })
      : await exactMarginals(uniformMixture({ weights, centers: c.centers, widths: c.widths }));
    assert(found !== undefined);
    isNear(found, truth, c.name);
    assert(found.value + found.error >= c.expect.entropy!, c.name);
    count++;
  }
  assertEquals(count, 11);
});

const lines34 = cases34.flatMap((c) =>
  c.family === "gaussian" && c.means[0]!.length === 1 ? [c] : []
);

Deno.test("of a product of two mixtures on lines it is the sum of their entropies, turned or not", async () => {
  const turned = [[1, 0], [0.6, 0.8]] as const, along = [[1, 0]] as const;
  // a component of 1e−6 would have other digits where it is turned beside 1e4
  const products = [[0, 1, turned], [4, 0, turned], [2, 3, along]] as const;
  for (const [x, y, turns] of products) {
    const a = lines34[x]!, b = lines34[y]!, truth = a.expect.entropy! + b.expect.entropy!;
    const pairs = a.weights.flatMap((_, i) => b.weights.map((_, j) => [i, j] as const));
    for (const [cos, sin] of turns) {
      const m = {
        weights: pairs.map(([i, j]) => a.weights[i]! * b.weights[j]!),
        means: pairs.map(([i, j]) => {
          const u = a.means[i]![0]!, v = b.means[j]![0]!;
          return [cos * u - sin * v, sin * u + cos * v];
        }),
        covariances: pairs.map(([i, j]) => {
          const s = a.covariances[i]![0]![0]!, t = b.covariances[j]![0]![0]!;
          const mixed = cos * sin * (s - t);
          return [[cos * cos * s + sin * sin * t, mixed], [
            mixed,
            sin * sin * s + cos * cos * t,
          ]];
        }),
      };
      const name = `${a.name} × ${b.name}`, basis = [[cos, sin], [-sin, cos]];
      const given = await sumOf(m, basis), own = await sumOf(m);
      // weights of products, and what is turned, are rounded
      const slack = 1e-12;
      for (const { value, error } of [given, own]) {
        assert(error < 1e-11, `${name}: an error of ${error}`);
        assert(Math.abs(value - truth) <= error + slack, `${name}: ${value - truth} ± ${error}`);
      }
    }
  }
});

/** A random mixture; `narrow` is the width of its components in one direction. */
function randomMixture(seed: number, { k, d, narrow }: { k: number; d: number; narrow: number }) {
  const random = randomNumbers(seed);
  const number = () => 2 * random() - 1;
  const means = times(k, () => times(d, () => 3 * number()));
  const covariances = times(k, () => {
    const l = times(d, (a) => times(d, (b) => b > a ? 0 : b < a ? number() : a === 0 ? narrow : 1));
    return times(d, (a) => times(d, (b) => l[a]!.reduce((s, x, c) => s + x * l[b]![c]!, 0)));
  });
  return { weights: times(k, () => 1 / k), means, covariances };
}

Deno.test("it is at least the entropy of two components, narrow ones too, and at most the bound by moments", async () => {
  for (const [seed, narrow] of [[1, 1], [2, 1e-3], [3, 1e-5]] as const) {
    for (const d of [2, 5, 12]) {
      const m = randomMixture(seed, { k: 2, d, narrow }), p = gaussianMixture(m);
      const found = await sumOf(m), exact = await exactEntropy(p);
      assert(found.value + found.error >= exact!.value - exact!.error, `${d}, ${narrow}`);
      assert(found.error < 1e-8, `${d}, ${narrow}: an error of ${found.error}`);
      const moments = await evaluate(momentBound(p));
      assert(found.value - found.error <= moments, `${d}, ${narrow}: ${found.value} > ${moments}`);
    }
  }
});

Deno.test("moved by 2³⁰ and scaled by 2⁻⁴⁰ it is what it was, to its errors", async () => {
  const m = {
    weights: [0.5, 0.25, 0.25],
    means: [[0, 1, 2], [3, 1, -1], [-2, 5, 1]],
    covariances: [1, 2, 3].map((s) => [[2, s / 4, 0], [s / 4, s, 0.5], [0, 0.5, 1]]),
  };
  const here = await sumOf(m);
  const there = await sumOf({ ...m, means: m.means.map((x) => x.map((y) => y + 2 ** 30)) });
  const small = await sumOf({
    ...m,
    means: m.means.map((x) => x.map((y) => y * 2 ** -40)),
    covariances: m.covariances.map((s) => s.map((r) => r.map((x) => x * 2 ** -80))),
  });
  assert(Math.abs(here.value - there.value) <= here.error + there.error);
  const scaled = small.value + 3 * 40 * Math.LN2;
  assert(Math.abs(here.value - scaled) <= here.error + small.error + 1e-13);
});

Deno.test("a hundred dimensions: a Gaussian of unequal widths, turned by reflection, has the sum of its axes", async () => {
  const d = 100, v = times(d, (a) => Math.cos(a + 1)), norm = v.reduce((s, x) => s + x * x, 0);
  const axis = (a: number) => times(d, (b) => (a === b ? 1 : 0) - 2 * v[a]! * v[b]! / norm);
  const axes = times(d, axis), widths = times(d, (a) => 1 + a / 10);
  const covariance = times(
    d,
    (a) => times(d, (b) => widths.reduce((s, w, c) => s + w * axes[c]![a]! * axes[c]![b]!, 0)),
  );
  const p = gaussianMixture({ means: [times(d, () => 1)], covariance });
  const truth = widths.reduce((s, w) => s + 0.5 * Math.log(2 * Math.PI * Math.E * w), 0);
  const found = await exactMarginals(p);
  assert(found !== undefined && found.error < 1e-9);
  assert(Math.abs(found.value - truth) <= found.error, `${found.value - truth}`);
});
