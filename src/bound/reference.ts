import { type Axis, axisOf } from "../expr/axes.ts";
import { coord, hold, rename, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { type Covariance, fullCovariance } from "../mixture/covariance.ts";
import type { GaussianComponent } from "../mixture/component_types.ts";

/** A Gaussian that components are compared with: one for all, or one for each. */
export interface Reference {
  /** t */
  readonly mean: Node;
  /** S */
  readonly covariance: Covariance<Node>;
  /** A point near all components, from which places are counted: the mean of the mixture. */
  readonly origin: Node;
}

/** How the covariance of a reference is kept: a matrix, or its diagonal alone. */
export type ReferenceKind = "full" | "diagonal";

/** A component with a covariance of the kind in which its references are kept: σ² as a diagonal or a matrix, a diagonal as a matrix. */
export function inKind(p: GaussianComponent<Node>, kind: ReferenceKind): GaussianComponent<Node> {
  const { covariance: s, coordinate: row } = p;
  const column = columnOf(p);
  if (s.kind === "full") {
    // one coordinate: the matrix is its diagonal
    return row.set.extent > 1 ? p : diagonal(p, sumOver(column, s.matrix));
  }
  if (kind === "diagonal" || row.set.extent === 1) return diagonal(p, s.variance);
  return { ...p, covariance: fullCovariance(onDiagonal(s.variance, row, column), row, column) };
}

function diagonal(p: GaussianComponent<Node>, variance: Node): GaussianComponent<Node> {
  return { ...p, covariance: { kind: "diagonal", variance } };
}

/** The matrix with these numbers on its diagonal. */
function onDiagonal(variance: Node, row: Axis, column: Axis): Node {
  return nodes.select(nodes.equal(coord(row), coord(column)), variance, constant(0));
}

/** The axis of the columns of a component's covariance. */
export function columnOf({ covariance: s, coordinate }: GaussianComponent<Node>): Axis {
  return s.kind === "full" ? s.column : axisOf(coordinate.set, 1);
}

/**
 * The Gaussian with the mean and covariance of the whole mixture, m = Σ cᵢμᵢ / Σ cᵢ and Σ cᵢ(Σᵢ + (μᵢ−m)(μᵢ−m)ᵀ) / Σ cᵢ, in the kind of
 * its components' covariances.
 */
export function momentsOf(p: GaussianComponent<Node>): Reference {
  const { component, weight, mean } = p;
  const mass = sumOver(component, weight);
  const average = (x: Node) => nodes.div(sumOver(component, nodes.weigh(weight, x)), mass);
  const centre = hold("mean", average(mean));
  return {
    mean: centre,
    covariance: spreadOf(p, nodes.sub(mean, centre), average),
    origin: centre,
  };
}

/** The average of Σᵢ + δᵢδᵢᵀ, by a given way to take averages. */
export function spreadOf(
  p: GaussianComponent<Node>,
  delta: Node,
  average: (x: Node) => Node,
): Covariance<Node> {
  const { covariance: s, coordinate: row } = p;
  if (s.kind !== "full") {
    return { kind: "diagonal", variance: average(nodes.add(s.variance, nodes.square(delta))) };
  }
  const square = nodes.mul(delta, rename(delta, new Map([[row, s.column]])));
  // named, so that its entries count as exact: any reference makes a bound
  const matrix = hold("covariance of the mixture", average(nodes.add(s.matrix, square)), "any");
  return fullCovariance(matrix, s.row, s.column);
}
