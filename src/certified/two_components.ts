import { covarianceOf, type Gaussians, type Integral, meanOf } from "./gaussians.ts";
import { newTotal } from "./compensated.ts";
import {
  conditionOf,
  factorOf,
  logDeterminant,
  orthogonalize,
  rowNorm,
  solved,
  substitute,
} from "./small_matrices.ts";

/** The distance between two points of the sum, and how far it goes. */
const step = 1 / 16, furthest = 12;

/**
 * −∫ p ln p of two Gaussians in any number of dimensions, by one integral over a line: with A(s) = ∫ p₁^{1−s} p₂^s, which has
 * a closed form for complex s as well,
 *
 * −∫ p ln p = J − ∫₀^∞ Re[ c₁^{1−s} c₂^s A(s) ] / ((¼ + w²) cosh πw) dw,  s = ½ + iw,
 *
 * since ln(1 + R) = ½ ∫ R^s/(s sin πs) dw (Mellin and Barnes) for R = c₂p₂/(c₁p₁) and for 1/R, where s and 1 − s change
 * places. On the line |A(s)| ≤ A(½) ≤ 1, whatever the components.
 *
 * The error is proved: the integrand is analytic for |Im w| < ½, and there below max cᵢ times the kernel, so that the
 * trapezoidal rule with step τ = 1/16 is wrong by less than 2e²/τ · e^{−π/τ} (the line of integration moved to Im w = ½ − τ/π)
 * and what lies beyond w = 12 is below e^{−12π}/200: 1e−18 of max cᵢ together. What is stated is an allowance for rounding.
 */
export function entropyOfTwo(p: Gaussians): Integral {
  const { d } = p, c1 = p.weights[0]!, c2 = p.weights[1]!;
  const l1 = factorOf(covarianceOf(p, 0), d, "The covariance of a component");
  const l2 = factorOf(covarianceOf(p, 1), d, "The covariance of a component");
  // In the whitened coordinates of the first, turned to the axes of the second: N(0, I) and N(δ, diag λ).
  const g = solved(l1, d, l2), delta = meanOf(p, 1).slice();
  for (let a = 0; a < d; a++) delta[a]! -= p.means[a]!;
  substitute(l1, d, delta);
  orthogonalize(g, d, [{ rows: delta, width: 1 }]);
  const variances = Float64Array.from({ length: d }, (_, a) => rowNorm(g, d, a));

  const total = newTotal();
  for (let t = 0; t * step <= furthest; t++) {
    const w = t * step, [modulus, phase] = affinity(w, delta, variances);
    const kernel = 1 / ((0.25 + w * w) * Math.cosh(Math.PI * w));
    const turned = Math.exp(modulus) * Math.cos(phase + w * (Math.log(c2) - Math.log(c1)));
    total.add((t === 0 ? 0.5 : 1) * step * kernel * turned);
  }
  const half = 0.5 * d * Math.log(2 * Math.PI * Math.E);
  const first = half + 0.5 * logDeterminant(l1, d) - Math.log(c1);
  const second = half + 0.5 * logDeterminant(l2, d) - Math.log(c2);
  const joint = c1 * first + c2 * second;
  const inner = Math.sqrt(c1) * Math.sqrt(c2) * total.total();
  const roundings = d * (c1 * Math.abs(first) + c2 * Math.abs(second) + 4 * inner) +
    inner * (conditionOf(l1, d) + conditionOf(l2, d)) * d;
  return { value: joint - inner, error: 1e-15 * (c1 + c2) + 2 ** -52 * roundings };
}

/**
 * ln A(½ + iw) = −½ Σₐ [ s(1−s)δₐ²/Wₐ + ln Wₐ − (1−s) ln λₐ ], Wₐ = s + (1−s)λₐ, as [real part, imaginary part]. The real
 * part of Wₐ is positive, so that the logarithm has one branch.
 */
function affinity(
  w: number,
  delta: Float64Array,
  variances: Float64Array,
): readonly [number, number] {
  const product = 0.25 + w * w;
  let real = 0, imaginary = 0;
  for (let a = 0; a < delta.length; a++) {
    const lambda = variances[a]!, x = (1 + lambda) / 2, y = w * (1 - lambda);
    const length = Math.hypot(x, y), logLambda = Math.log(lambda);
    const pull = product * (delta[a]! / length) ** 2;
    // s(1−s)δ²/W = ¼+w² times δ²(x − iy)/|W|²
    real -= 0.5 * (pull * x + Math.log(length) - 0.5 * logLambda);
    imaginary -= 0.5 * (-pull * y + Math.atan2(y, x) + w * logLambda);
  }
  return [real, imaginary];
}
