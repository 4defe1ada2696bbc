import type { Node } from "../../expr/node.ts";
import type { Component, GaussianComponent } from "../component_types.ts";

/** The Gaussian at a component's place with this mean and these variances, which lie along the coordinates or are one. */
export function diagonalGaussian(
  { component, coordinate, weight }: Pick<Component<Node>, "component" | "coordinate" | "weight">,
  mean: Node,
  variance: Node,
): GaussianComponent<Node> {
  const kind = variance.axes.includes(coordinate) ? "diagonal" : "scalar";
  return {
    family: "gaussian",
    component,
    coordinate,
    weight,
    mean,
    covariance: { kind, variance },
  };
}
