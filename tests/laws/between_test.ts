/** What holds between two mixtures of any kind: one Gaussian, boxes, batches, the same mixture twice, what is refused. */
import {
  crossEntropy,
  evaluate,
  explain,
  gaussianMixture,
  jensenShannon,
  klBetween,
  mixtureOf,
  squaredHellinger,
  totalVariationBetween,
  uniformMixture,
} from "../../mod.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";

const standard = { means: [[0, 0]], variance: 1 };
const two = gaussianMixture({ means: [[0, 0], [2, 1]], variance: 1 });
const three = gaussianMixture({
  weights: [0.2, 0.3, 0.5],
  means: [[0.5, 0], [2, 1], [3, 3]],
  covariance: [[1, 0.3], [0.3, 2]],
});

Deno.test("two Gaussians have their KL divergence, to rounding, for any structures of covariance", async () => {
  const p = gaussianMixture({ means: [[1, 0.5]], variances: [[2, 0.5]] });
  const q = gaussianMixture({ means: [[0, 0]], covariance: [[1, 0.5], [0.5, 2]] });
  // S⁻¹ = [[2, −½], [−½, 1]]/1.75: ½(tr S⁻¹Σ + δᵀS⁻¹δ − 2 + ln 1.75 − ln 1)
  const trace = (2 * 2 + 0.5) / 1.75, square = (2 - 0.5 + 0.25) / 1.75;
  const truth = 0.5 * (trace + square - 2 + Math.log(1.75));
  const { lower, upper } = await evaluate(klBetween(p, q));
  assert(lower <= truth && truth <= upper && upper - lower < 1e-10, `${lower} ${truth} ${upper}`);
});

Deno.test("a mixture is nothing from itself, also where its covariance is shared", async () => {
  const { kl, js } = await evaluate({
    kl: klBetween(three, three),
    js: jensenShannon(three, three),
  });
  assertEquals([kl.lower, js.lower], [0, 0]);
  assert(kl.upper < 0.02 && js.upper < 0.02, `${kl.upper} ${js.upper}`);
  assert(Math.abs(kl.estimate) < 1e-4 && Math.abs(js.estimate) < 1e-4);
});

Deno.test("components of weight 0 change nothing on either side", async () => {
  const more = gaussianMixture({
    weights: [0.5, 0.5, 0],
    means: [[0, 0], [2, 1], [9, 9]],
    variance: 1,
  });
  const found = await evaluate(
    [two, more].flatMap((x) => [klBetween(x, three), klBetween(three, x)]),
  );
  for (const end of ["lower", "upper", "estimate"] as const) {
    // cells of as many components are as fine; only their rounding differs
    assert(Math.abs(found[0]![end] - found[2]![end]) < 1e-9, end);
    assert(Math.abs(found[1]![end] - found[3]![end]) < 1e-9, end);
  }
});

Deno.test("a batch beside a single mixture is compared with it one by one", async () => {
  const means = [[[0, 0], [2, 1]], [[5, 0], [2, 1]]];
  const batch = gaussianMixture({ means, variance: 1 });
  const { there, back } = await evaluate({
    there: klBetween(batch, three, { effort: "linear" }),
    back: crossEntropy(three, batch, { effort: "linear" }),
  });
  for (const b of [0, 1]) {
    const one = gaussianMixture({ means: means[b]!, variance: 1 });
    const single = await evaluate({
      there: klBetween(one, three, { effort: "linear" }),
      back: crossEntropy(three, one, { effort: "linear" }),
    });
    assert(Math.abs(there.upper.data[b]! - single.there.upper) < 1e-10);
    assert(Math.abs(there.lower.data[b]! - single.there.lower) < 1e-10);
    assert(Math.abs(back.upper.data[b]! - single.back.upper) < 1e-10);
  }
});

