import type { Axis } from "../expr/axes.ts";
import { hold, rename, sumOver } from "../expr/build.ts";
import { unknownName, UnknownNameError } from "../expr/errors.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { componentsOfFamily } from "../mixture/only_family.ts";
import type { GaussianComponent, MixtureWith } from "../mixture/component_types.ts";
import { type Covariance, fullCovariance } from "../mixture/covariance.ts";
import { asFull, matrixAxes, outerSquare } from "./gaussian_moments.ts";

/** A Gaussian that components are compared with: one for all, or one for each. */
export interface Reference {
  /** t */
  readonly mean: Node;
  /** S */
  readonly covariance: Covariance<Node>;
  /** A point near all components, from which places are counted: the mean of the mixture. */
  readonly origin: Node;
}

/**
 * What is kept of the covariances of references: "full" ones; or, for components without correlations, their "diagonal" alone, which
 * makes another bound, at the cost of their expected likelihood kernel: d operations a pair in place of d³. Components with
 * covariance matrices have references with matrices.
 */
export type ReferenceKind = "full" | "diagonal";

/** The components i and i′ of a Gaussian mixture. */
export function gaussiansOf(
  p: MixtureWith<object, number | undefined>,
  what: string,
): [GaussianComponent<Node>, GaussianComponent<Node>] {
  return componentsOfFamily(p, "gaussian", what);
}

/** The same with covariances of the kind in which their references are kept. */
export function pairOfKind(
  p: MixtureWith<object, number | undefined>,
  kind: ReferenceKind,
  what: string,
): [GaussianComponent<Node>, GaussianComponent<Node>] {
  const [i, j] = gaussiansOf(p, what), kinds: readonly ReferenceKind[] = ["full", "diagonal"];
  if (!kinds.includes(kind)) throw new UnknownNameError(unknownName("covariances", kind, kinds));
  return [inKind(i, kind), inKind(j, kind)];
}

/** A component with the matrix of one coordinate as its variance, where it has one coordinate. */
export function onLine(p: GaussianComponent<Node>): GaussianComponent<Node> {
  return p.covariance.kind === "full" && p.coordinate.set.extent === 1 ? inKind(p, "full") : p;
}

/** σ² as a diagonal or a matrix, a diagonal as a matrix, the matrix of one coordinate as its diagonal. */
export function inKind(p: GaussianComponent<Node>, kind: ReferenceKind): GaussianComponent<Node> {
  const { covariance: s, coordinate } = p;
  const diagonal = (variance: Node): GaussianComponent<Node> => ({
    ...p,
    covariance: { kind: "diagonal", variance },
  });
  if (coordinate.set.extent === 1) {
    return diagonal(s.kind === "full" ? sumOver(s.column, s.matrix) : s.variance);
  }
  if (s.kind === "full") return p;
  return kind === "diagonal" ? diagonal(s.variance) : {
    ...p,
    covariance: asFull(s, matrixAxes(p)),
  };
}

/**
 * The Gaussian with the mean and covariance of the whole mixture, m = Σ cᵢμᵢ / Σ cᵢ and Σ cᵢ(Σᵢ + (μᵢ−m)(μᵢ−m)ᵀ) / Σ cᵢ, in the
 * kind of its components' covariances.
 */
export function wholeOf(p: GaussianComponent<Node>): Reference {
  const { component, weight, mean, covariance: s } = p;
  const mass = sumOver(component, weight);
  const average = (x: Node) => nodes.div(sumOver(component, nodes.weigh(weight, x)), mass);
  const centre = hold("mean of the mixture", average(mean));
  const delta = nodes.sub(mean, centre);
  if (s.kind !== "full") {
    const variance = average(nodes.add(s.variance, nodes.square(delta)));
    return { mean: centre, covariance: { kind: "diagonal", variance }, origin: centre };
  }
  const matrix = average(nodes.add(s.matrix, outerSquare(delta, matrixAxes(p))));
  return { mean: centre, covariance: named(matrix, s), origin: centre };
}

/**
 * A computed covariance, whose entries then count as exact: a bound holds whichever reference it is made with, as long as it is
 * made with one.
 */
export function named(
  matrix: Node,
  { row, column }: Extract<Covariance<Node>, { kind: "full" }>,
): Covariance<Node> {
  const exact = hold("computed covariance", symmetric(matrix, { row, column }), "any");
  return fullCovariance(exact, row, column);
}

/** ½(S + Sᵀ): the gradient with respect to what is read in this way is symmetric. */
export function symmetric(
  matrix: Node,
  { row, column }: { readonly row: Axis; readonly column: Axis },
): Node {
  const transposed = rename(matrix, new Map([[row, column], [column, row]]));
  return nodes.mul(constant(0.5), nodes.add(matrix, transposed));
}
