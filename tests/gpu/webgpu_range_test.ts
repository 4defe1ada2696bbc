/**
 * Numbers near the ends of the range of floats on a GPU: units, weights, widths and results. What does not fit goes to the CPU, with
 * a warning. Expected numbers are closed forms.
 */
import {
  elkEntropy,
  evaluate,
  type EvaluateOptions,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  kdeEntropy,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
  softmax,
  uniformMixture,
} from "../../mod.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { times } from "../support/random_numbers.ts";
import { withGpu } from "../support/webgpu_support.ts";

/** The values of expressions on the GPU, and what was warned of. */
async function onGpu(outputs: readonly Expr[]) {
  const warnings: string[] = [];
  const options: EvaluateOptions = {
    device: "webgpu",
    onWarning: (message) => void warnings.push(message),
  };
  const results: readonly unknown[] = await evaluate(outputs, options);
  const numbers = results.map((result) =>
    typeof result === "number" ? [result] : [...(result as { data: Float64Array }).data]
  );
  return { numbers, warnings };
}

/** Asserts that numbers are within a share of the largest expected one, or of `least` if that is more. */
function assertNear(
  actual: readonly number[],
  expected: readonly number[],
  { share, least = 0, what }: { share: number; least?: number; what: string },
): void {
  const largest = Math.max(least, ...expected.map(Math.abs));
  expected.forEach((x, t) => {
    const error = Math.abs(actual[t]! - x) / largest;
    assert(error <= share, `${what}: expected ${x} at ${t}, got ${actual[t]}`);
  });
}

/** A matrix with u_a u_b off the diagonal times ½, u_a² on it, and its log-determinant. */
function correlated(units: readonly number[]) {
  const d = units.length;
  const matrix = units.map((x, a) => units.map((y, b) => (a === b ? 1 : 0.5) * x * y));
  // ln|Σ| = 2 Σ ln u + (d − 1) ln ½ + ln(1 + (d − 1)/2)
  const logDet = units.reduce((sum, u) => sum + 2 * Math.log(u), 0) +
    (d - 1) * Math.log(0.5) + Math.log(1 + (d - 1) / 2);
  return { matrix, logDet };
}

withGpu(
  "the log-determinant of a shared covariance is right in any unit and up to d = 64",
  async () => {
    const exponents = [-18, -15, -11, -10, 0, 10, 13, 18];
    for (const d of [1, 2, 3, 4, 5, 8, 13, 33, 64]) {
      const mixed = times(d, (a) => 10 ** (a % 2 === 0 ? -15 : 15));
      for (const units of [...exponents.map((e) => times(d, () => 10 ** e)), mixed]) {
        const { matrix, logDet } = correlated(units);
        const means = times(3, () => units.map((u) => 3 * u));
        const p = gaussianMixture({ means, covariance: matrix });
        // all components are one Gaussian: −ln ∫p² = ½ ln|4πΣ|, and −ln p(μ) = ½ ln|2πΣ|
        const { numbers: [elk, kde] } = await onGpu([elkEntropy(p), kdeEntropy(p)]);
        const what = `d = ${d}, units ${units.slice(0, 2)}`;
        const half = (scale: number) => 0.5 * (logDet + d * Math.log(scale * Math.PI));
        assertNear(elk!, [half(4)], { share: 2e-5, least: 1, what: `ELK, ${what}` });
        assertNear(kde!, [half(2)], { share: 2e-5, least: 1, what: `KDE, ${what}` });
      }
    }
  },
);

withGpu("gradients with respect to a shared covariance are right in any unit", async () => {
  for (const units of [[1e-18, 1e-18], [1e-10, 1e-10], [1e10, 1e10], [1e18, 1e18], [1e-15, 1e15]]) {
    const { matrix } = correlated(units);
    const p = gaussianMixture({ means: [[1, 2], [1, 2], [1, 2]], covariance: matrix });
    const slope = gradient(kdeEntropy(p), p).covariance;
    // ∂(½ ln|Σ|)/∂Σ = ½ Σ⁻¹, with Σ⁻¹ = 4/3 · [[1, −½], [−½, 1]] / (u u')
    const expected = units.flatMap((x, a) =>
      units.map((y, b) => 0.5 * 4 / 3 * (a === b ? 1 : -0.5) / (x * y))
    );
    const { numbers } = await onGpu([slope]);
    assertNear(numbers[0]!, expected, { share: 1e-4, what: `units ${units}` });
  }
});

/** The pairwise estimators that are Σ cᵢ(hᵢ − ln cᵢ) where no components meet. */
const pairwise = (p: Mixture) => [
  pairwiseEntropy(p, { distance: "bhattacharyya" }),
  pairwiseEntropy(p, { distance: "kl" }),
  elkEntropy(p),
  kdeEntropy(p),
];
const tiny = [1e-18, 1e-29, 1e-32, 1e-37, 1e-38, 1e-44, 1e-46, 1e-300];

