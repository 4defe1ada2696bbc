import { broadcast, dense, hold, sumOver, sumTo } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logDensityFrom, middleOf } from "../distance/component.ts";
import { differentiate } from "../gradient/reverse.ts";
import type { GaussianComponent } from "../mixture/component_types.ts";
import type { PartAtPoints } from "./at_points.ts";

/**
 * Σᵢ rᵢ ∇ ln pᵢ(x) over the components of a part, for weights rᵢ: −Σ rᵢ Σᵢ⁻¹(x − μᵢ) of Gaussians; 0 of boxes, whose density is flat; of
 * other families the gradient of Σᵢ rᵢ ln pᵢ with the rᵢ held.
 */
export function meanSlope(part: PartAtPoints, share: Node): Node {
  const { component } = part;
  switch (component.family) {
    case "gaussian":
      return nodes.neg(pull(component, share, part.delta));
    case "uniform":
      return constant(0);
    case "laplace":
    case "logistic":
    case "studentT":
    case "own":
      return byGradient(part, share);
    default:
      return component satisfies never;
  }
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

/** The gradient in points that stand by themselves, though they are x: parameters may be made of the same numbers. */
function byGradient({ component, x }: PartAtPoints, share: Node): Node {
  const axes = share.axes.filter((axis) => axis !== component.component);
  const all = broadcast(x, [...axes, component.coordinate]);
  const apart = hold("x", markers.surrogate(all, all), "any");
  const logs = logDensityFrom(component, nodes.sub(apart, middleOf(component)));
  const total = sumTo(nodes.weigh(share, logs), [], []);
  return differentiate(total, [apart])[0]!;
}
