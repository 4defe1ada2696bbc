import { reduce, sumOver } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { Component, StudentComponent, UniformComponent } from "../component_types.ts";
import { diagonalOfCovariance } from "./diagonal.ts";

/** A component along one coordinate: what its marginal there is, as values along all coordinates. */
export type Marginal =
  | { readonly family: "gaussian"; readonly place: Node; readonly scale: Node }
  | { readonly family: "laplace"; readonly place: Node; readonly scale: Node }
  | { readonly family: "logistic"; readonly place: Node; readonly scale: Node }
  | {
    readonly family: "uniform";
    readonly place: Node;
    readonly half: Node;
    readonly p: UniformComponent<Node>;
  }
  | {
    readonly family: "studentT";
    readonly place: Node;
    readonly scale: Node;
    readonly nu: Node;
    readonly p: StudentComponent<Node>;
  };

/** The marginals of a component; undefined for a family of one's own, whose marginals nobody knows. */
export function marginalOf(p: Component<Node>): Marginal | undefined {
  switch (p.family) {
    case "gaussian":
      return { family: "gaussian", place: p.mean, scale: nodes.sqrt(diagonalOfCovariance(p)) };
    case "uniform":
      return { family: "uniform", place: p.center, half: nodes.mul(constant(0.5), p.width), p };
    case "laplace":
    case "logistic":
      return { family: p.family, place: p.location, scale: p.scale };
    case "studentT":
      return { family: "studentT", place: p.location, scale: p.scale, nu: p.degreesOfFreedom, p };
    case "own":
      return undefined;
    default:
      return p satisfies never;
  }
}

/** Whether the coordinates of a component are independent. */
export function isProduct(p: Component<Node>): boolean {
  return p.family !== "own" &&
    (p.family !== "gaussian" || p.covariance.kind !== "full" || p.coordinate.set.extent === 1);
}

/** Σ over coordinates. */
export function overCoordinates(p: Component<Node>, value: Node): Node {
  return sumOver(p.coordinate, value);
}

/** The least over coordinates. */
export function leastCoordinate(p: Component<Node>, value: Node): Node {
  return nodes.neg(reduce("max", p.coordinate, nodes.neg(value)));
}
