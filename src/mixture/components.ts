import { describe } from "../expr/describe.ts";
import { isNode } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";
import type { Component, MixtureWith } from "./component_types.ts";

/** The components of a mixture over the first two copies of its component axis: i and i′. */
export function componentsOf(
  p: MixtureWith<object, number | undefined>,
): [Component<Node>, Component<Node>] {
  if (typeof p !== "object" || p === null || typeof p.at !== "function") {
    throw new TypeError(
      `Expected a mixture made by gaussianMixture, uniformMixture or mixture, got ${describe(p)}`,
    );
  }
  return [componentOf(p.at(0)), componentOf(p.at(1))];
}

/** A component as the nodes that it is made of; what a program gives in its place is refused. */
export function componentOf(p: Component): Component<Node> {
  if (typeof p === "object" && p !== null && partsOf(p).every(isNode)) {
    // looked at part by part
    return p as Component<Node>;
  }
  throw new TypeError(`Expected a component of a mixture, as p.at(0) is one, got ${describe(p)}`);
}

/** The values that a component is made of; undefined for what is missing. */
function partsOf(p: Component): readonly unknown[] {
  if (p.family === "uniform") return [p.weight, p.center, p.width];
  const { covariance } = p;
  return covariance?.kind === "full"
    ? [p.weight, p.mean, covariance.matrix, covariance.factor]
    : [p.weight, p.mean, covariance?.variance];
}
