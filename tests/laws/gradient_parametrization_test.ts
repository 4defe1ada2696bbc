/** Gradients through what users build around an entropy: losses, shared leaves, parametrisations. */
import {
  choleskyCovariance,
  conditionalEntropy,
  elkEntropy,
  evaluate,
  gaussianMixture,
  gradient,
  input,
  jointEntropy,
  kdeEntropy,
  pairwiseEntropy,
  softmax,
  uniformMixture,
} from "../../mod.ts";
import { abs, add, exp, matmul, mul, square, sub, sum } from "../../ops.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { assertSlopes, withKinks } from "../support/finite_differences.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";

const random = randomNumbers(11);
const matrix = (rows: number, columns: number) =>
  times(rows, () => times(columns, () => 2 * random() - 1));
const kl = (p: Parameters<typeof pairwiseEntropy>[0]) => pairwiseEntropy(p, { distance: "kl" });

Deno.test("a loss of an entropy and a penalty on the same parameter: both parts count", async () => {
  const means = input(matrix(5, 3), { name: "means" });
  const logVariances = input(matrix(5, 3), { name: "logVariances" });
  const p = gaussianMixture({ means, variances: exp(logVariances) });
  const penalty = add(mul(0.3, sum(square(means))), sum(abs(logVariances)));
  await assertSlopes(
    { loss: sub(kl(p), penalty), target: square(sub(kl(p), 5)), perplexity: exp(elkEntropy(p)) },
    { means, logVariances },
    random,
  );
  // the mixture's parameter and the leaf are one array
  const loss = sub(kl(p), penalty);
  const byMixture = await evaluate(gradient(loss, p).means);
  const byLeaf = await evaluate(gradient(loss, means));
  assertEquals(byMixture, byLeaf);
});

Deno.test("a leaf that two mixtures share gets both gradients", async () => {
  const means = input(matrix(4, 2), { name: "means" });
  const narrow = gaussianMixture({ means, variance: 0.2 });
  const wide = gaussianMixture({ means, variances: [1, 2, 3, 4] });
  const boxes = uniformMixture({ centers: means, widths: 3 });
  const gap = add(sub(kl(wide), kl(narrow)), elkEntropy(boxes));
  await assertSlopes({ gap }, { means }, random, withKinks);
});

Deno.test("softmax weights: the gradient in the logits agrees with differences and sums to zero", async () => {
  const logits = input([0.3, -1, 2, 0.5], { name: "logits" });
  const p = gaussianMixture({ weights: softmax(logits), means: matrix(4, 2), variance: 0.4 });
  const outputs = { kl: kl(p), joint: jointEntropy(p), kde: kdeEntropy(p) };
  await assertSlopes(outputs, { logits }, random);
  const { data } = await evaluate(gradient(outputs.kl, logits));
  assertAlmostEquals(data.reduce((total, x) => total + x), 0, 1e-15);
});

Deno.test("covariances from Cholesky factors: differences agree, and entries above the diagonal count nothing", async () => {
  for (const shape of ["each", "shared"]) {
    const factor = () => times(3, (a) => times(3, (b) => (a === b ? 1.5 : 0) + random() - 0.5));
    const factors = input(shape === "each" ? times(4, factor) : factor(), { name: "factors" });
    const spread = choleskyCovariance(factors);
    const means = input(matrix(4, 3), { name: "means" });
    const p = gaussianMixture(
      shape === "each" ? { means, covariances: spread } : { means, covariance: spread },
    );
    const outputs = {
      kl: kl(p),
      chernoff: pairwiseEntropy(p, { distance: { chernoff: 0.3 } }),
      elk: elkEntropy(p),
    };
    await assertSlopes(outputs, { factors, means }, random);
    const { data } = await evaluate(gradient(outputs.kl, factors));
    data.forEach((x, t) => {
      if (t % 3 > Math.floor(t / 3) % 3) assertEquals(x === 0, true);
      else assert(x !== 0);
    });
  }
});

Deno.test("means that are a linear map of data: the gradient in the map and in the data", async () => {
  const x = input(matrix(6, 3), { name: "x" }), w = input(matrix(3, 2), { name: "w" });
  const p = gaussianMixture({ means: matmul(x, w), variance: 0.3 });
  await assertSlopes({ kl: kl(p), loss: sub(elkEntropy(p), sum(square(w))) }, { x, w }, random);
});

Deno.test("softmax weights keep their digits beside any offset of the logits", async () => {
  // e^0, e^1, e^2 over their sum, and of Σ cᵢhᵢ with hᵢ = ½ ln 2πe vᵢ the slopes cᵢ(hᵢ − Σ cⱼhⱼ)
  const total = 1 + Math.E + Math.E ** 2, shares = [1, Math.E, Math.E ** 2].map((x) => x / total);
  const variances = [1, 2, 1];
  const h = variances.map((v) => 0.5 * Math.log(2 * Math.PI * Math.E * v));
  const mean = shares.reduce((sum, c, i) => sum + c * h[i]!, 0);
  for (const offset of [0, 1e8, -1e12, 1e13, 1e15, -1e15]) {
    const logits = input([offset, offset + 1, offset + 2], { name: "logits" });
    const p = gaussianMixture({ weights: softmax(logits), means: [[0], [2], [4]], variances });
    const value = conditionalEntropy(p);
    const { result, slope } = await evaluate({ result: value, slope: gradient(value, logits) });
    assert(Math.abs(result - mean) < 1e-14, `${result} for ${mean} at ${offset}`);
    slope.data.forEach((x, i) => assert(Math.abs(x - shares[i]! * (h[i]! - mean)) < 1e-14));
  }
  const equal = input([1e300, 1e300, 1e300], { name: "logits" });
  assertEquals([...(await evaluate(softmax(equal))).data], [1 / 3, 1 / 3, 1 / 3]);
});
