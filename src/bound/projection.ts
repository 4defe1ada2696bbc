import { coord, dense, reduce, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { GaussianComponent } from "../mixture/component_types.ts";
import { sameCovariance } from "../mixture/covariance.ts";
import { alongColumns, diagonalOf, type MatrixAxes, matrixAxes } from "./gaussian_moments.ts";

/** The logarithm of a ratio of two densities along the one direction in which it is linear. */
export interface Projection {
  /** |b|: its slope there, at the mean of the first. */
  readonly slope: Node;
  /** κ: its curvature there. */
  readonly curvature: Node;
}

/**
 * ℓ(x) = ln pⱼ(x)/pᵢ(x) along the unit vector v = b/|b|, b = LᵢᵀΣⱼ⁻¹(μⱼ − μᵢ), where x = μᵢ + Lᵢz: with t = vᵀz it has the mean
 * const + |b| t + ½κ t², κ = vᵀ(I − LᵢᵀΣⱼ⁻¹Lᵢ)v, under pᵢ given t. With u = Σⱼ⁻¹(μⱼ − μᵢ) and y = Σᵢu these are |b|² = uᵀy and
 * κ = 1 − yᵀΣⱼ⁻¹y/|b|². Where the means are equal b is 0, and v belongs to the first coordinate: any direction will do.
 */
export function projection(i: GaussianComponent<Node>, j: GaussianComponent<Node>): Projection {
  const { coordinate } = i, axes = matrixAxes(i);
  const delta = nodes.sub(j.mean, i.mean);
  const isSame = nodes.equal(reduce("max", coordinate, nodes.abs(delta)), constant(0));
  // in a unit of pⱼ, so that nothing overflows
  const first = nodes.weigh(nodes.equal(coord(coordinate), constant(0)), unitOf(j, axes));
  const { square, sandwich } = forms(i, j, nodes.select(isSame, first, delta), axes);
  const curvature = sameCovariance(i.covariance, j.covariance)
    ? constant(0)
    : nodes.sub(constant(1), nodes.div(sandwich, square));
  return { slope: nodes.select(isSame, constant(0), nodes.sqrt(square)), curvature };
}

/** The standard deviations of the coordinates. */
function unitOf({ covariance: s }: GaussianComponent<Node>, axes: MatrixAxes): Node {
  return nodes.sqrt(s.kind === "full" ? diagonalOf(s.matrix, axes) : s.variance);
}

/** uᵀΣᵢu and uᵀΣᵢΣⱼ⁻¹Σᵢu for u = Σⱼ⁻¹δ. */
function forms(
  { covariance: s, coordinate }: GaussianComponent<Node>,
  { covariance: t }: GaussianComponent<Node>,
  delta: Node,
  axes: MatrixAxes,
): { readonly square: Node; readonly sandwich: Node } {
  if (s.kind === "full" && t.kind === "full") {
    const { row, column } = axes;
    const u = dense("solve", row, column, [t.factor, delta]);
    if (sameCovariance(s, t)) {
      const square = dense("quadratic", row, column, [t.factor, delta]);
      return { square, sandwich: square };
    }
    const y = sumOver(column, nodes.mul(s.matrix, alongColumns(u, axes)));
    return {
      square: sumOver(row, nodes.mul(u, y)),
      sandwich: dense("quadratic", row, column, [t.factor, y]),
    };
  }
  if (s.kind === "full" || t.kind === "full") throw new TypeError("Expected one structure");
  const precision = nodes.div(constant(1), t.variance);
  const ratio = nodes.mul(s.variance, precision);
  const terms = nodes.mul(ratio, nodes.mul(nodes.square(delta), precision));
  return {
    square: sumOver(coordinate, terms),
    sandwich: sumOver(coordinate, nodes.mul(ratio, terms)),
  };
}
