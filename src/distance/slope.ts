import { dense, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { Component, GaussianComponent } from "../mixture/component_types.ts";

/**
 * Σᵢ rᵢ ∇ ln pᵢ(x) over the components, for weights rᵢ and the differences δᵢ = x − μᵢ of a point from their middles: −Σ rᵢ Σᵢ⁻¹ δᵢ of
 * Gaussians; 0 of boxes, whose density is flat.
 */
export function meanSlope(p: Component<Node>, share: Node, delta: Node): Node {
  return p.family === "uniform" ? constant(0) : nodes.neg(pull(p, share, delta));
}

/** Σᵢ rᵢ Σᵢ⁻¹ δᵢ; a covariance that all components share is solved for once a point. */
function pull(
  { component, coordinate, covariance }: GaussianComponent<Node>,
  share: Node,
  delta: Node,
): Node {
  const total = (value: Node) => sumOver(component, nodes.weigh(share, value));
  const matrix = covariance.kind === "full" ? covariance.matrix : covariance.variance;
  const isShared = !matrix.axes.includes(component);
  const solve = (value: Node): Node => {
    if (covariance.kind !== "full") {
      return nodes.mul(value, nodes.div(constant(1), covariance.variance));
    }
    return dense("solve", coordinate, covariance.column, [covariance.factor, value]);
  };
  return isShared ? solve(total(delta)) : total(solve(delta));
}
