import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { sumOver } from "../expr/build.ts";
import { logDet, quadratic } from "../mixture/covariance.ts";
import type { Component, GaussianComponent, UniformComponent } from "../mixture/component_types.ts";

/** ln|V| = Σ ln wₐ of a box. */
export function logVolume({ width, coordinate }: UniformComponent<Node>): Node {
  return sumOver(coordinate, nodes.log(width));
}

/** The entropy of a component: ½[d ln 2πe + ln|Σ|], or ln|V|. */
export function entropyOf(p: Component<Node>): Node {
  if (p.family === "uniform") return logVolume(p);
  const logScale = constant(p.coordinate.set.extent * Math.log(2 * Math.PI * Math.E));
  return nodes.mul(constant(0.5), nodes.add(logScale, logDet(p.covariance, p.coordinate)));
}

/** The logarithm of the density of a component at a point x, which has the coordinate axis. */
export function logDensityAt(p: Component<Node>, x: Node): Node {
  return logDensityFrom(p, nodes.sub(x, middleOf(p)));
}

/** The mean of a Gaussian, the centre of a box. */
export function middleOf(p: Component<Node>): Node {
  return p.family === "uniform" ? p.center : p.mean;
}

/** The logarithm of the density of a component at the difference δ from its middle. */
export function logDensityFrom(p: Component<Node>, delta: Node): Node {
  return p.family === "uniform" ? logBoxDensity(p, delta) : logGaussianDensity(p, delta);
}

/** −½[d ln 2π + ln|Σ| + δᵀΣ⁻¹δ]. */
function logGaussianDensity(
  { covariance, coordinate }: GaussianComponent<Node>,
  delta: Node,
): Node {
  const logScale = constant(coordinate.set.extent * Math.log(2 * Math.PI));
  const spread = nodes.add(logScale, logDet(covariance, coordinate));
  const apart = quadratic(covariance, delta, coordinate);
  return nodes.mul(constant(-0.5), nodes.add(spread, apart));
}

/** −ln|V| in the closed box, −∞ outside. */
function logBoxDensity(p: UniformComponent<Node>, delta: Node): Node {
  const inside = nodes.equal(outsideCount(p, delta), constant(0));
  return nodes.select(inside, nodes.neg(logVolume(p)), constant(-Infinity));
}

/** 1 for a coordinate in which a point at the difference δ from the centre lies outside, |δₐ| > wₐ/2, else 0. */
export function isOutside(p: UniformComponent<Node>, delta: Node): Node {
  return nodes.less(nodes.mul(constant(0.5), p.width), nodes.abs(delta));
}

/** In how many coordinates a point at the difference δ from the centre lies outside. */
export function outsideCount(p: UniformComponent<Node>, delta: Node): Node {
  return sumOver(p.coordinate, isOutside(p, delta));
}
