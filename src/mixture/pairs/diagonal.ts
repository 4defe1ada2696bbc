import { coord, sumOver } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { nodes } from "../../expr/simplify.ts";
import type { GaussianComponent } from "../component_types.ts";

/** The variances of a Gaussian along its coordinates. */
export function diagonalOfCovariance({ covariance: s }: GaussianComponent<Node>): Node {
  if (s.kind !== "full") return s.variance;
  return sumOver(s.column, nodes.mul(nodes.equal(coord(s.row), coord(s.column)), s.matrix));
}
