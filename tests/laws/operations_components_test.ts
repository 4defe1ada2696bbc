/**
 * What operations make of the components of mixtures, against the definitions in loops: every structure of parameters, single and
 * in batches.
 */
import {
  addNoise,
  affine,
  collapse,
  condition,
  covarianceOf,
  evaluate,
  marginal,
  meanOf,
  mix,
  type Mixture,
  product,
  reweight,
  select,
} from "../../mod.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { type Entries, gaussianStructures, stacked, structures } from "../support/entries.ts";
import { mixtureOf } from "../support/forms.ts";
import {
  applied,
  componentsIn,
  densityOf,
  hasWidths,
  inverted,
  type Matrix,
  momentsIn,
  type Plain,
  type PlainComponent,
  plainOf,
  range,
  times2,
  transposed,
} from "../support/plain_components.ts";
import { drawBatch } from "../support/random_mixtures.ts";
import { numbersOf } from "../support/results.ts";

const k = 5, d = 3;
const A = [[1.5, -0.5, 0.2], [0.3, 0, 2]], vector = [2, -1, 0.5];
const noise = [[0.5, 0.1, 0], [0.1, 0.7, 0.2], [0, 0.2, 0.9]];

/** What an operation makes of a mixture, lazily and in numbers. */
interface Case {
  readonly lazy: (p: Mixture) => Mixture;
  readonly plain: (p: Plain, areBoxes: boolean) => Plain;
}

const moved = (change: (one: PlainComponent) => Partial<PlainComponent>) => (p: Plain): Plain =>
  p.map((one) => ({ ...one, ...change(one) }));

const linear = (a: Matrix, b: number) =>
  moved(({ point, spread }) => ({
    point: applied(a, point).map((x) => x + b),
    spread: times2(times2(a, spread), transposed(a)),
  }));
/** Factors along coordinates: covariances take two of them, widths the size of one. */
const stretched = (factors: readonly number[], b: number) => (p: Plain, areBoxes: boolean): Plain =>
  moved(({ point, spread }) => ({
    point: point.map((x, a) => factors[a]! * x + b),
    spread: spread.map((row, a) =>
      row.map((x, c) => areBoxes ? Math.abs(factors[a]!) * x : factors[a]! * factors[c]! * x)
    ),
  }))(p);
const chosen = (at: readonly number[]) =>
  moved(({ point, spread }) => ({
    point: at.map((a) => point[a]!),
    spread: at.map((a) => at.map((b) => spread[a]![b]!)),
  }));
const noisy = (n: Matrix) =>
  moved(({ spread }) => ({ spread: spread.map((row, a) => row.map((x, b) => x + n[a]![b]!)) }));
const total = (p: Plain) => p.reduce((sum, { weight }) => sum + weight, 0);
const normalized = (p: Plain) => p.map((one) => ({ ...one, weight: one.weight / total(p) }));

/** μ_A + Σ_AB Σ_BB⁻¹(x − μ_B), Σ_AA − Σ_AB Σ_BB⁻¹ Σ_BA, with weights by the densities of x. */
function conditioned(p: Plain, { known, x }: { known: number[]; x: number[] }, areBoxes: boolean) {
  const left = range(p[0]!.point.length).filter((a) => !known.includes(a));
  const block = (s: Matrix, rows: number[], columns: number[]) =>
    rows.map((a) => columns.map((b) => s[a]![b]!));
  const all = p.map(({ weight, point, spread }) => {
    const own = [{
      weight,
      point: known.map((a) => point[a]!),
      spread: block(spread, known, known),
    }];
    const gain = areBoxes
      ? left.map(() => known.map(() => 0))
      : times2(block(spread, left, known), inverted(own[0]!.spread).inverse);
    const step = applied(gain, known.map((a, t) => x[t]! - point[a]!));
    const explained = times2(gain, block(spread, known, left));
    return {
      weight: densityOf(own, x, areBoxes),
      point: left.map((a, t) => point[a]! + step[t]!),
      spread: left.map((a, r) => left.map((b, c) => spread[a]![b]! - explained[r]![c]!)),
    };
  });
  return normalized(all);
}

const groups = ["x", "y", "x", "z", "y"];
function collapsed(p: Plain, areBoxes: boolean): Plain {
  return [...new Set(groups)].map((label) => {
    const members = p.filter((_, i) => groups[i] === label), weight = total(members);
    const { mean, covariance } = momentsIn(normalized(members), areBoxes);
    return { weight, point: mean, spread: covariance };
  });
}

