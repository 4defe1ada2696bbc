import { sumOver } from "../../expr/build.ts";
import { markers } from "../../expr/mark.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { UniformComponent } from "../component_types.ts";
import { logVolume } from "../families/uniform_family.ts";

type Box = UniformComponent<Node>;

/** KL(p‖q): ln|Vⱼ| − ln|Vᵢ| where box i lies inside box j, |mᵢₐ − mⱼₐ| ≤ ½(wⱼₐ − wᵢₐ) for every a, else +∞. */
export function klOfBoxes(p: Box, q: Box): Node {
  const room = nodes.mul(constant(0.5), nodes.sub(q.width, p.width));
  const sticksOut = nodes.less(room, nodes.abs(nodes.sub(p.center, q.center)));
  const inside = nodes.equal(sumOver(p.coordinate, sticksOut), constant(0));
  return nodes.select(inside, nodes.sub(logVolume(q), logVolume(p)), constant(Infinity));
}

/** The Chernoff-α distance: α ln|Vᵢ| + (1−α) ln|Vⱼ| − ln|Vᵢ ∩ Vⱼ|. */
export function chernoffOfBoxes(p: Box, q: Box, alpha: number): Node {
  const times = (c: number, x: Node) => nodes.mul(constant(c), x);
  const volumes = nodes.add(times(alpha, logVolume(p)), times(1 - alpha, logVolume(q)));
  return nodes.sub(volumes, logIntersection(p, q));
}

/** ln ∫ p q: ln|Vᵢ ∩ Vⱼ| − ln|Vᵢ| − ln|Vⱼ|. */
export function logOverlapOfBoxes(p: Box, q: Box): Node {
  return nodes.sub(logIntersection(p, q), nodes.add(logVolume(p), logVolume(q)));
}

/** ln|Vᵢ ∩ Vⱼ| = Σₐ ln min(wᵢₐ, wⱼₐ, ½(wᵢₐ + wⱼₐ) − |mᵢₐ − mⱼₐ|), −∞ where an edge is not positive. */
export function logIntersection(p: Box, q: Box): Node {
  const edge = commonEdge(p, q), zero = constant(0);
  const meets = markers.stop(nodes.lessEqual(zero, edge));
  const length = markers.surrogate(nodes.max(edge, zero), nodes.mul(meets, edge));
  return sumOver(p.coordinate, nodes.log(length));
}

/** The length of what two edges have in common, negative where they are apart. */
function commonEdge(p: Box, q: Box): Node {
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
