import { logAddExp } from "../expr/log_add_exp.ts";
import { axisOf } from "../expr/axes.ts";
import { coord, reduce, rename, sumOver, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logDensityFrom, middleOf } from "../distance/component.ts";
import { isOutside, logVolume, outsideCount } from "../mixture/families/uniform_family.ts";
import type { UniformComponent } from "../mixture/component_types.ts";
import type { MixtureSample, PartSample } from "./sampling.ts";

/** A part of boxes, and the other parts of its mixture. */
interface Boxes extends PartSample {
  readonly i: UniformComponent<Node>;
  readonly others: readonly PartSample[];
}

/** The mean over the draws of what `boxPath` says for part t, which consists of boxes, `surprises` being −ln p of each draw. */
export function facesPath(draws: MixtureSample, t: number, surprises: Node): Node {
  const own = draws.parts[t]!, { i, isDrawn } = own;
  if (i.family !== "uniform") throw new TypeError(`Expected a part of boxes, got ${i.family}`);
  const boxes: Boxes = { ...own, i, others: draws.parts.filter((_, other) => other !== t) };
  const weight = isDrawn === undefined ? draws.weight : nodes.mul(isDrawn, draws.weight);
  return sumOver(draws.sample, nodes.mul(weight, boxPath(boxes, surprises)));
}

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
function boxPath(boxes: Boxes, surprises: Node): Node {
  const { i, label } = boxes;
  const at = (value: Node) => take(value, i.component, label);
  const width = at(i.width), center = at(i.center);
  const upper = faceTerm(boxes, 1), lower = faceTerm(boxes, -1);
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
function faceTerm(boxes: Boxes, side: 1 | -1): Node {
  const { i, label } = boxes;
  const at = (value: Node) => take(value, i.component, label);
  const apart = nodes.sub(at(i.center), i.center);
  const face = nodes.abs(nodes.add(apart, nodes.mul(constant(side * 0.5), at(i.width))));
  const half = nodes.mul(constant(0.5), i.width);
  const logOthers = boxes.others.map((other) => logDensityAtFace(boxes, other, side))
    .reduce<Node | undefined>(
      (sum, one) => sum === undefined ? one : logAddExp(sum, one),
      undefined,
    );
  const closed = jumpTerm(boxes, logOthers, nodes.lessEqual(face, half));
  const open = jumpTerm(boxes, logOthers, nodes.less(face, half));
  return nodes.mul(constant(0.5), nodes.add(closed, open));
}

/** ln Σ cⱼ pⱼ over another part's components at each draw moved to one face along each coordinate. */
function logDensityAtFace({ i, label }: Boxes, other: PartSample, side: 1 | -1): Node {
  const at = (value: Node) => take(value, i.component, label);
  const along = i.coordinate, face = axisOf(along.set, facesCopy);
  const edge = nodes.add(at(i.center), nodes.mul(constant(side * 0.5), at(i.width)));
  const moved = nodes.sub(edge, middleOf(other.i));
  const delta = nodes.select(nodes.equal(coord(along), coord(face)), moved, other.delta);
  const density = logDensityFrom(other.i, delta);
  const sum = reduce("logSumExp", other.i.component, density, other.i.weight);
  return rename(sum, new Map([[face, along]]));
}

/** The copy of the coordinate axis that runs over faces: matrices have the first two. */
const facesCopy = 3;

/** ln(r + q) + (r/q) ln(1 + q/r), where r is the density of the other boxes that cover the face, and of other parts. */
function jumpTerm({ i, label, delta }: Boxes, logOthers: Node | undefined, covers: Node): Node {
  const at = (value: Node) => take(value, i.component, label);
  // a box covers the moved point if the point is outside along no other coordinate
  const others = nodes.sub(outsideCount(i, delta), isOutside(i, delta));
  const covered = nodes.mul(nodes.equal(others, constant(0)), covers);
  const itself = nodes.equal(coord(i.component), label);
  const weight = nodes.select(itself, constant(0), i.weight);
  const density = nodes.select(covered, nodes.neg(logVolume(i)), constant(-Infinity));
  const logBoxes = reduce("logSumExp", i.component, density, weight);
  const logRest = logOthers === undefined ? logBoxes : logAddExp(logBoxes, logOthers);
  const logOwn = nodes.sub(nodes.log(at(i.weight)), at(logVolume(i)));
  // r/q, capped where (r/q) ln(1 + q/r) is 1 to all digits
  const logRatio = nodes.min(nodes.sub(logRest, logOwn), constant(300));
  const ratio = nodes.exp(logRatio);
  const share = nodes.mul(ratio, nodes.log1p(nodes.exp(nodes.neg(logRatio))));
  const grown = nodes.select(nodes.equal(ratio, constant(0)), constant(0), share);
  return nodes.add(nodes.add(logOwn, nodes.log1p(ratio)), grown);
}