function beside(p: Plain, q: Plain): Plain {
  return p.flatMap((one) =>
    q.map((two) => ({
      weight: one.weight * two.weight,
      point: [...one.point, ...two.point],
      spread: [
        ...one.spread.map((row) => [...row, ...two.point.map(() => 0)]),
        ...two.spread.map((row) => [...one.point.map(() => 0), ...row]),
      ],
    }))
  );
}

const everywhere: { readonly [name: string]: Case } = {
  "affine by a number": {
    lazy: (p) => affine(p, -1.5, 2),
    plain: stretched([-1.5, -1.5, -1.5], 2),
  },
  "affine by a vector": { lazy: (p) => affine(p, vector, -1), plain: stretched(vector, -1) },
  marginal: { lazy: (p) => marginal(p, [2, 0]), plain: chosen([2, 0]) },
  reweight: {
    lazy: (p) => reweight(p, [0.1, 0.2, 0.3, 0.15, 0.25]),
    plain: (p) => p.map((one, i) => ({ ...one, weight: [0.1, 0.2, 0.3, 0.15, 0.25][i]! })),
  },
  select: {
    lazy: (p) => select(p, [4, 0, 2]),
    plain: (p) => normalized([4, 0, 2].map((i) => p[i]!)),
  },
  collapse: { lazy: (p) => collapse(p, groups), plain: collapsed },
  mix: {
    lazy: (p) => mix([p, affine(p, 2), select(p, [1])], [0.2, 0.3, 0.5]),
    plain: (p, areBoxes) => [
      ...p.map((one) => ({ ...one, weight: 0.2 * one.weight })),
      ...stretched([2, 2, 2], 0)(p, areBoxes).map((one) => ({ ...one, weight: 0.3 * one.weight })),
      { ...p[1]!, weight: 0.5 },
    ],
  },
  product: { lazy: (p) => product(p, marginal(p, [1])), plain: (p) => beside(p, chosen([1])(p)) },
};

const ofGaussians: { readonly [name: string]: Case } = {
  "affine by a matrix": { lazy: (p) => affine(p, A, 3), plain: linear(A, 3) },
  "condition on one": {
    lazy: (p) => condition(p, { 1: 0.4 }),
    plain: (p) => conditioned(p, { known: [1], x: [0.4] }, false),
  },
  "condition on two": {
    lazy: (p) => condition(p, { 2: -0.3, 0: 0.2 }),
    plain: (p) => conditioned(p, { known: [0, 2], x: [0.2, -0.3] }, false),
  },
  "noise by a number": {
    lazy: (p) => addNoise(p, 0.3),
    plain: noisy(range(d).map((a) => range(d).map((b) => a === b ? 0.3 : 0))),
  },
  "noise by a vector": {
    lazy: (p) => addNoise(p, [0.3, 0, 2]),
    plain: noisy([[0.3, 0, 0], [0, 0, 0], [0, 0, 2]]),
  },
  "noise by a matrix": { lazy: (p) => addNoise(p, noise), plain: noisy(noise) },
};

const ofBoxes: { readonly [name: string]: Case } = {
  "affine by a permutation": {
    lazy: (p) => affine(p, [[0, 0, -2], [3, 0, 0]], 1),
    plain: moved(({ point, spread }) => ({
      point: [1 - 2 * point[2]!, 1 + 3 * point[0]!],
      spread: [[2 * spread[2]![2]!, 0], [0, 3 * spread[0]![0]!]],
    })),
  },
};

/** The parameters of a batch of one without the batch axis. */
function singleOf(parameters: ReturnType<typeof stacked>): typeof parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      Array.isArray(value) ? value[0] : value,
    ]),
  );
}

function assertSame(found: Plain, expected: Plain, what: string): void {
  assertEquals(found.length, expected.length, what);
  found.forEach(({ weight, point, spread }, i) => {
    const one = expected[i]!,
      pairs = [[weight, one.weight], ...point.map((x, a) => [x, one.point[a]!])];
    spread.forEach((row, a) => row.forEach((x, b) => pairs.push([x, one.spread[a]![b]!])));
    for (const [x, y] of pairs) assertAlmostEquals(x!, y!, 1e-12 * (1 + Math.abs(y!)), what);
  });
}

