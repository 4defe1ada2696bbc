/** Gaussian mixtures where naive code breaks. The expected numbers are closed forms, written where they stand. */
import {
  DomainError,
  evaluate,
  gaussianMixture,
  logDetEntropy,
  monteCarloEntropy,
  uniformMixture,
} from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { diagonalMatrix, formsOf, mixtureOf } from "../support/forms.ts";
import { assertEstimates, assertRelative } from "../support/comparison.ts";
import { estimatorsOf } from "../support/estimators.ts";
import type { Case, Matrix, Vector } from "../support/references.ts";

/** ½ ln 2πe: the entropy of a unit Gaussian, for each coordinate. */
const h = 0.5 * Math.log(2 * Math.PI * Math.E);

const pairwise = ["kl", "bhattacharyya", "chernoff0.3", "chernoff0.7", "elkDistance"];

/** Every estimate, where no component overlaps another: joint, with the self terms of KDE and ELK. */
function farApart(weights: Vector, entropies: Vector, d: number): Case["expect"] {
  const conditional = dot(weights, entropies);
  const joint = conditional - dot(weights, weights.map((c) => c === 0 ? 0 : Math.log(c)));
  return {
    conditional,
    joint,
    ...Object.fromEntries(pairwise.map((name) => [name, joint])),
    // −ln N(μ; μ, Σ) = h − d/2 and −ln ∫ N(x; μ, Σ)² = h − (d/2) ln(e/2)
    kde: joint - d / 2,
    elk: joint - d / 2 * (1 - Math.LN2),
  };
}

function dot(a: Vector, b: Vector): number {
  return a.reduce((sum, x, t) => sum + x * b[t]!, 0);
}

/** A Gaussian case without expectations, for `formsOf`. */
function gaussians(weights: Vector, means: Matrix, covariances: readonly Matrix[]): Case {
  return { name: "", family: "gaussian", weights, means, covariances, expect: {} };
}

Deno.test("components that no double can reach from one another: the joint entropy, never ∞ or NaN", async () => {
  const weights = [0.125, 0.5, 0.375];
  for (const distance of [1e3, 1e8, 1e154, 1e200]) {
    for (const d of [1, 2, 7]) {
      const means = [-1, 0, 1].map((t) => Array.from({ length: d }, () => t * distance));
      const sigmas = [[1, 1, 1], [1, 4, 0.25]];
      for (const sigma of sigmas) {
        const covariances = sigma.map((s) => diagonalMatrix(means[0]!.map(() => s)));
        const expected = farApart(weights, sigma.map((s) => d * (h + 0.5 * Math.log(s))), d);
        for (const form of formsOf(gaussians(weights, means, covariances))) {
          await assertEstimates(
            form.mixture,
            expected,
            `${form.name}, distance ${distance}, d = ${d}`,
          );
        }
      }
    }
  }
});

Deno.test("d = 400: the density underflows at every component's own mean, the entropies do not", async () => {
  const d = 400, k = 4;
  const means = Array.from(
    { length: k },
    (_, i) => Array.from({ length: d }, (_, a) => 9 * (a % k === i ? 1 : 0)),
  );
  const weights = [0.25, 0.25, 0.25, 0.25];
  const unit = diagonalMatrix(means[0]!.map(() => 1));
  const expected = farApart(weights, weights.map(() => d * h), d);
  assertRelative(expected.joint!, 568.9617076, 1e-10, "the joint entropy");
  for (const form of formsOf(gaussians(weights, means, weights.map(() => unit)))) {
    if (!/number|\[k\]|\[k, d\]|^covariance /.test(form.name)) continue;
    await assertEstimates(form.mixture, expected, form.name);
  }
  // I + uuᵀ: the determinant is 1 + |u|²; another u for each component, so that all pairs are full matrices
  const covariances = means.map((mean) =>
    mean.map((x, a) => mean.map((y, b) => (a === b ? 1 : 0) + x * y / 81))
  );
  const full = gaussianMixture({ means, covariances });
  const logDet = Math.log(1 + d / k);
  const { kl, kde, joint } = estimatorsOf(full);
  const actual = await evaluate({ joint, kl, kde });
  assertRelative(actual.joint, d * h + 0.5 * logDet + Math.log(k), 1e-12, "joint");
  assertRelative(actual.kde, actual.joint - d / 2, 1e-10, "kde");
  assertRelative(actual.kl, actual.joint, 1e-12, "kl");
});

Deno.test("any unit of length: σ² from 1e-300 to 1e300 shifts every entropy by d ln σ", async () => {
  const [c0, c1] = [0.25, 0.75], weights = [c0, c1], s = [[2, 1], [1, 2]];
  // both at a distance of 2σ along the first axis: δᵀS⁻¹δ = 4 · 2/3
  const q = 8 / 3;
  const closed = (exponent: number) =>
    -dot(weights, [
      Math.log(c0 + c1 * Math.exp(-exponent * q)),
      Math.log(c1 + c0 * Math.exp(-exponent * q)),
    ]);
  const base = 2 * h + 0.5 * Math.log(3);
  for (const variance of [1e-300, 1e-100, 1e-12, 1, 1e12, 1e100, 1e300]) {
    const sigma = Math.sqrt(variance);
    const covariance = s.map((row) => row.map((x) => x * variance));
    const p = mixtureOf({
      weights,
      means: [[0, 0], [2 * sigma, 0]],
      covariances: [covariance, covariance],
    });
    const start = base + Math.log(variance);
    await assertEstimates(p, {
      conditional: start,
      joint: start - dot(weights, weights.map(Math.log)),
      kl: start + closed(1 / 2),
      bhattacharyya: start + closed(1 / 8),
      "chernoff0.3": start + closed(0.3 * 0.7 / 2),
      elkDistance: start + closed(1 / 4),
      elk: start - (1 - Math.LN2) + closed(1 / 4),
      kde: start - 1 + closed(1 / 2),
    }, `σ² = ${variance}`);
  }
});

