import { rename, sumOver } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { GaussianComponent } from "../../mixture/component_types.ts";
import { type Covariance, fullCovariance } from "../../mixture/covariance.ts";
import {
  asFull,
  diagonalMatrix,
  diagonalOf,
  matrixAxes,
  momentsOf,
  outerSquare,
} from "../../bound/gaussian_moments.ts";
import { named } from "../../bound/reference.ts";
import { average, type GaussianPart, type Side } from "./sides.ts";

/** A Gaussian as it stands in formulas beside components. */
export type Whole = Pick<GaussianComponent<Node>, "mean" | "covariance">;

/** By how much of its diagonal a computed covariance is enlarged, so that it stays positive definite. */
const enlarged = 2 ** -44;

/** Beyond so many coordinates a Gaussian in the place of a mixture has no correlations, unless its components have. */
const manyCoordinates = 32;

/** The Gaussian with the moments of a whole side, Σ cᵢμᵢ and Σ cᵢ(Σᵢ + δᵢδᵢᵀ), with matrices or along coordinates. */
export function wholeOf(side: Side, keep: "full" | "diagonal"): Whole {
  const all = side.map(momentsOf), mass = average(side, () => constant(1));
  const mean = nodes.div(averageOf(all, ({ mean }) => mean), mass);
  const first = all[0]!, axes = matrixAxes(first);
  if (keep === "diagonal") {
    const variance = averageOf(all, ({ mean: mu, covariance: s }) => {
      const own = s.kind === "full" ? diagonalOf(s.matrix, axes) : s.variance;
      return nodes.add(own, nodes.square(nodes.sub(mu, mean)));
    });
    return { mean, covariance: { kind: "diagonal", variance: nodes.div(variance, mass) } };
  }
  const matrix = nodes.div(
    averageOf(all, ({ mean: mu, covariance: s }) => {
      const own = asFull(s, axes);
      const delta = nodes.sub(mu, mean);
      return own.kind === "full" ? nodes.add(own.matrix, outerSquare(delta, axes)) : delta;
    }),
    mass,
  );
  const more = nodes.mul(constant(enlarged), diagonalOf(matrix, axes));
  const full = fullCovariance(nodes.add(matrix, diagonalMatrix(more, axes)), axes.row, axes.column);
  return { mean, covariance: full.kind === "full" ? named(full.matrix, full) : full };
}

function averageOf(
  all: readonly GaussianComponent<Node>[],
  of: (i: GaussianComponent<Node>) => Node,
): Node {
  return all.map((i) => sumOver(i.component, nodes.weigh(i.weight, of(i))))
    .reduce((sum, x) => nodes.add(sum, x));
}

/** In what kind Gaussians that stand for a side are kept. */
export function keptOf(...sides: readonly Side[]): "full" | "diagonal" {
  const all = sides.flat(), d = all[0]!.coordinate.set.extent;
  if (d === 1) return "diagonal";
  const hasMatrices = all.some((x) => x.family === "gaussian" && x.covariance.kind === "full");
  return hasMatrices || d <= manyCoordinates ? "full" : "diagonal";
}

/** A covariance times a number. */
export function timesOf(s: Covariance<Node>, factor: number): Covariance<Node> {
  const times = (x: Node) => nodes.mul(constant(factor), x);
  return s.kind === "full" ? named(times(s.matrix), s) : { ...s, variance: times(s.variance) };
}

/** A component with its covariance in a kind. */
export function inKindOf(i: GaussianPart, keep: "full" | "diagonal"): GaussianPart {
  if (keep === "full") return { ...i, covariance: asFull(i.covariance, matrixAxes(i)) };
  if (i.covariance.kind !== "full") {
    return { ...i, covariance: { kind: "diagonal", variance: i.covariance.variance } };
  }
  const variance = sumOver(i.covariance.column, i.covariance.matrix);
  return { ...i, covariance: { kind: "diagonal", variance } };
}

/** A value over the rows of a matrix, over its columns. */
export function across(v: Node, s: Extract<Covariance<Node>, { kind: "full" }>): Node {
  return rename(v, new Map([[s.row, s.column]]));
}
