/** What mixtureOf takes, and what it says to what it does not take. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  closedForms,
  entropy,
  evaluate,
  exactEntropy,
  exactMarginals,
  gaussianMixture,
  gradient,
  input,
  jointEntropy,
  laplaceMixture,
  logisticMixture,
  mixtureOf,
  monteCarloEntropy,
  pairsUpperBound,
  pairwiseEntropy,
  softmax,
  studentTMixture,
} from "../../mod.ts";
import { partsOf } from "../../src/mixture/parts.ts";

const gaussian = { mean: 0, variance: 1 }, laplace = { location: 3, scale: 0.5 };
// what a program without types may give
const wrong = (value: unknown) => value as never;

Deno.test("entries of numbers stand in one part of their family, and one part is a mixture of its family", async () => {
  const p = mixtureOf([
    { weight: 0.25, gaussian: { mean: [0, 1], variance: 2 } },
    { weight: 0.25, laplace: { location: [3, 3], scale: [1, 2] } },
    { weight: 0.25, gaussian: { mean: [5, 1], variances: [1, 3] } },
    {
      weights: [0.125, 0.125],
      gaussian: { means: [[0, 0], [9, 9]], covariance: [[2, 1], [1, 2]] },
    },
  ]);
  assertEquals(p.parts.map(({ family, components }) => [family, components]), [
    ["gaussian", 4],
    ["laplace", 1],
  ]);
  assertEquals(Object.keys(p.parameters), [
    "gaussianWeights",
    "gaussianMeans",
    "gaussianCovariances",
    "laplaceWeights",
    "laplaceLocations",
    "laplaceScales",
  ]);
  const covariances = await evaluate(p.parameters["gaussianCovariances"]!);
  assertEquals([...(covariances as { data: Float64Array }).data], [
    ...[2, 0, 0, 2, 1, 0, 0, 3],
    ...[2, 1, 1, 2, 2, 1, 1, 2],
  ]);
  assertEquals(`${p}`, "a mixed mixture, k = 5, d = 2");
  const one = mixtureOf([{ gaussian }, { gaussian: { mean: 3, variance: 2 } }]);
  assertEquals(Object.keys(one.parameters), ["weights", "means", "variances"]);
  const same = gaussianMixture({ means: [[0], [3]], variances: [1, 2] });
  const kl = (q: typeof one) => evaluate(pairwiseEntropy(q, { distance: "kl" }));
  assertEquals(await kl(one), await evaluate(pairwiseEntropy(same, { distance: "kl" })));
});

Deno.test("a mixture of one family is that of its own function", async () => {
  const locations = [[0, 1], [2, 5]], scales = [[1, 2], [0.5, 1]], degreesOfFreedom = [3, 4];
  const pairs = [
    [laplaceMixture({ locations, scales }), mixtureOf([{ laplace: { locations, scales } }])],
    [logisticMixture({ locations, scales }), mixtureOf([{ logistic: { locations, scales } }])],
    [
      studentTMixture({ locations, scales, degreesOfFreedom }),
      mixtureOf([{ studentT: { locations, scales, degreesOfFreedom } }]),
    ],
  ] as const;
  for (const [own, entries] of pairs) {
    const value = (p: typeof own | typeof entries) =>
      evaluate(monteCarloEntropy(p, { samples: 100 }).value);
    assertEquals(own.family, entries.family);
    assertEquals(await value(own), await value(entries));
  }
});

Deno.test("parameters may be expressions and batches; weights that are computed are checked to sum to 1", async () => {
  const scale = input([0.5], { name: "scale" }), logits = input([0, 1], { name: "logits" });
  const p = mixtureOf([
    { weights: softmax(logits), gaussian: { means: [[0], [1]], variance: 1 } },
    { weight: 0, laplace: { location: [3], scale } },
  ]);
  const h = jointEntropy(p);
  const slopes = await evaluate(gradient(h, [scale, logits]));
  assert(slopes.every((slope) => [...slope.data].every(Number.isFinite)));
  const batch = mixtureOf([
    { weight: [0.5, 0.25], gaussian: { mean: [[0], [1]], variance: [1, 4] } },
    { weight: [0.5, 0.75], uniform: { center: 2, width: 1 } },
  ]);
  const found = await evaluate(jointEntropy(batch));
  const expected = [[0.5, 1], [0.25, 2]].map(([c, s]) => {
    const own = 0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(s!);
    return c! * (own - Math.log(c!)) - (1 - c!) * Math.log(1 - c!);
  });
  found.data.forEach((value, b) => assert(Math.abs(value - expected[b]!) < 1e-14));
  const off = input([0.5, 0.9], { name: "off" });
  const q = mixtureOf([
    { weights: off, gaussian: { means: [[0], [1]], variance: 1 } },
    { weight: 0.25, laplace },
  ]);
  const failed = await evaluate(jointEntropy(q)).then(() => "", (error: Error) => error.message);
  assertStringIncludes(failed, "sum to 1");
});

Deno.test("one number for each mixture of a batch is not one for each component", () => {
  const two = [[0], [1]], scales = [1, 2, 3];
  for (const family of ["laplace", "logistic"] as const) {
    const entry = { weights: [0.5, 0.5], [family]: { locations: two, scales } };
    assertEquals(mixtureOf([entry as never]).batch, 3);
  }
  assertEquals(mixtureOf([{ uniform: { centers: two, widths: [1, 2] } }]).batch, 2);
  const p = mixtureOf([
    { weight: 0.5, gaussian: { mean: 0, variance: 1 } },
    { weight: 0.5, studentT: { locations: two, scales, degreesOfFreedom: [1, 2] } },
  ]);
  assertEquals(p.batch, 3);
});

Deno.test("what entries cannot be is said with their place", () => {
  const cases: [() => unknown, string][] = [
    [() => mixtureOf(wrong([])), "Expected entries as an array of { weight, gaussian: { … } }"],
    [() => mixtureOf([wrong(3)]), "Expected entries[0] as { weight, gaussian: { … } }"],
    [() => mixtureOf([{ weight: 1, gaussian }, wrong({ weight: 0 })]), "in entries[1], got none"],
    [() => mixtureOf([wrong({ gaussian, laplace })]), "in entries[0], got gaussian and laplace"],
    [() => mixtureOf([wrong({ box: { center: 0, width: 1 } })]), 'boxes are called "uniform"'],
    [() => mixtureOf([wrong({ student: {} })]), 'called "studentT"'],
    [
      () => mixtureOf([{ weight: 0.5, gaussian }, { weight: 0.6, laplace }]),
      "weights of the entries that sum to 1 (within 0.000001), got a sum of 1.1",
    ],
    [
      () => mixtureOf([{ weight: -0.5, gaussian }, { weight: 1.5, laplace }]),
      "Expected entries[0].weight ≥ 0, got -0.5",
    ],
    [() => mixtureOf([{ weight: 1, gaussian }, { laplace }]), "got none for entries[1]"],
    [() => mixtureOf([wrong({ weight: 1, weights: [1], gaussian })]), "got both"],
    [
      () => mixtureOf([{ weight: 1, gaussian: { mean: 0, variance: -1 } }]),
      "Expected positive entries[0].gaussian.variance, got -1",
    ],
    [
      () => mixtureOf([{ weights: [1], gaussian: { means: [[0]], variances: [1, 2] } }]),
      "entries[0].gaussian.variances",
    ],
    [() => mixtureOf([{ gaussian: { mean: 0 } }]), "Expected exactly one of variance, variances"],
    [() => mixtureOf([wrong({ gaussian: { mean: 0, scale: 1 } })]), "scale"],
    [
      () => mixtureOf([{ gaussian }, { laplace: { location: [0, 1], scale: 1 } }]),
      "got 1 of entries[0] and 2 of entries[1]",
    ],
    [
      () => mixtureOf([wrong({ studentT: { location: 0, scale: 1 } })]),
      "Expected degreesOfFreedom in entries[0].studentT, got nothing",
    ],
    [
      () => mixtureOf([{ studentT: { location: 0, scale: 1, degreesOfFreedom: 0 } }]),
      "Expected positive entries[0].studentT.degreesOfFreedom, got 0",
    ],
    [() => mixtureOf([wrong({ own: { dimension: 1 } })]), "own.logDensity as a function"],
  ];
  for (const [run, part] of cases) assertStringIncludes(sentenceOf(run), part);
});

Deno.test("what holds for one family says which families a mixture has", async () => {
  const p = mixtureOf([{ weight: 0.5, gaussian }, { weight: 0.5, laplace }]);
  assertStringIncludes(
    sentenceOf(() => p.at(0)),
    "Expected a mixture of one family, got one of Gaussians and Laplace distributions",
  );
  assertStringIncludes(
    sentenceOf(() => pairsUpperBound(p)),
    "Expected a mixture of Gaussians, got one of Gaussians and Laplace distributions",
  );
  assertEquals(await exactEntropy(p), undefined);
  assertEquals(await exactMarginals(p), undefined);
  assertEquals(partsOf(p).map(({ family }) => family), ["gaussian", "laplace"]);
  assertEquals(closedForms(p).length, 4);
});

Deno.test("a Student distribution without variance leaves bounds by moments at infinity, and the entropy is found", async () => {
  const p = mixtureOf([
    { weight: 0.5, studentT: { location: 0, scale: 1, degreesOfFreedom: 1 } },
    { weight: 0.5, gaussian: { mean: 4, variance: 0.25 } },
  ]);
  const { value, upper, lower, error } = await entropy(p, { error: 0.02 });
  assert(lower <= value && value <= upper && upper < Infinity && error <= 0.02);
});

Deno.test("no entry is changed, and arrays of other libraries are taken", () => {
  const entries = [{ weight: 1, gaussian: { mean: Float64Array.of(0, 1), variance: 1 } }] as const;
  const before = JSON.stringify(entries);
  mixtureOf(entries);
  assertEquals(JSON.stringify(entries), before);
  assertThrows(
    () => mixtureOf([{ weight: 1, gaussian: { mean: [NaN], variance: 1 } }]),
    RangeError,
  );
});

/** What a call that fails says. */
function sentenceOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert(error instanceof Error);
    return error.message;
  }
  return "nothing";
}
