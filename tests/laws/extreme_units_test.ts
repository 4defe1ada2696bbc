/**
 * Gradients at any unit that a double can hold, and of components whose distances it cannot. Expected are closed forms,
 * and the law that x → u·x takes H to H + d ln u, and so slopes in means to 1/u and in variances to 1/u² of what they were.
 */
import {
  elkEntropy,
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { assert } from "@std/assert";
import {
  type Entries,
  isBoxes,
  type Spread,
  structures,
  toMixture,
  withEntries,
} from "../support/entries.ts";
import { draw } from "../support/random_mixtures.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { numbersBy, ways } from "../support/ways.ts";

/** Powers of two, so that scaling rounds nothing: variances of about 10⁻³⁰⁰ to 10³⁰⁰. */
const units = [2 ** -498, 2 ** -259, 2 ** 259, 2 ** 498];

/** The same mixture in other units. */
function inUnit(plain: Entries, unit: number): Entries {
  const factor = isBoxes(plain.structure) ? unit : unit * unit;
  const scaled = (spread: Spread): Spread =>
    typeof spread === "number"
      ? spread * factor
      : (spread as readonly Spread[]).map(scaled) as unknown as Spread;
  return withEntries(plain, (entries) =>
    entries.map(({ weight, point, spread }) => ({
      weight,
      point: point.map((x) => x * unit),
      spread: scaled(spread),
    })));
}

/** Fails unless numbers agree to `tolerance` of the largest of those expected. */
function assertAgree(
  actual: Float64Array,
  expected: Float64Array,
  what: string,
  tolerance = 1e-11,
): void {
  const largest = expected.reduce((top, x) => Math.max(top, Math.abs(x)), 0);
  expected.forEach((x, t) => {
    const error = Math.abs(actual[t]! - x);
    assert(
      actual[t] === x || error <= tolerance * largest,
      `Expected ${what}[${t}] = ${x}, got ${actual[t]}`,
    );
  });
}

/** All gradients of all estimators, with their names. */
function slopesOf(p: Mixture): { names: string[]; slopes: Expr[] } {
  const all = Object.entries(estimatorsOf(p)).flatMap(([name, estimate]) =>
    Object.entries(gradient(estimate, p)).map(([part, slope]) =>
      [`∂ ${name} / ∂ ${part}`, slope] as const
    )
  );
  return { names: all.map(([name]) => name), slopes: all.map(([, slope]) => slope) };
}

for (const [way, options] of Object.entries(ways)) {
  Deno.test(`slopes scale with the unit, from variances of 1e−300 to 1e300, by ${way}`, async () => {
    for (const structure of structures) {
      const plain = draw({ structure, k: 5, d: 3, seed: 6 });
      const { names, slopes } = slopesOf(toMixture(plain));
      const expected = await numbersBy(options, slopes);
      for (const unit of units) {
        const scaled = await numbersBy(options, slopesOf(toMixture(inUnit(plain, unit))).slopes);
        names.forEach((name, t) => {
          const isVariance = /variance/.test(name);
          if (/weights/.test(name)) return;
          const back = scaled[t]!.map((x) => isVariance ? x * unit * unit : x * unit);
          assertAgree(back, expected[t]!, `${name} of ${structure} in units of ${unit}`);
        });
      }
    }
  });

  // joint entropy: ∂/∂μ = 0, ∂/∂Σᵢ = ½cᵢΣᵢ⁻¹; KDE is that of the components alone, too
  Deno.test(`components whose squared distances overflow have the slopes of components alone, by ${way}`, async () => {
    for (const far of [1e200, 1e308]) {
      for (const [kind, alone] of Object.entries(mixturesAt(40))) {
        const { names, slopes } = slopesOf(alone);
        const apart = slopesOf(mixturesAt(far)[kind]!).slopes;
        const expected = await numbersBy(options, slopes);
        const actual = await numbersBy(options, apart);
        names.forEach((name, t) =>
          assertAgree(actual[t]!, expected[t]!, `${name} of ${kind}, ${far} apart`)
        );
      }
    }
  });
}

// L⁻¹δ has entries of +∞ and −∞ that meet in the next: the distance is beyond all numbers, its share 0
Deno.test("distances between narrow components that overflow inside a triangle are infinite, not a complaint", async () => {
  const narrow = (scale: number) =>
    [[2, 1, 1], [1, 3, 1.2], [1, 1.2, 2]].map((row) => row.map((x) => x * scale));
  const weights = [0.5, 0.5], covariances = [narrow(1e-300), narrow(2e-300)];
  for (const direction of [[1, 0.1, 0.1], [-1, 0.2, 0.4], [0.3, -1, 1], [-0.4, -0.6, 1]]) {
    const at = (far: number) => [[0, 0, 0], direction.map((x) => x * far)];
    const mixtures = (far: number): Mixture[] => [
      gaussianMixture({ weights, means: at(far), covariances }),
      gaussianMixture({ weights, means: at(far), covariance: covariances[0]! }),
    ];
    for (const [way, options] of Object.entries(ways)) {
      const near = mixtures(1e-140);
      for (const [m, apart] of mixtures(1e200).entries()) {
        const values = Object.values(estimatorsOf(near[m]!));
        const { names, slopes } = slopesOf(near[m]!);
        const expected = await numbersBy(options, [...values, ...slopes]);
        const other = [...Object.values(estimatorsOf(apart)), ...slopesOf(apart).slopes];
        const actual = await numbersBy(options, other);
        [...Object.keys(estimatorsOf(apart)), ...names].forEach((name, t) =>
          assertAgree(actual[t]!, expected[t]!, `${name} of ${direction} by ${way}`)
        );
      }
    }
  }
});

/** Three components on a line, `far` apart, in every structure. */
function mixturesAt(far: number): { readonly [kind: string]: Mixture } {
  const weights = [0.5, 0.25, 0.25], means = [[-far, 0], [0, 0], [far, 0]];
  const matrix = (scale: number) => [[2 * scale, scale], [scale, 3 * scale]];
  // 40 apart along the line is nearer than 1e-300 to 0 in every exponential
  const unit = 0.01;
  return {
    variance: gaussianMixture({ weights, means, variance: unit }),
    spherical: gaussianMixture({ weights, means, variances: [unit, 2 * unit, 3 * unit] }),
    diagonal: gaussianMixture({
      weights,
      means,
      variances: [[unit, 2 * unit], [unit, unit], [3 * unit, unit]],
    }),
    covariance: gaussianMixture({ weights, means, covariance: matrix(unit) }),
    covariances: gaussianMixture({
      weights,
      means,
      covariances: [matrix(unit), matrix(2 * unit), matrix(0.5 * unit)],
    }),
    cubes: uniformMixture({ weights, centers: means, widths: 1 }),
    boxes: uniformMixture({ weights, centers: means, widths: [[1, 2], [2, 2], [3, 1]] }),
  };
}

Deno.test("one Gaussian on a line: the slope in its variance is 1/2v for every estimator", async () => {
  for (const v of [1e-300, 1e-200, 1e-155, 1e-100, 1e-5, 1, 1e5, 1e100, 1e155, 1e200, 1e300]) {
    const forms: { [name: string]: Mixture } = {
      variance: gaussianMixture({ means: [[0]], variance: v }),
      "variances [k]": gaussianMixture({ means: [[0]], variances: [v] }),
      "variances [k, d]": gaussianMixture({ means: [[0]], variances: [[v]] }),
      covariance: gaussianMixture({ means: [[0]], covariance: [[v]] }),
      covariances: gaussianMixture({ means: [[0]], covariances: [[[v]]] }),
    };
    for (const [form, p] of Object.entries(forms)) {
      const spread = Object.keys(p.parameters).find((name) => /vari/.test(name))!;
      for (const [name, estimate] of Object.entries(estimatorsOf(p))) {
        const slope = gradient(estimate, p)[spread]!;
        for (const options of Object.values(ways)) {
          const [found] = await numbersBy(options, [slope]);
          assertAgree(found!, Float64Array.of(0.5 / v), `∂ ${name} / ∂ ${form} at ${v}`, 1e-14);
        }
      }
    }
  }
});

Deno.test("Monte Carlo has the same slopes in any unit, and between components that are 1e200 apart", async () => {
  const slopesIn = (p: Mixture) =>
    Object.values(gradient(monteCarloEntropy(p, { samples: 60, seed: 3 }).value, p));
  for (const structure of structures) {
    const plain = draw({ structure, k: 3, d: 2, seed: 8 });
    const expected = await numbersBy({}, slopesIn(toMixture(plain)));
    for (const unit of units) {
      const scaled = await numbersBy({}, slopesIn(toMixture(inUnit(plain, unit))));
      const spread = isBoxes(structure) ? unit : unit * unit;
      [unit, spread].forEach((factor, t) => {
        const back = scaled[t + 1]!.map((x) => x * factor);
        assertAgree(back, expected[t + 1]!, `∂ Monte Carlo of ${structure} in units of ${unit}`);
      });
    }
  }
  for (const [kind, near] of Object.entries(mixturesAt(40))) {
    const expected = await numbersBy({}, slopesIn(near));
    const actual = await numbersBy({}, slopesIn(mixturesAt(1e200)[kind]!));
    expected.forEach((x, t) => assertAgree(actual[t]!, x, `∂ Monte Carlo of ${kind}, 1e200 apart`));
  }
});

// cubes of width w whose middles are δ > 0 apart: ∂/∂m of ln(w − δ) is ±1/(w − δ), also where w − δ rounds to w
Deno.test("boxes of one width whose middles differ by less than the width's rounding pull at each other in full", async () => {
  const weights = [0.5, 0.5], centers = [[0], [1e-30]];
  for (const widths of [2, [[2], [2]]]) {
    const p = uniformMixture({ weights, centers, widths });
    for (const [name, estimate] of Object.entries(estimatorsOf(p))) {
      if (["conditional", "joint", "kl", "kde"].includes(name)) continue;
      // −Σᵢ cᵢ ln Σⱼ cⱼ (1 − |δ|/w): ½·½·2/w
      for (const [way, options] of Object.entries(ways)) {
        const [slope] = await numbersBy(options, [gradient(estimate, p).centers]);
        const what = `∂ ${name} / ∂ centers by ${way}`;
        assertAgree(slope!, Float64Array.of(-0.25, 0.25), what, 1e-14);
      }
    }
  }
});

Deno.test("a tiny weight and a share of its own log-sum-exp meet before anything else: neither overflows", async () => {
  // far apart, each component counts by itself: ∂H/∂vᵢ = ½cᵢ/vᵢ. Its share of a row is cᵢ exp(x − ln cᵢ) = 1, and exp(x − ln cᵢ) 1/cᵢ
  for (const weight of [1e-200, 1e-290, 1e-300]) {
    for (const unit of [2 ** -60, 2 ** -25, 1, 2 ** 12]) {
      const v = unit * unit;
      const parameters = { weights: [1, weight], means: [[-45 * unit], [-4 * unit]] };
      const full = gaussianMixture({ ...parameters, covariances: [[[v]], [[v]]] });
      const line = gaussianMixture({ ...parameters, variances: [v, v] });
      const slopes = [
        gradient(pairwiseEntropy(full, { distance: "kl" }), full).covariances,
        gradient(pairwiseEntropy(line, { distance: "kl" }), line).variances,
      ];
      for (const { data } of await evaluate(slopes)) {
        assert(Math.abs(data[0]! * v - 0.5) < 1e-12, `unit ${unit}`);
        const own = data[1]! * v / weight;
        assert(Math.abs(own - 0.5) < 1e-7, `weight ${weight}, unit ${unit}: ${own} for ½`);
      }
    }
  }
});

Deno.test("the slope in the width of a box that has a far narrower one inside keeps its digits", async () => {
  const p = uniformMixture({
    weights: [1 / 3, 1 / 3, 1 / 3],
    centers: [[0.5, 0.25], [0.5, 0.25], [0.5, 0.25]],
    widths: [[0.000213623046875, 0.08984375], [0.00003814697265625, 0.296875], [
      0.00020599365234375,
      1.043081283569336e-7,
    ]],
  });
  const { data } = await evaluate(gradient(elkEntropy(p), p).widths);
  // by mpmath with 40 digits, from −Σ cᵢ ln Σ cⱼ |Vᵢ ∩ Vⱼ|/(|Vᵢ||Vⱼ|)
  const expected = 3.222530033532293880;
  assert(Math.abs(data[1]! / expected - 1) < 1e-14, `${data[1]} for ${expected}`);
});

Deno.test("KL's slopes in a covariance of 1e−297 and condition 1e9 keep their digits", async () => {
  const covariance = [
    [8.651247220425105e-297, -2.1756471811637723e-297, 2.633425887678438e-297],
    [-2.1756471811637723e-297, 5.473981602820608e-298, -6.621388058962942e-298],
    [2.633425887678438e-297, -6.621388058962942e-298, 8.0167085705885e-298],
  ];
  const p = gaussianMixture({ means: [[0, 0, 0]], covariances: [covariance] });
  const value = pairwiseEntropy(p, { distance: "kl" });
  const { data } = await evaluate(gradient(value, p).covariances);
  // ½Σ⁻¹ by mpmath with 120 digits
  const expected = 3.5356725322633316e304;
  assert(Math.abs(data[8]! / expected - 1) < 1e-12, `${data[8]} for ${expected}`);
});

Deno.test("terms of a row are kept that come before a shift over which exp underflows, where weights are tiny", async () => {
  // the last row: its own term 1e−301·exp 0, and before it 0.5·exp(−548) after some far below; D = δ²/8 between unit Gaussians
  const near = Math.sqrt(8 * 548), far = Math.sqrt(8 * 800);
  for (const k of [3, 40]) {
    // many far ones, so that the near one and the own one come in tiles of their own
    const many = Array.from({ length: k }, () => [-far]);
    const p = gaussianMixture({
      weights: [...many.map(() => 0.25 / k), 0.5, ...many.map(() => 0.25 / k), 1e-301],
      means: [...many, [near], ...many, [0]],
      variance: 1,
    });
    const value = pairwiseEntropy(p, { distance: "bhattacharyya" });
    // ∂H/∂c₀ = h − L − Σᵢ cᵢ exp(−Dᵢ₀ − Lᵢ), with L = −548 + ln ½ and the sum 1e−301·exp(−L), nothing
    const expected = 0.5 * Math.log(2 * Math.PI * Math.E) + 548 + Math.LN2;
    for (const [way, options] of Object.entries(ways)) {
      const [slopes] = await numbersBy(options, [gradient(value, p).weights]);
      const found = slopes!.at(-1)!;
      assert(Math.abs(found - expected) < 1e-9, `${found} for ${expected}, k = ${k}, by ${way}`);
    }
  }
});