Deno.test("a component of weight zero changes nothing, wherever it stands and whatever it is", async () => {
  const weights = [0.25, 0.75], means = [[0, 0], [1, 2]];
  const covariances = [[[1, 0], [0, 1]], [[2, 0.5], [0.5, 3]]];
  const expected = await evaluate(estimatorsOf(gaussianMixture({ weights, means, covariances })));
  const ghosts: [number[], number[][]][] = [
    [[0.5, 0.5], [[1, 0], [0, 1]]],
    [[1e160, -1e160], [[1, 0], [0, 1]]],
    [[0, 0], [[1e-200, 0], [0, 1e-200]]],
    [[0, 0], [[1e200, 0], [0, 1e200]]],
    [means[1]!, covariances[1]!],
  ];
  for (const [mean, covariance] of ghosts) {
    for (const position of [0, 1, 2]) {
      const insert = <T>(list: readonly T[], x: T) => list.toSpliced(position, 0, x);
      const p = gaussianMixture({
        weights: insert(weights, 0),
        means: insert(means, mean),
        covariances: insert(covariances, covariance),
      });
      const draws = monteCarloEntropy(p, { samples: 100, seed: 2 });
      await assertEstimates(p, expected, `mean ${mean}`, 1e-14);
      const { value } = await evaluate({ ...estimatorsOf(p), ...draws });
      const without = gaussianMixture({ weights, means, covariances });
      const same = await evaluate(monteCarloEntropy(without, { samples: 100, seed: 2 }).value);
      assertRelative(value, same, 1e-13, "Monte Carlo");
    }
  }
});

Deno.test("all weight on one component: its own entropy, and so for a batch in which each has it in turn", async () => {
  const variances = [[1, 4], [9, 0.25], [2, 3]];
  const means = [[0, 0], [1, 0], [50, 60]];
  const p = gaussianMixture({ weights: diagonalMatrix([1, 1, 1]), means, variances });
  const actual = await evaluate(estimatorsOf(p));
  variances.forEach(([x, y], i) => {
    const expected = farApart([1], [2 * h + 0.5 * Math.log(x! * y!)], 2);
    for (const [name, value] of Object.entries(expected)) {
      assertRelative(actual[name]!.data[i]!, value, 1e-13, `${name} of component ${i}`);
    }
  });
});

Deno.test("one component, in every form and dimension", async () => {
  for (const d of [1, 2, 5, 33]) {
    const diagonal = Array.from({ length: d }, (_, a) => 0.5 + a);
    for (const entries of [diagonal, diagonal.map(() => 0.7)]) {
      const entropy = d * h + 0.5 * entries.reduce((sum, x) => sum + Math.log(x), 0);
      const forms = formsOf(gaussians([1], [entries], [diagonalMatrix(entries)]));
      for (const { name, mixture } of forms) {
        await assertEstimates(mixture, farApart([1], [entropy], d), `${name}, d = ${d}`);
      }
    }
  }
});

Deno.test("draws keep their digits however far from the origin a component lies", async () => {
  const box = uniformMixture({ centers: [[1000000.3], [2000000.7]], widths: 1e-6 });
  const one = await evaluate(monteCarloEntropy(box, { samples: 1000, seed: 1 }));
  // disjoint boxes: ln w + ln 2 exactly
  assertAlmostEquals(one.value, Math.log(1e-6) + Math.log(2), 1e-12);
  const far = gaussianMixture({ means: [[1e8]], variance: 1e-16 });
  const { value, standardError } = await evaluate(
    monteCarloEntropy(far, { samples: 10000, seed: 1 }),
  );
  // one component: no draw leaves anything open
  const truth = 0.5 * Math.log(2 * Math.PI * Math.E * 1e-16);
  assertAlmostEquals(value, truth, 1e-13);
  assertEquals(standardError, 0);
  const plain = await evaluate(
    monteCarloEntropy(far, { samples: 10000, seed: 1, form: "plain" }),
  );
  const error = Math.abs(plain.value - truth);
  assert(error < 4 * plain.standardError, `${plain.value} is far from ${truth}`);
});

Deno.test("LogDet of collinear data keeps its digits up to twice the working precision, beyond which it is refused with a sentence", async () => {
  const x = [[1, 1], [2, 2], [4, 4], [9, 9]];
  const scaled = (unit: number) => logDetEntropy(x.map((row) => row.map((v) => unit * v)));
  // ½ ln(1 + (2/4) Σ (x − 4)²) = ½ ln(1 + 19)
  for (const unit of [1, 1e4, 1e8, 1e9, 1e10]) {
    assertRelative(
      await evaluate(scaled(unit)),
      0.5 * Math.log1p(19 * unit * unit),
      1e-14,
      `unit ${unit}`,
    );
  }
  for (const unit of [1e14, 1e76]) {
    await assertRejects(() => evaluate(scaled(unit)), DomainError, "lost its digits");
  }
});
