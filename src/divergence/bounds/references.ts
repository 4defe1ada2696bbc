import { inverse, sumOver } from "../../expr/build.ts";
import { markers } from "../../expr/mark.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { nodeOf } from "../../expr/node_of.ts";
import { logOverlap } from "../../distance/overlap.ts";
import type { GaussianComponent } from "../../mixture/component_types.ts";
import { divergence, fullCovariance } from "../../mixture/covariance.ts";
import { matrixAxes } from "../../bound/gaussian_moments.ts";
import { named, symmetric } from "../../bound/reference.ts";
import { crossEntropyOf } from "./cross_pairs.ts";
import {
  asGaussian,
  type GaussianPart,
  gaussians,
  logAverage,
  never,
  type Side,
  weightOf,
} from "./sides.ts";
import { tiltedOverlap } from "./tilted_overlap.ts";
import { across, inKindOf, timesOf, type Whole } from "./matched_gaussian.ts";

/** The powers of the geometric mean with which a component of p is compared. */
const powers = [1, 0.5] as const;

/** What rounding may take of each nat that is added up. */
const loss = 2 ** -42;

/**
 * −∫ p ln q from below, for any positive functions νᵢ: Σᵢ cᵢ ( Eᵢ[−ln νᵢ] − ln Σⱼ ωⱼ ∫ pᵢ gⱼ/νᵢ ), by Jensen's inequality for ln q/νᵢ.
 * νᵢ is a power of the geometric mean of the gⱼ under φᵢⱼ = softmaxⱼ(ln ωⱼ − Eᵢ[−ln gⱼ]): what q looks like from pᵢ. For each component of p
 * the best is taken of the powers 1, ½ and 0, which is `overlapLower`. Exact where q has one component. Costs a sweep with matrices of each
 * pair for each power. Undefined where not all are Gaussian.
 */
export function geometricLower(p: Side, q: Side): Node | undefined {
  const all = gaussians(p), others = gaussians(q);
  if (all === undefined || others === undefined) return undefined;
  // the mean of diagonal ones is diagonal
  const hasMatrices = [...all, ...others].some(({ covariance }) => covariance.kind === "full");
  const keep = hasMatrices ? "full" : "diagonal";
  const right = others.map((j) => inKindOf(j, keep));
  return all.map((each) => {
    const i = inKindOf(each, keep), mean = geometricMean(i, right, keep);
    const plain = nodes.neg(logAverage(right, (j) => nodeOf(logOverlap(i, asGaussian(j)))));
    const best = powers.map((power) =>
      boundBy(i, right, {
        mean: mean.mean,
        covariance: timesOf(mean.covariance, 1 / power),
      })
    ).reduce((most, x) => nodes.max(most, x), plain);
    return sumOver(i.component, nodes.weigh(i.weight, best));
  }).reduce((sum, x) => nodes.add(sum, x));
}

/** Eᵢ[−ln ν] − ln Σⱼ ωⱼ ∫ pᵢ gⱼ/ν, −∞ where an integral does not exist. */
function boundBy(i: GaussianComponent<Node>, q: readonly GaussianPart[], nu: Whole): Node {
  const { coordinate } = i;
  const delta = nodes.sub(i.mean, nu.mean);
  const expected = nodes.mul(
    constant(0.5),
    divergence(nu.covariance, i.covariance, delta, coordinate),
  );
  const parts = q.map((j) => ({ j, ...tiltedOverlap(i, j, nu, coordinate) }));
  const log = logAverage(q, (j) => parts.find((part) => part.j === j)!.value);
  const failed = parts.map(({ j, holds }) =>
    sumOver(
      j.component,
      nodes.mul(nodes.less(constant(0), j.weight), nodes.sub(constant(1), holds)),
    )
  ).reduce((x, y) => nodes.add(x, y));
  const sizes = nodes.add(nodes.abs(expected), nodes.abs(log));
  const lost = nodes.mul(constant(loss), nodes.add(constant(coordinate.set.extent), sizes));
  const value = nodes.sub(nodes.sub(expected, log), markers.stop(lost));
  return nodes.select(nodes.less(constant(0), failed), never, value);
}

/**
 * Π gⱼ^φᵢⱼ up to a number: precision Λ = Σⱼ φᵢⱼ Sⱼ⁻¹, mean μᵢ + Λ⁻¹ Σⱼ φᵢⱼ Sⱼ⁻¹(mⱼ − μᵢ).
 */
function geometricMean(
  i: GaussianComponent<Node>,
  q: readonly GaussianPart[],
  keep: "full" | "diagonal",
): Whole {
  const away = (j: Side[number]) => nodes.neg(crossEntropyOf(i, j));
  const closeness = logAverage(q, away);
  const average = (of: (j: GaussianPart) => Node) =>
    q.map((j) => {
      const share = nodes.weigh(weightOf(j), nodes.expDiff(away(j), closeness));
      return sumOver(j.component, nodes.mul(share, of(j)));
    }).reduce((sum, x) => nodes.add(sum, x));
  if (keep === "diagonal") {
    const precisionOf = (j: GaussianComponent<Node>) =>
      nodes.div(constant(1), j.covariance.kind === "full" ? never : j.covariance.variance);
    const precision = average(precisionOf);
    const pull = average((j) => nodes.mul(precisionOf(j), nodes.sub(j.mean, i.mean)));
    return {
      mean: nodes.add(i.mean, nodes.div(pull, precision)),
      covariance: { kind: "diagonal", variance: nodes.div(constant(1), precision) },
    };
  }
  const axes = matrixAxes(i), { row, column } = axes;
  const inverseOf = (j: GaussianComponent<Node>) => {
    if (j.covariance.kind !== "full") throw new TypeError("Expected full matrices");
    return inverse(j.covariance.factor, row, column);
  };
  const like = fullCovariance(symmetric(average(inverseOf), axes), row, column);
  if (like.kind !== "full") throw new TypeError("Expected full matrices");
  const precision = named(like.matrix, like);
  if (precision.kind !== "full") throw new TypeError("Expected full matrices");
  const pull = average((j) => {
    const delta = nodes.sub(j.mean, i.mean);
    return sumOver(column, nodes.mul(inverseOf(j), across(delta, precision)));
  });
  const covariance = named(inverse(precision.factor, row, column), precision);
  if (covariance.kind !== "full") throw new TypeError("Expected full matrices");
  const shift = sumOver(column, nodes.mul(covariance.matrix, across(pull, precision)));
  return { mean: nodes.add(i.mean, shift), covariance };
}
