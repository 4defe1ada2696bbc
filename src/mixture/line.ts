import { sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import type { GaussianComponent } from "./component_types.ts";

/** The mean and variance of a component in one dimension, as numbers without coordinates. */
export function alongLine(
  { mean, covariance, coordinate }: GaussianComponent<Node>,
): { readonly mean: Node; readonly variance: Node } {
  // the sum over one coordinate is its value
  const first = (x: Node) => x.axes.includes(coordinate) ? sumOver(coordinate, x) : x;
  const variance = covariance.kind === "full"
    ? sumOver(covariance.column, first(covariance.matrix))
    : first(covariance.variance);
  return { mean: first(mean), variance };
}
