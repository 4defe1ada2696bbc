import { sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { Component, GaussianComponent } from "../mixture/component_types.ts";
import { divergence, logDet } from "../mixture/covariance.ts";
import { familyOf } from "../mixture/families/family_table.ts";
import { inOneStructure } from "./structures.ts";

/** An upper bound of the cross entropy E_p[−ln q], +∞ where none is known. */
export function crossEntropy(p: Component<Node>, q: Component<Node>): Node {
  if (q.family === "gaussian") return toGaussian(p, q);
  return constant(Infinity);
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
