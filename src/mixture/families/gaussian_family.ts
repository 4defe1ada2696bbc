import { dense, rename, sumOver } from "../../expr/build.ts";
import { markers } from "../../expr/mark.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { GaussianComponent } from "../component_types.ts";
import { type Covariance, fullCovariance, logDet, quadratic } from "../covariance.ts";
import type { FamilyRow } from "./family_row.ts";

type Gaussian = GaussianComponent<Node>;

/** N(μ, Σ): ln p = −½[d ln 2π + ln|Σ| + δᵀΣ⁻¹δ], h = ½[d ln 2πe + ln|Σ|]. */
export const gaussianFamily: FamilyRow<Gaussian> = {
  family: "gaussian",
  parametersOf: ({ mean, covariance }) => [
    mean,
    covariance.kind === "full" ? covariance.matrix : covariance.variance,
  ],
  piecesOf: ({ weight, mean, covariance }) =>
    covariance?.kind === "full"
      ? [weight, mean, covariance.matrix, covariance.factor]
      : [weight, mean, covariance?.variance],
  changed: (p, change) => ({
    ...p,
    mean: change(p.mean),
    covariance: changedCovariance(p.covariance, change),
  }),
  middle: ({ mean }) => mean,
  entropy: ({ coordinate, covariance }) => {
    const logScale = constant(coordinate.set.extent * Math.log(2 * Math.PI * Math.E));
    return nodes.mul(constant(0.5), nodes.add(logScale, logDet(covariance, coordinate)));
  },
  logDensityFrom: ({ coordinate, covariance }, delta) => {
    const logScale = constant(coordinate.set.extent * Math.log(2 * Math.PI));
    const spread = nodes.add(logScale, logDet(covariance, coordinate));
    const apart = quadratic(covariance, delta, coordinate);
    return nodes.mul(constant(-0.5), nodes.add(spread, apart));
  },
  peakExcess: ({ coordinate }) => constant(coordinate.set.extent / 2),
  squareExcess: ({ coordinate }) => constant(coordinate.set.extent / 2 * (1 - Math.LN2)),
  moments: (p) => ({ gaussian: p, exists: undefined }),
  offset: (p, at, { first }) => offsetOf(p, at, nodes.normalQuantile(first)),
  slopes: "path",
};

function changedCovariance(
  s: Covariance<Node>,
  change: (value: Node) => Node,
): Covariance<Node> {
  return s.kind === "full"
    ? fullCovariance(change(s.matrix), s.row, s.column)
    : { ...s, variance: change(s.variance) };
}

/** L z, or σ z. */
function offsetOf({ covariance: s }: Gaussian, at: (value: Node) => Node, normal: Node): Node {
  if (s.kind !== "full") return nodes.mul(nodes.sqrt(at(s.variance)), normal);
  const across = (v: Node) => rename(v, new Map([[s.row, s.column]]));
  const factor = at(s.factor);
  const step = sumOver(
    s.column,
    nodes.mul(dense("lower", s.row, s.column, [factor]), across(normal)),
  );
  // The path of a draw: dx = ½ dΣ Σ⁻¹(x − μ) moves draws of N(μ, Σ) to draws of N(μ, Σ + dΣ), and needs no dL.
  const direction = markers.sealed(dense("solve", s.row, s.column, [factor, step]));
  const along = sumOver(s.column, nodes.mul(at(s.matrix), across(direction)));
  return markers.surrogate(markers.sealed(step), nodes.mul(constant(0.5), along));
}
