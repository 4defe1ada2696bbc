import { axisOf } from "../../expr/axes.ts";
import { coord } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { nodes } from "../../expr/simplify.ts";
import type { GaussianComponent } from "../component_types.ts";
import { fullCovariance } from "../covariance.ts";

type Gaussian = GaussianComponent<Node>;

/**
 * Two Gaussians whose covariances formulas may put together: parts of a mixture may have different structures, and where
 * one has a matrix both get one.
 */
export function inOneStructure(p: Gaussian, q: Gaussian): readonly [Gaussian, Gaussian] {
  const isOne = (p.covariance.kind === "full") === (q.covariance.kind === "full");
  return isOne ? [p, q] : [withMatrix(p), withMatrix(q)];
}

function withMatrix(p: Gaussian): Gaussian {
  const { covariance: s, coordinate } = p;
  if (s.kind === "full") return p;
  const column = axisOf(coordinate.set, 1);
  const matrix = nodes.mul(nodes.equal(coord(coordinate), coord(column)), s.variance);
  return { ...p, covariance: fullCovariance(matrix, coordinate, column) };
}
