import { sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { combine, logDet, quadratic } from "../mixture/covariance.ts";
import type { UniformComponent } from "../mixture/component_types.ts";
import { logVolume } from "./component.ts";
import { logOverlapOf } from "./log_overlap.ts";
import { ownLogOverlap } from "./own_pairs.ts";
import { byFamily, type PairFunction } from "./pair_function.ts";

/**
 * ln ∫ p q, the logarithm of the expected likelihood kernel (Jebara, Kondor & Howard 2004). Gaussian:
 * ln N(μᵢ; μⱼ, Σᵢ + Σⱼ). Boxes: ln|Vᵢ ∩ Vⱼ| − ln|Vᵢ| − ln|Vⱼ|, −∞ where they do not overlap (touching does not count).
 */
export const logOverlap: PairFunction = byFamily({
  gaussian: (p, q) => {
    // Σᵢ + Σⱼ = 2W, with the W = ½(Σᵢ + Σⱼ) of the Bhattacharyya distance: one factor serves both
    const { coordinate } = p;
    const between = combine(0.5, p.covariance, 0.5, q.covariance);
    const apart = quadratic(between, nodes.sub(p.mean, q.mean), coordinate);
    const logScale = constant(coordinate.set.extent * Math.log(4 * Math.PI));
    const spread = nodes.add(logScale, logDet(between, coordinate));
    return nodes.mul(constant(-0.5), nodes.add(spread, nodes.mul(constant(0.5), apart)));
  },
  uniform: (p, q) => nodes.sub(logIntersection(p, q), nodes.add(logVolume(p), logVolume(q))),
  others: (p, q) => ownLogOverlap(p, q) ?? logOverlapOf(p, q),
});

/** ln|Vᵢ ∩ Vⱼ| = Σₐ ln min(wᵢₐ, wⱼₐ, ½(wᵢₐ + wⱼₐ) − |mᵢₐ − mⱼₐ|), −∞ where an edge is not positive. */
export function logIntersection(p: UniformComponent<Node>, q: UniformComponent<Node>): Node {
  const edge = commonEdge(p, q), zero = constant(0);
  const meets = markers.stop(nodes.lessEqual(zero, edge));
  const length = markers.surrogate(nodes.max(edge, zero), nodes.mul(meets, edge));
  return sumOver(p.coordinate, nodes.log(length));
}

/** The length of what two edges have in common, negative where they are apart. */
function commonEdge(p: UniformComponent<Node>, q: UniformComponent<Node>): Node {
  const apart = nodes.abs(nodes.sub(p.center, q.center));
  if (p.width === q.width) return nodes.sub(p.width, apart);
  const half = constant(0.5), one = constant(1);
  const reach = nodes.sub(nodes.mul(half, nodes.add(p.width, q.width)), apart);
  const value = nodes.min(nodes.min(p.width, q.width), reach);
  // Which it is for gradients: the smaller width where |mᵢₐ − mⱼₐ| is below n, half the difference of the widths. Told by n, for
  // beside the widths |mᵢₐ − mⱼₐ| may be lost; where edges coincide, half and half.
  const wider = nodes.sub(p.width, q.width), nested = nodes.mul(half, nodes.abs(wider));
  const sign = nodes.sign(nodes.sub(apart, nested));
  const within = nodes.mul(half, nodes.sub(one, sign));
  const outside = nodes.mul(half, nodes.add(one, sign));
  // the slope in a width as one number: the difference of two sums of ½ over narrow edges would lose its digits
  const towards = nodes.mul(within, nodes.sign(wider));
  const slopeOf = (share: Node) => markers.stop(nodes.mul(half, share));
  const ofWidths = nodes.add(
    nodes.mul(slopeOf(nodes.sub(one, towards)), p.width),
    nodes.mul(slopeOf(nodes.add(one, towards)), q.width),
  );
  return markers.surrogate(value, nodes.sub(ofWidths, nodes.mul(markers.stop(outside), apart)));
}