for (const structure of structures) {
  const all = drawBatch({ structure, k, d, seed: 13 });
  const areBoxes = hasWidths(all[0]);
  const cases = Object.entries({ ...everywhere, ...areBoxes ? ofBoxes : ofGaussians });

  Deno.test(`operations make the components that loops make: ${structure}`, async () => {
    for (const [name, { lazy, plain }] of cases) {
      const made = lazy(mixtureOf(stacked(all)));
      const found = await componentsIn(made);
      assertEquals(found.length, all.length);
      all.forEach((m: Entries, b) =>
        assertSame(found[b]!, plain(plainOf(m), areBoxes), `${name}, mixture ${b} of a batch`)
      );
      const single = lazy(mixtureOf(singleOf(stacked([all[0]]))));
      assertEquals(single.batch, undefined);
      assertSame((await componentsIn(single))[0]!, plain(plainOf(all[0]), areBoxes), name);
    }
  });

  Deno.test(`means and covariances are those of loops, near the origin and far from it: ${structure}`, async () => {
    const p = mixtureOf(stacked(all));
    const shift = 2 ** 26, far = affine(p, 1, shift);
    const { mean, covariance, apart } = await evaluate({
      mean: meanOf(p),
      covariance: covarianceOf(p),
      apart: covarianceOf(far),
    });
    const expected = all.map((m) => momentsIn(plainOf(m), areBoxes));
    numbersOf(mean).forEach((x, t) =>
      assertAlmostEquals(x, expected.flatMap((one) => one.mean)[t]!, 1e-13 * 20)
    );
    const entries = expected.flatMap((one) => one.covariance.flat());
    numbersOf(covariance).forEach((x, t) =>
      assertAlmostEquals(x, entries[t]!, 1e-13 * (1 + Math.abs(entries[t]!)))
    );
    // means of 2²⁶ keep 26 bits of their fractions, 2⁻²⁷ wrong; a formula E xxᵀ − mmᵀ would keep none of the covariance
    numbersOf(apart).forEach((x, t) =>
      assertAlmostEquals(x, entries[t]!, 1e-6 * (1 + Math.abs(entries[t]!)))
    );
  });
}

Deno.test("covariances keep their structure, the least general one that holds the result", () => {
  // what a number, a vector and a matrix make of them
  const expected: { readonly [S in (typeof gaussianStructures)[number]]: readonly string[] } = {
    covariances: ["covariances", "covariances", "covariances"],
    covariance: ["covariance", "covariance", "covariance"],
    diagonal: ["variances", "variances", "covariances"],
    spherical: ["variances", "variances", "covariances"],
    variance: ["variance", "variances", "covariance"],
  };
  for (const structure of gaussianStructures) {
    const p = mixtureOf(singleOf(stacked([drawBatch({ structure, k, d, seed: 5 })[0]])));
    const [own] = expected[structure], weights = range(k).map(() => 1 / k);
    const spreads = (all: readonly Mixture[]) => all.map((q) => Object.keys(q.parameters).at(-1));
    const scaled = [affine(p, 2), affine(p, vector), affine(p, A)];
    const noised = [addNoise(p, 1), addNoise(p, [1, 2, 3]), addNoise(p, noise)];
    assertEquals(spreads(scaled), expected[structure].slice(), structure);
    assertEquals(spreads(noised), expected[structure].slice(), structure);
    const kept = [
      ...[marginal(p, [1]), condition(p, { 0: 1 }), select(p, [1, 0])],
      ...[reweight(p, weights), product(p, p), mix([p, reweight(p, weights)])],
    ];
    assertEquals(spreads(kept), kept.map(() => own), structure);
  }
});

Deno.test("a matrix makes covariances that are symmetric to the last bit", async () => {
  const { entries, structure } = drawBatch({ structure: "covariances", k, d, seed: 3 })[0];
  const p = mixtureOf(singleOf(stacked([{ entries, structure }])));
  const square = [[0.1, 0.7, -0.3], [1.1, 0.2, 0.9], [-0.4, 0.3, 0.6]];
  for (const q of [affine(p, square), affine(p, vector), condition(p, { 1: 0.3 })]) {
    const [one] = await componentsIn(q);
    for (const { spread } of one!) {
      spread.forEach((row, a) => row.forEach((x, b) => assertEquals(x, spread[b]![a])));
    }
  }
});
