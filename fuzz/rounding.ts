/**
 * How much rounding may do, from how the numbers are made and not from what is seen.
 *
 * u = 2⁻⁵³ is the rounding of one operation, γ = nu that of n. An entropy is H(X|C) − Σᵢ cᵢ ln Σⱼ cⱼ exp(−Dᵢⱼ). A relative
 * error ε of the terms of Dᵢⱼ that grow with it is worth Σᵢ cᵢ Σⱼ rᵢⱼ ε Dᵢⱼ ≤ ε H(C) ≤ ε ln k, because
 * Σⱼ rᵢⱼ Dᵢⱼ ≤ −ln Σⱼ cⱼ exp(−Dᵢⱼ) ≤ −ln cᵢ (rᵢⱼ, the share of j in row i, has relative entropy ≥ 0 to c); one of the
 * terms that do not (ln|Σ|, d ln 2π, d) is worth ε times the largest. So all is right to γS with S = the largest
 * |ln|Σᵢ|| + 4d + ln k + 1, and n = k + 4d + 64: k terms of a sum, four operations a coordinate, 64 for exp and log.
 *
 * A Cholesky factor is computed in twice the precision once a pivot is below 2⁻¹⁰ of its diagonal entry
 * (docs/architecture.md); until then a pivot has 2¹⁰ times the rounding of its entry, in each of d steps.
 */
import type { ExtremeMixture } from "../tests/support/extreme_mixtures.ts";

const u = 2 ** -53;
/** What is lost at a pivot of 2⁻¹⁰. */
const lostAtPivot = 2 ** 10;

/** γ: the relative rounding of the terms of a mixture's estimates. */
export function gamma({ recipe: { structure, k, d } }: ExtremeMixture): number {
  const isFull = structure === "covariance" || structure === "covariances";
  return (k + 4 * d + 64) * u + (isFull ? d * lostAtPivot * u : 0);
}

/** S: the largest terms of a mixture's estimates. */
export function termsOf({ recipe: { k, d }, logSizes }: ExtremeMixture): number {
  return Math.max(...logSizes.map(Math.abs)) + 4 * d + Math.log(k) + 1;
}

/** What two values that should be equal may differ by. */
export function mostApart(mixture: ExtremeMixture): number {
  return 2 * gamma(mixture) * termsOf(mixture);
}

/** The largest Dᵢⱼ that a share rᵢⱼ which counts can have: the unit of length is no part of it. */
export function distancesOf({ recipe: { k, d }, logSizes }: ExtremeMixture): number {
  return Math.max(...logSizes) - Math.min(...logSizes) + 4 * d + Math.log(k) + 1;
}

/**
 * What gradients may differ by. An entry is Σᵢⱼ cᵢ rᵢⱼ ∂Dᵢⱼ with Σᵢⱼ cᵢ rᵢⱼ = 1, and rᵢⱼ has the relative rounding γS of its
 * exponent. With widths s = 1/√(Σ⁻¹)ₐₐ: |∂D/∂μₐ| ≤ √2D / s, |∂D/∂Σₐᵦ| ≤ (½ + D) / sₐsᵦ, and for boxes 1/s for both.
 */
export interface SlopeRounding {
  readonly weights: number;
  /** By coordinate. */
  readonly points: readonly number[];
  /** Times the product of two widths, or for boxes of one. */
  readonly spread: number;
}

/** The rounding of a mixture's gradients. */
export function slopeRounding(mixture: ExtremeMixture): SlopeRounding {
  const { m, widths, recipe: { d } } = mixture;
  const most = mostApart(mixture), distance = distancesOf(mixture);
  const counts = widths.filter((_, i) => m.entries[i]!.weight > 0);
  return {
    weights: most * (2 + distance),
    points: Array.from(
      { length: d },
      (_, a) => most * Math.sqrt(2 * distance) / Math.min(...counts.map((row) => row[a]!)),
    ),
    spread: most * (0.5 + distance),
  };
}