withGpu("a component of tiny weight that meets no other keeps its term and its slope", async () => {
  for (const w of tiny) {
    const p = uniformMixture({ weights: [1, w], centers: [[0], [10]], widths: 1 });
    for (const value of pairwise(p)) {
      const { numbers: [h, slope] } = await onGpu([value, gradient(value, p).weights]);
      const what = `weight ${w}`;
      assertNear(h!, [-w * Math.log(w)], { share: 2e-5, least: 1, what });
      assertNear(slope!, [-1, -1 - Math.log(w)], { share: 1e-5, what });
    }
  }
});

withGpu("the same in batches, and where the weights are computed", async () => {
  for (const w of tiny) {
    const p = uniformMixture({
      weights: [[0.25, 0.75], [1, w], [0, 1]],
      centers: times(3, () => [[0], [10]]),
      widths: 1,
    });
    const expected = [-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75), -w * Math.log(w), 0];
    for (const value of pairwise(p)) {
      const { numbers: [h] } = await onGpu([value]);
      assertNear(h!, expected, { share: 2e-5, least: 1, what: `weight ${w} in a batch` });
    }
  }
  for (const logit of [-40, -70, -86, -90, -104, -700]) {
    const logits = input([0, logit], { name: "logits" });
    const p = uniformMixture({ weights: softmax(logits), centers: [[0], [10]], widths: 1 });
    // with c = exp(l)/(1 + exp(l)): H = −Σ c ln c, ∂H/∂l = −l·c(1 − c)
    const c = Math.exp(logit) / (1 + Math.exp(logit));
    for (const value of pairwise(p)) {
      const { numbers: [h, slope] } = await onGpu([value, gradient(value, logits)]);
      const what = `logit ${logit}`;
      assertNear(h!, [Math.log1p(Math.exp(logit)) - logit * c], { share: 2e-5, least: 1, what });
      assertNear([slope![1]!], [-logit * c], { share: 1e-3, what });
    }
  }
});

withGpu("sums that are too small or too large for floats come from the CPU", async () => {
  // two Gaussians D apart: with s = 1/(1 + exp ½D²), ∂H/∂μ₁ = −sD
  for (const apart of [5, 10, 13, 14, 20, 37]) {
    const p = gaussianMixture({ means: [[0], [apart]], variance: 1 });
    const share = 1 / (1 + Math.exp(apart * apart / 2));
    const { numbers } = await onGpu([gradient(kdeEntropy(p), p).means]);
    const expected = [-share * apart, share * apart];
    assertNear(numbers[0]!, expected, { share: 1e-3, what: `${apart} apart` });
  }
  // one box: ∂(ln w)/∂w = 1/w
  for (const width of [1e-40, 1e-30, 1e-18, 1e-10, 1e10, 1e18, 1e30, 1e40]) {
    const p = uniformMixture({ centers: [[0], [0]], widths: [[width], [width]] });
    const value = pairwiseEntropy(p, { distance: "bhattacharyya" });
    const { numbers: [h, slope] } = await onGpu([value, gradient(value, p).widths]);
    assertNear(h!, [Math.log(width)], { share: 2e-5, least: 1, what: `width ${width}` });
    assertNear(slope!, [0.5 / width, 0.5 / width], { share: 1e-3, what: `width ${width}` });
  }
});

withGpu("what is too much for the interpreter goes to generated code, with a warning", async () => {
  // D = 40 in every direction: sums of exp(−800) are 0 for floats, and nearly for doubles
  const means = times(2500, (t) => [40 * (t % 50), 40 * Math.floor(t / 50)]);
  const p = gaussianMixture({ means, variance: 1 });
  const { numbers, warnings } = await onGpu([gradient(kdeEntropy(p), p).means]);
  assert(numbers[0]!.every((x) => Math.abs(x) < 1e-300));
  assertMatch(warnings.join(), /^Single precision could not decide 2500 of the 2500 rows/);
  assertEquals(warnings.length, 1);
});

withGpu("draws under a shared covariance in small units", async () => {
  const unit = 1e-11, { matrix, logDet } = correlated(times(4, () => unit));
  const p = gaussianMixture({ means: times(2, () => times(4, () => 0)), covariance: matrix });
  const { value, standardError } = monteCarloEntropy(p, { samples: 2000, seed: 1, form: "plain" });
  const posterior = monteCarloEntropy(p, { samples: 2000, seed: 1 });
  const { numbers: [h, error, same] } = await onGpu([value, standardError, posterior.value]);
  // one Gaussian: H = ½ ln|2πeΣ|, and −ln p has variance d/2
  const exact = 0.5 * (logDet + 4 * Math.log(2 * Math.PI * Math.E));
  assert(Math.abs(h![0]! - exact) < 5 * Math.sqrt(2 / 2000), `${h} for ${exact}`);
  assertNear(error!, [Math.sqrt(2 / 2000)], { share: 0.1, what: "the standard error" });
  // components that are the same: no error but the rounding of single precision
  assert(Math.abs(same![0]! - exact) < 1e-5, `${same} for ${exact}`);
});
