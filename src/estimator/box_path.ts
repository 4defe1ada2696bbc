import { coord, reduce, sumOver, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { isOutside, logVolume, outsideCount } from "../distance/component.ts";
import type { UniformComponent } from "../mixture/component_types.ts";
import type { MixtureSample } from "./sampling.ts";

/**
 * For each draw, an expression whose gradient in centres and widths estimates that of the surprise (its value is never
 * computed). The density of boxes is constant but for jumps, so paths alone say nothing: the entropy changes because
 * faces move. With φ(p) = p ln p, q = cⱼ/|Vⱼ| and r the density of the other boxes, a face of box j that moves outward by
 * dε changes the entropy by −∫_face [φ(r + q) − φ(r)] dε, and a wider box is thinner by q/w inside:
 *
 * ∂h/∂m = −(cⱼ/w) E[T(y₊) − T(y₋)], ∂h/∂w = (cⱼ/w) E[ln p(x) + 1] − (cⱼ/2w) E[T(y₊) + T(y₋)]
 *
 * where T = ln(r + q) + (r/q) ln(1 + q/r), x is uniform in box j and y± is x moved to the two faces.
 */
export function boxPath(i: UniformComponent<Node>, draws: MixtureSample, surprises: Node): Node {
  const at = (value: Node) => take(value, i.component, draws.label);
  const width = at(i.width), center = at(i.center);
  const upper = faceTerm(i, draws, 1), lower = faceTerm(i, draws, -1);
  const moved = nodes.div(nodes.sub(lower, upper), width);
  const thinned = nodes.sub(constant(1), surprises);
  const half = nodes.mul(constant(0.5), nodes.add(upper, lower));
  const widened = nodes.div(nodes.sub(thinned, half), width);
  const path = nodes.add(
    nodes.mul(center, markers.sealed(moved)),
    nodes.mul(width, markers.sealed(widened)),
  );
  return sumOver(i.coordinate, path);
}

/**
 * T at each draw moved to one face along each coordinate. Where that face lies exactly on a face of another box, T is half
 * that with the box and half that without: the mean of the two one-sided slopes.
 */
function faceTerm(i: UniformComponent<Node>, draws: MixtureSample, side: 1 | -1): Node {
  const at = (value: Node) => take(value, i.component, draws.label);
  const apart = nodes.sub(at(i.center), i.center);
  const face = nodes.abs(nodes.add(apart, nodes.mul(constant(side * 0.5), at(i.width))));
  const half = nodes.mul(constant(0.5), i.width);
  const closed = jumpTerm(i, draws, nodes.lessEqual(face, half));
  const open = jumpTerm(i, draws, nodes.less(face, half));
  return nodes.mul(constant(0.5), nodes.add(closed, open));
}

/** ln(r + q) + (r/q) ln(1 + q/r), where r is the density of the other boxes that cover the face. */
function jumpTerm(i: UniformComponent<Node>, { label, delta }: MixtureSample, covers: Node): Node {
  const at = (value: Node) => take(value, i.component, label);
  // a box covers the moved point if the point is outside along no other coordinate
  const others = nodes.sub(outsideCount(i, delta), isOutside(i, delta));
  const covered = nodes.mul(nodes.equal(others, constant(0)), covers);
  const itself = nodes.equal(coord(i.component), label);
  const weight = nodes.select(itself, constant(0), i.weight);
  const density = nodes.select(covered, nodes.neg(logVolume(i)), constant(-Infinity));
  const logRest = reduce("logSumExp", i.component, density, weight);
  const logOwn = nodes.sub(nodes.log(at(i.weight)), at(logVolume(i)));
  // r/q, capped where (r/q) ln(1 + q/r) is 1 to all digits
  const logRatio = nodes.min(nodes.sub(logRest, logOwn), constant(300));
  const ratio = nodes.exp(logRatio);
  const share = nodes.mul(ratio, nodes.log1p(nodes.exp(nodes.neg(logRatio))));
  const grown = nodes.select(nodes.equal(ratio, constant(0)), constant(0), share);
  return nodes.add(nodes.add(logOwn, nodes.log1p(ratio)), grown);
}
