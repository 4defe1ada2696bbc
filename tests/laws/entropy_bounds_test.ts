/** `entropyBounds` against true entropies (tests/vectors) and against the bounds that it is made of. */
import {
  conditionalEntropy,
  entropyBounds,
  evaluate,
  explain,
  gaussianMixture,
  gradient,
  jointEntropy,
  pairwiseEntropy,
  uniformMixture,
  UnknownNameError,
  winners,
} from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { times } from "../support/random_numbers.ts";
import { boxVectors, cases34, entropyVectors } from "../support/mixture_vectors.ts";

const efforts = ["linear", "pairs", "tight"] as const;

const known = [...entropyVectors, ...boxVectors, ...cases34].map((c) => ({
  name: c.name,
  p: "centers" in c
    ? uniformMixture({ weights: c.weights, centers: c.centers, widths: c.widths })
    : gaussianMixture({ weights: c.weights, means: c.means, covariances: c.covariances }),
  entropy: "expect" in c ? c.expect.entropy : c.entropy,
}));

for (const effort of efforts) {
  Deno.test(`at effort "${effort}" every bound is on its side of the true entropy`, async () => {
    for (const { name, p, entropy } of known) {
      const { lower, upper, lowers, uppers } = await evaluate(entropyBounds(p, { effort }));
      assert(lower <= upper, `${name}: ${lower} ≤ ${upper}`);
      assertEquals(lower, Math.max(...Object.values(lowers)), name);
      assertEquals(upper, Math.min(...Object.values(uppers)), name);
      if (entropy === undefined) continue;
      // entropies in two dimensions are known to 1e−9
      const slack = 1e-9 * Math.abs(entropy);
      for (const [bound, x] of Object.entries(lowers)) {
        assert(x <= entropy + slack, `${name}: ${bound} ${x} ≤ ${entropy}`);
      }
      for (const [bound, x] of Object.entries(uppers)) {
        assert(x >= entropy - slack, `${name}: ${bound} ${x} ≥ ${entropy}`);
      }
    }
  });
}

Deno.test("a single component, whose entropy its bounds meet, stays between them after rounding", async () => {
  const sigma = 0.3;
  const p = gaussianMixture({ means: [[1e3, -5]], variance: sigma ** 2 });
  const truth = Math.log(2 * Math.PI * Math.E) + 2 * Math.log(sigma);
  const { lower, upper } = await evaluate(entropyBounds(p));
  assert(lower < truth && truth < upper, `${lower} < ${truth} < ${upper}`);
  assert(upper - lower < 1e-11, `${upper - lower}`);
});

Deno.test("weights whose sum is not quite 1 leave the lower bounds below the upper ones", async () => {
  for (const excess of [-9e-7, 9e-7]) {
    const p = gaussianMixture({ weights: [1 + excess], means: [[0]], variance: 1e-20 });
    const { lower, upper } = await evaluate(entropyBounds(p));
    const truth = 0.5 * Math.log(2 * Math.PI * Math.E * 1e-20);
    assert(lower <= truth && truth <= upper, `${lower} ≤ ${truth} ≤ ${upper}`);
  }
});

Deno.test("nearly singular covariances leave every bound on its side of the entropy", async () => {
  for (let t = 10; t <= 40; t += 6) {
    // |S| of S = s [[1, 1 − ε], [1 − ε, 1]] s with ε = 2⁻ᵗ is (s₁s₂)² ε (2 − ε), and every entry is exact
    const epsilon = 2 ** -t, scale = 3, off = scale * (1 - epsilon);
    const covariance = [[1, off], [off, scale ** 2]];
    const logDet = 2 * Math.log(scale) + Math.log(epsilon) + Math.log(2 - epsilon);
    const entropy = Math.log(2 * Math.PI * Math.E) + logDet / 2;
    for (const weights of [[1], [0.2, 0.3, 0.5]]) {
      const p = gaussianMixture({
        weights,
        means: weights.map(() => [0.3, -0.7]),
        covariances: weights.map(() => covariance),
      });
      const { lowers, uppers } = await evaluate(entropyBounds(p));
      for (const [name, x] of Object.entries(lowers)) {
        assert(x <= entropy, `ε = 2^−${t}, k = ${weights.length}: ${name} ${x} ≤ ${entropy}`);
      }
      for (const [name, x] of Object.entries(uppers)) {
        assert(x >= entropy, `ε = 2^−${t}, k = ${weights.length}: ${name} ${x} ≥ ${entropy}`);
      }
    }
  }
});

Deno.test("all bounds of a large mixture are one plan, whose sweeps over pairs a GPU takes", () => {
  const means = times(2000, (i) => times(10, (a) => Math.sin(3 * i + a)));
  const variances = times(2000, (i) => times(10, (a) => 1 + 0.5 * Math.cos(5 * i + a)));
  const text = explain(entropyBounds(gaussianMixture({ means, variances })), { device: "webgpu" });
  const places = text.slice(text.indexOf("execution on webgpu")).split("\n");
  assert(places.filter((line) => line.includes("gpu: over pairs")).length >= 8, text);
  const others = places.filter((line) => /^ +\d+\. cpu/.test(line));
  const overPairs = others.filter((line) => !line.includes("linear in the size of the input"));
  // which components are the same
  assertEquals(overPairs.map((line) => /double precision$/.test(line)), [true], text);
});

Deno.test("a batch has the bounds of its entries, and their winners", async () => {
  const entries = known.filter(({ name }) => name.startsWith("1-D k=2") || name === "1-D far");
  const vectors = entropyVectors.filter(({ name }) => entries.some((e) => e.name === name));
  const p = gaussianMixture({
    weights: vectors.map((v) => v.weights),
    means: vectors.map((v) => v.means),
    covariances: vectors.map((v) => v.covariances),
  });
  const all = await evaluate(entropyBounds(p)), best = winners(all);
  for (const [t, entry] of entries.entries()) {
    const one = await evaluate(entropyBounds(entry.p));
    assertEquals(all.lower.data[t], one.lower);
    assertEquals(all.upper.data[t], one.upper);
    assertEquals([best.lower[t], best.upper[t]], [
      winners(one).lower,
      winners(one).upper,
    ]);
  }
});

Deno.test("the gradient of a bracket's end is that of the bound that won", async () => {
  const p = gaussianMixture({ means: [[0], [30]], variances: [1, 2] });
  const { upper, lower } = entropyBounds(p, { effort: "linear" });
  const [actual, expected] = await evaluate([
    [gradient(upper, p), gradient(lower, p)],
    [gradient(jointEntropy(p), p), gradient(conditionalEntropy(p), p)],
  ]);
  assertEquals(JSON.stringify(actual), JSON.stringify(expected));
});

Deno.test("the bounds that exist by themselves are moved outward by less than 1e-11", async () => {
  const { p } = known[2]!;
  const [{ lowers, uppers }, kl] = await evaluate([
    entropyBounds(p),
    pairwiseEntropy(p, { distance: "kl" }),
  ]);
  assert(uppers.kl! > kl);
  assertAlmostEquals(uppers.kl!, kl, 1e-11);
  assert(lowers.bhattacharyya! < kl);
});

Deno.test("an effort that there is not is refused by name", () => {
  const p = gaussianMixture({ means: [[0]], variance: 1 });
  assertThrows(
    // @ts-expect-error -- what a user may type
    () => entropyBounds(p, { effort: "pair" }),
    UnknownNameError,
    `Unknown effort "pair"; did you mean "pairs"? Valid are "linear", "pairs", "tight"`,
  );
});