Deno.test("boxes that cover others have a finite cross entropy, others an infinite one, from both sides", async () => {
  const inner = uniformMixture({ centers: [[0], [3]], widths: [[1], [1]], weights: [0.25, 0.75] });
  const outer = uniformMixture({ centers: [[0], [3]], widths: 2 });
  // each small box lies in a large one of height ½·½
  const { there, back, variation, hellinger } = await evaluate({
    there: crossEntropy(inner, outer),
    back: klBetween(outer, inner),
    variation: totalVariationBetween(inner, outer),
    hellinger: squaredHellinger(inner, outer),
  });
  const truth = Math.log(4);
  assert(there.lower <= truth && truth <= there.upper && there.upper - there.lower < 1e-10);
  assertEquals([back.lower, back.upper, back.estimate], [Infinity, Infinity, Infinity]);
  // ½(|¼ − ¼| + ¼ + |¾ − ¼| + ¼), 1 − √(¼·¼) − √(¾·¼)
  assert(variation.lower <= 0.5 && 0.5 <= variation.upper);
  const affinity = 1 / 4 + Math.sqrt(3) / 4;
  assert(hellinger.lower <= 1 - affinity && 1 - affinity <= hellinger.upper);
});

Deno.test("a box that only several cover together has a bracket that is open above", async () => {
  const p = uniformMixture({ centers: [[0.5]], widths: 1 });
  const q = uniformMixture({ centers: [[0.25], [0.75]], widths: [[0.5], [0.5]] });
  const { lower, upper, estimate } = await evaluate(klBetween(p, q));
  assertEquals(upper, Infinity);
  assert(lower <= 0 && lower >= 0 && estimate === lower);
});

Deno.test("Gaussians beside boxes are infinitely far, boxes beside Gaussians are not", async () => {
  const boxes = uniformMixture({ centers: [[0, 0], [1, 1]], widths: 1 });
  const { there, back } = await evaluate({
    there: crossEntropy(two, boxes),
    back: crossEntropy(boxes, gaussianMixture(standard)),
  });
  assertEquals([there.lower, there.upper, there.estimate], [Infinity, Infinity, Infinity]);
  // ln 2π + ½(Σ variances + Σ squares): each box 2/12, ½(0 + 2) of means
  const truth = Math.log(2 * Math.PI) + 0.5 * (2 / 12 + 1);
  assert(back.lower <= truth && truth <= back.upper && back.upper - truth < 1e-10);
});

/** ∫ f over the line by the trapezoidal rule in t, x = sinh t: tails that fall as a power fall exponentially there. */
function integral(f: (x: number) => number): number {
  const step = 1 / 512;
  let sum = 0;
  for (let t = -16; t <= 16; t += step) sum += f(Math.sinh(t)) * Math.cosh(t);
  return step * sum;
}

Deno.test("components of any families are enclosed, too", async () => {
  const p = mixtureOf([
    { weight: 0.4, gaussian: { mean: [0], variance: 0.5 } },
    { weight: 0.6, laplace: { location: [2], scale: 0.7 } },
  ]);
  const q = mixtureOf([
    { weight: 0.7, studentT: { location: [0.5], scale: 1, degreesOfFreedom: 1.5 } },
    { weight: 0.3, gaussian: { mean: [2], variance: 1 } },
  ]);
  const normal = (x: number, m: number, v: number) =>
    Math.exp(-((x - m) ** 2) / (2 * v)) / Math.sqrt(2 * Math.PI * v);
  const f = (x: number) => 0.4 * normal(x, 0, 0.5) + 0.6 * Math.exp(-Math.abs(x - 2) / 0.7) / 1.4;
  const student = (x: number) => (1 + (x - 0.5) ** 2 / 1.5) ** -1.25;
  const unit = integral(student);
  const g = (x: number) => 0.7 * student(x) / unit + 0.3 * normal(x, 2, 1);
  const weigh = (w: number, x: number) => w === 0 ? 0 : w * x;
  const half = (x: number) => 0.5 * (f(x) + g(x));
  const truths = {
    crossEntropy: integral((x) => -weigh(f(x), Math.log(g(x)))),
    klBetween: integral((x) => weigh(f(x), Math.log(f(x) / g(x)))),
    klReverse: integral((x) => weigh(g(x), Math.log(g(x) / Math.max(f(x), 1e-300)))),
    jensenShannon: integral((x) =>
      0.5 * weigh(f(x), Math.log(f(x) / half(x))) + 0.5 * weigh(g(x), Math.log(g(x) / half(x)))
    ),
    squaredHellinger: integral((x) => 0.5 * (Math.sqrt(f(x)) - Math.sqrt(g(x))) ** 2),
    totalVariation: integral((x) => 0.5 * Math.abs(f(x) - g(x))),
  };
  const found = await evaluate({
    crossEntropy: crossEntropy(p, q),
    klBetween: klBetween(p, q),
    klReverse: klBetween(q, p),
    jensenShannon: jensenShannon(p, q),
    squaredHellinger: squaredHellinger(p, q),
    totalVariation: totalVariationBetween(p, q),
  });
  for (const [name, truth] of Object.entries(truths)) {
    const { lowers, uppers } = found[name as keyof typeof truths];
    for (const [which, x] of Object.entries<number>(lowers)) {
      assert(x <= truth + 1e-6, `${name} ${which}: ${x} below ${truth}`);
    }
    for (const [which, x] of Object.entries<number>(uppers)) {
      assert(x >= truth - 1e-6, `${name} ${which}: ${x} above ${truth}`);
    }
  }
  assert(Number.isFinite(found.klBetween.upper) && found.crossEntropy.lower > 0);
});

