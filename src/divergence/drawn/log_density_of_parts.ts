import { markers } from "../../expr/mark.ts";
import type { Node } from "../../expr/node.ts";
import { nodes } from "../../expr/simplify.ts";
import { logDensityFrom, middleOf } from "../../distance/component.ts";
import type { Component } from "../../mixture/component_types.ts";
import { familyOf } from "../../mixture/families/family_of.ts";
import { logSumExpOf } from "../../mixture/over_parts.ts";
import type { Part } from "../../mixture/parts.ts";

/** A point as a place and the way from there: their sum is never taken, so that it keeps its digits far from the origin. */
export interface Place {
  readonly middle: Node;
  readonly offset: Node;
}

/** What gradients of a density are taken in. */
export type Through =
  /** the point and all parameters */
  | "all"
  /** all parameters, the point standing still */
  | "parameters"
  /** the parameters of the components, neither the point nor weights */
  | "components"
  /** the weights only */
  | "weights"
  /** the point, along its path */
  | "point";

/** ln p(x), by a log-sum-exp over the components of each part. */
export function logDensityOf(parts: readonly Part[], x: Place, through: Through = "all"): Node {
  const keepsWeights = through === "point" || through === "components";
  return logSumExpOf(
    parts.map(({ pair: [j] }) => j),
    (j) => logComponent(j, x, through),
    (j) => keepsWeights ? markers.sealed(j.weight) : j.weight,
  );
}

function logComponent(j: Component<Node>, { middle, offset }: Place, through: Through): Node {
  const { sealed } = markers;
  const from = (i: Component<Node>, start: Node, way: Node) =>
    logDensityFrom(i, differenceFrom(i, { middle: start, offset: way }));
  switch (through) {
    case "all":
      return from(j, middle, offset);
    case "parameters":
    case "components":
      return from(j, sealed(middle), sealed(offset));
    case "weights":
      return sealed(from(j, middle, offset));
    case "point":
      return from(familyOf(j).changed(j, sealed), middle, offset);
    default:
      return through satisfies never;
  }
}

/** x − μⱼ, as (x̄ − μⱼ) + (x − x̄). */
export function differenceFrom(j: Component<Node>, { middle, offset }: Place): Node {
  return nodes.add(nodes.sub(middle, middleOf(j)), offset);
}
