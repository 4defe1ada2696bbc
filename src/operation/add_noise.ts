import { type Axis, axisOf } from "../expr/axes.ts";
import { checkDomain } from "../expr/domain.ts";
import { DomainError } from "../expr/errors.ts";
import type { Node } from "../expr/node.ts";
import type { Operand } from "../expr/shape_types.ts";
import { nodes } from "../expr/simplify.ts";
import { diagonalMatrix, matrixAxes } from "../bound/gaussian_moments.ts";
import type { AnyMixture, MixtureWith } from "../mixture/component_types.ts";
import { checkMixture } from "../mixture/components.ts";
import { type Covariance, fullCovariance } from "../mixture/covariance.ts";
import { familyWords } from "../mixture/families/family_words.ts";
import { commonBatch, type GivenValue, givenValue, wrongShape } from "./given_values.ts";
import { madeAs } from "./made_as.ts";
import { withEach } from "./made_mixture.ts";
import type { BatchWith, Restructured } from "./operation_types.ts";

/**
 * The distribution of x + e for x of a Gaussian mixture and independent normal noise e: the convolution, of components
 * N(μᵢ, Σᵢ + N). The noise has one variance, one a coordinate [d], or a covariance matrix [d, d]. The structure is the least
 * general one that holds both: one variance and a number stay one variance, variances and [d] variances, all else covariances; what all
 * components share stays shared. Lazy.
 *
 * Throws `TypeError` for other families, `ShapeError` for shapes that do not fit, `DomainError` for variances below 0 and matrices that are not
 * symmetric, `NotPositiveDefiniteError` for an indefinite matrix.
 *
 * @example
 * ```ts
 * import { addNoise, entropy, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [9]], variance: 1 });
 * console.log((await entropy(addNoise(p, 3))).value > (await entropy(p)).value); // true
 * ```
 */
export function addNoise<
  M extends AnyMixture,
  const N extends Operand,
>(
  p: M,
  covariance: N,
): MixtureWith<Restructured<M["parameters"]>, BatchWith<M["batch"], N, 0 | 1 | 2>> {
  checkMixture(p);
  const noise = givenValue(covariance, "covariance"), { dimension: d } = p;
  checkNoise(noise, d);
  const batch = commonBatch([{ name: "p", batch: p.batch }, noise]);
  return madeAs(withEach(p, { d, batch }, (own) => {
    if (own.family === "gaussian") {
      return { ...own, covariance: sumWith(own.covariance, noise, own.coordinate) };
    }
    throw new TypeError(
      `Expected a mixture of Gaussians for addNoise, got ${
        familyWords[own.family]
      }: their sum with noise has no closed form, but sums of draws of both are draws of it`,
    );
  }));
}

function checkNoise(noise: GivenValue, d: number): void {
  const { shape, numbers } = noise;
  if (shape.length > 2 || shape.some((extent) => extent !== d)) {
    throw wrongShape(noise, `as a number or of shape [d=${d}] or [d=${d}, d=${d}]`);
  }
  if (numbers === undefined) return;
  if (shape.length === 2) return checkDomain("covariance", "covariance", numbers, shape);
  const negative = numbers.findIndex((x) => x < 0);
  if (negative < 0) return;
  const where = shape.length === 0 ? "" : ` at covariance[${negative}]`;
  throw new DomainError(`Expected variances ≥ 0 of the noise, got ${numbers[negative]}${where}`);
}

/** Σ + N in the least general structure. */
function sumWith(s: Covariance<Node>, noise: GivenValue, coordinate: Axis): Covariance<Node> {
  const axes = matrixAxes({ coordinate }), { row, column } = axes;
  const rank = noise.shape.length;
  if (s.kind === "full" || rank === 2) {
    const own = s.kind === "full" ? s.matrix : diagonalMatrix(s.variance, axes);
    const more = rank === 2
      ? noise.along([row, axisOf(row.set, 1)])
      : diagonalMatrix(noise.along([row]), axes);
    return fullCovariance(nodes.add(own, more), row, column);
  }
  const variance = nodes.add(s.variance, noise.along([coordinate]));
  return { kind: s.kind === "scalar" && rank === 0 ? "scalar" : "diagonal", variance };
}