Deno.test("far from the origin, in a unit of 1e−3, the bounds keep their digits", async () => {
  const at = (shift: number, unit: number) => {
    const p = gaussianMixture({ means: [[shift], [shift + 2 * unit]], variance: unit ** 2 });
    const q = gaussianMixture({ means: [[shift + unit]], variance: 2 * unit ** 2 });
    return klBetween(p, q);
  };
  const found = await evaluate({ near: at(0, 1), far: at(2 ** 20, 2 ** -10) });
  for (const end of ["lower", "upper", "estimate"] as const) {
    assert(Math.abs(found.near[end] - found.far[end]) < 1e-8, end);
  }
});

Deno.test("single precision gives the same numbers to its digits", async () => {
  const { lower, upper } = klBetween(two, three), { lower: below } = jensenShannon(two, three);
  const sure = await evaluate([lower, upper, below]);
  const single = await evaluate([lower, upper, below], { precision: "f32" });
  single.forEach((x, t) =>
    assert(Math.abs(x - sure[t]!) < 1e-3 * (1 + sure[t]!), `${x} ${sure[t]}`)
  );
});

Deno.test("a sweep runs over pairs of both, and nothing is stored for them", () => {
  const many = (k: number, shift: number) =>
    gaussianMixture({
      means: Array.from({ length: k }, (_, i) => [shift + i, i % 7, i % 3, 0]),
      variance: 1,
    });
  const { hersheyOlsen } = klBetween(many(3000, 0), many(5000, 0.5)).uppers;
  // explain plans, and each plan is checked to store nothing of the size of all pairs
  assert(explain({ hersheyOlsen: hersheyOlsen! }).includes("(pairs)"));
});

Deno.test("what does not fit is refused with a sentence", () => {
  const line = gaussianMixture({ means: [[0]], variance: 1 });
  const batches = [2, 3].map((b) =>
    gaussianMixture({ means: Array.from({ length: b }, () => [[0]]), variance: 1 })
  );
  const sentences: readonly (readonly [() => unknown, string])[] = [
    [
      () => klBetween(two, line),
      "Expected two mixtures of one dimension, got p with points of 2 coordinates and q with points of 1",
    ],
    [() => crossEntropy(batches[0]!, batches[1]!), "got p as a batch of 2 and q as one of 3"],
    [() => jensenShannon(two, two, { weights: [0.5, 0.6] }), "two positive numbers that sum to 1"],
    [() => jensenShannon(two, two, { weights: [1, 0] }), "two positive numbers that sum to 1"],
    // @ts-expect-error no effort
    [() => klBetween(two, two, { effort: "more" }), 'effort "more"'],
    // @ts-expect-error no option
    [() => totalVariationBetween(two, two, { efort: "pairs" }), "efort"],
    // @ts-expect-error no mixture
    [() => squaredHellinger(two, 3), "Expected a mixture"],
  ];
  for (const [call, sentence] of sentences) {
    const error = assertThrows(call);
    assert(error instanceof Error && error.message.includes(sentence), `${error}`);
  }
});
