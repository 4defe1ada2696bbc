import { sumOver } from "../../expr/build.ts";
import { normalCdf, normalDensity } from "../../expr/normal_cdf.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { Component, GaussianComponent } from "../component_types.ts";
import { divergence, logDet } from "../covariance.ts";
import { familyOf } from "../families/family_of.ts";
import { logUnitNorm } from "../families/student_family.ts";
import { type Marginal, marginalOf, overCoordinates } from "./by_coordinate.ts";
import { diagonalOfCovariance } from "./diagonal.ts";
import { halfOf, meanExponential } from "./elementary.ts";
import { meanLogToStudent } from "./student_cross.ts";
import { inOneStructure } from "./one_structure.ts";

/**
 * The cross entropy E_p[−ln q] of components of different families, or of one that is neither Gaussians nor boxes; where it has no closed
 * form an upper bound by moments, +∞ where none is known. What q has along one coordinate depends on the marginals of p only, so that
 * the coordinates add up whatever p is.
 */
export function crossEntropy(p: Component<Node>, q: Component<Node>): Node {
  if (q.family === "gaussian") return toGaussian(p, q);
  const to = marginalOf(q);
  if (to === undefined || to.family === "uniform") return constant(Infinity);
  return overCoordinates(q, toMarginal(p, to));
}

/** ½[d ln 2π + ln|S| + tr S⁻¹Σ + δᵀS⁻¹δ]: exact, from the two moments of p, and ∞ where p has none. */
function toGaussian(p: Component<Node>, q: GaussianComponent<Node>): Node {
  const moments = familyOf(p).moments(p), { coordinate } = q;
  if (moments === undefined) return constant(Infinity);
  const [from, to] = inOneStructure(moments.gaussian, q);
  const delta = nodes.sub(from.mean, to.mean);
  const apart = divergence(to.covariance, from.covariance, delta, coordinate);
  const logScale = constant(coordinate.set.extent * Math.log(2 * Math.PI));
  const spread = nodes.add(logScale, logDet(to.covariance, coordinate));
  const value = nodes.mul(constant(0.5), nodes.add(spread, apart));
  if (moments.exists === undefined) return value;
  // one number for all coordinates, or one each
  const lacks = sumOver(coordinate, nodes.sub(constant(1), moments.exists));
  return nodes.select(lacks, constant(Infinity), value);
}

/** Along each coordinate of q. */
function toMarginal(p: Component<Node>, q: Exclude<Marginal, { family: "uniform" }>): Node {
  const from = marginalOf(p), square = secondMoment(p, q.place), root = nodes.sqrt(square);
  switch (q.family) {
    case "gaussian":
      throw new Error("A Gaussian has a formula for all coordinates together");
    case "laplace": {
      const apart = from === undefined ? root : meanDistance(from, q.place, root);
      return nodes.add(logTwice(q.scale), nodes.div(apart, q.scale));
    }
    case "logistic":
      return toLogistic(from, q, root);
    case "studentT":
      return meanLogToStudent(from, q, square);
    default:
      return q satisfies never;
  }
}

/** ln 2b. */
function logTwice(scale: Node): Node {
  return nodes.add(constant(Math.LN2), nodes.log(scale));
}

/** E(x − m)² along each coordinate, ∞ where p has no variance or none is known. */
function secondMoment(p: Component<Node>, place: Node): Node {
  const moments = familyOf(p).moments(p);
  if (moments === undefined) return constant(Infinity);
  const { gaussian, exists } = moments;
  const square = nodes.add(
    diagonalOfCovariance(gaussian),
    nodes.square(nodes.sub(gaussian.mean, place)),
  );
  return exists === undefined ? square : nodes.select(exists, square, constant(Infinity));
}

/** E|x − m| along a coordinate; of a Student distribution what is not below it. */
function meanDistance(p: Marginal, place: Node, root: Node): Node {
  const d = nodes.abs(nodes.sub(p.place, place));
  switch (p.family) {
    case "gaussian": {
      // s√(2/π) exp(−½z²) + d erf(z/√2), z = d/s
      const z = nodes.div(d, p.scale);
      const near = nodes.mul(nodes.mul(constant(2), p.scale), normalDensity(z));
      const share = nodes.sub(constant(1), nodes.mul(constant(2), normalCdf(nodes.neg(z))));
      return nodes.add(near, nodes.mul(d, share));
    }
    case "uniform": {
      const near = nodes.min(d, p.half);
      const inside = halfOf(nodes.add(p.half, nodes.div(nodes.square(near), p.half)));
      return nodes.select(nodes.less(d, p.half), inside, d);
    }
    case "laplace":
      return nodes.add(d, nodes.mul(p.scale, nodes.exp(nodes.neg(nodes.div(d, p.scale)))));
    case "logistic": {
      const rest = nodes.log1p(nodes.exp(nodes.neg(nodes.div(d, p.scale))));
      return nodes.add(d, nodes.mul(constant(2), nodes.mul(p.scale, rest)));
    }
    case "studentT": {
      // |x − m| ≤ |x − μ| + d, and E|t| = 2f(0)ν/(ν − 1)
      const one = constant(1), hasMean = nodes.less(one, p.nu);
      const excess = nodes.select(hasMean, nodes.sub(p.nu, one), one);
      const peak = nodes.exp(nodes.neg(logUnitNorm(p.p)));
      const size = nodes.mul(constant(2), nodes.mul(peak, nodes.div(p.nu, excess)));
      const bound = nodes.add(d, nodes.mul(p.scale, size));
      return nodes.min(root, nodes.select(hasMean, bound, constant(Infinity)));
    }
    default:
      return p satisfies never;
  }
}

/**
 * E[ln s + 2 ln 2cosh(y/2)], y = (x − m)/s: of a logistic distribution of the same scale ln s + D + 2D/(e^D − 1). Else the least of two bounds: the
 * function is concave in y², so at most ln s + 2 ln 2cosh(½√E y²); and it is at most ln s + E|y| + 2 ln 2.
 */
function toLogistic(
  p: Marginal | undefined,
  q: Extract<Marginal, { family: "logistic" }>,
  root: Node,
): Node {
  const u = nodes.div(root, q.scale), rest = nodes.log1p(nodes.exp(nodes.neg(u)));
  const bySquare = nodes.add(u, nodes.mul(constant(2), rest));
  const level = nodes.log(q.scale);
  if (p === undefined) return nodes.add(level, bySquare);
  const byDistance = nodes.add(
    nodes.div(meanDistance(p, q.place, root), q.scale),
    constant(2 * Math.LN2),
  );
  const bound = nodes.min(bySquare, byDistance);
  if (p.family !== "logistic") return nodes.add(level, bound);
  // D + 2e^−D/((1 − e^−D)/D)
  const distance = nodes.div(nodes.abs(nodes.sub(p.place, q.place)), q.scale);
  const near = nodes.div(nodes.exp(nodes.neg(distance)), meanExponential(distance));
  const exact = nodes.add(distance, nodes.mul(constant(2), near));
  return nodes.add(level, nodes.select(nodes.equal(p.scale, q.scale), exact, bound));
}
