import { rename } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import type { Component } from "../mixture/component_types.ts";
import { type Covariance, fullCovariance } from "../mixture/covariance.ts";

/** The component of a x, for one factor or one along each coordinate. */
export function scaled(p: Component<Node>, factor: Node): Component<Node> {
  if (p.family === "uniform") {
    return {
      ...p,
      center: nodes.mul(factor, p.center),
      width: nodes.mul(nodes.abs(factor), p.width),
    };
  }
  const isOne = !factor.axes.includes(p.coordinate);
  return {
    ...p,
    mean: nodes.mul(factor, p.mean),
    covariance: scaledCovariance(p.covariance, factor, isOne),
  };
}

/** aₐ Sₐb a_b; one variance becomes one for each coordinate unless there is one factor. */
function scaledCovariance(s: Covariance<Node>, factor: Node, isOne: boolean): Covariance<Node> {
  if (s.kind !== "full") {
    const variance = nodes.mul(nodes.square(factor), s.variance);
    return { kind: isOne ? s.kind : "diagonal", variance };
  }
  // the product of factors is taken first: it is the same for (a, b) and (b, a)
  const factors = nodes.mul(factor, rename(factor, new Map([[s.row, s.column]])));
  return fullCovariance(nodes.mul(factors, s.matrix), s.row, s.column);
}
