import { coord, sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logVolume } from "../mixture/families/uniform_family.ts";
import { componentsOfFamily } from "../mixture/only_family.ts";
import type { MixtureWith, UniformComponent } from "../mixture/component_types.ts";
import { softplus } from "./softplus.ts";

/** Points, each the sum of a double and of what that rounds away. */
export interface Place {
  readonly near: Node;
  readonly rest: Node;
}

/** The components i and i′ of a mixture of boxes. */
export function boxesOf(
  p: MixtureWith<object, number | undefined>,
  bound: string,
): [UniformComponent<Node>, UniformComponent<Node>] {
  return componentsOfFamily(p, "uniform", bound);
}

/** The lower or the upper edge of a box, m ∓ w/2, with what the sum rounds away (Knuth 1969): its slope is that of the sum. */
export function edgeOf({ center, width }: UniformComponent<Node>, side: -1 | 1): Place {
  const half = nodes.mul(constant(side / 2), width);
  const near = nodes.add(center, half), other = nodes.sub(near, center);
  const rest = nodes.add(nodes.sub(center, nodes.sub(near, other)), nodes.sub(half, other));
  return { near, rest: markers.stop(rest) };
}

/** b − a, to two roundings: a narrow box keeps its digits beside the end of a wide one. */
export function difference(b: Place, a: Place): Node {
  return nodes.add(nodes.sub(b.near, a.near), nodes.sub(b.rest, a.rest));
}

/**
 * Where the part of box j that lies in box i begins and ends along each coordinate, in widths of box i and from its lower edge:
 * within [0, 1]. It ends before it begins where they are apart.
 */
export function partWithin(
  i: UniformComponent<Node>,
  j: UniformComponent<Node>,
): { readonly begin: Node; readonly end: Node } {
  const origin = edgeOf(i, -1);
  const inWidths = (place: Place) => nodes.div(difference(place, origin), i.width);
  return {
    begin: nodes.max(inWidths(edgeOf(j, -1)), constant(0)),
    end: nodes.min(inWidths(edgeOf(j, 1)), constant(1)),
  };
}

/** ln(|Vᵢ ∩ Vⱼ|/|Vᵢ|), the share of box i that lies in box j; −∞ where they do not overlap. */
export function logShare(i: UniformComponent<Node>, j: UniformComponent<Node>): Node {
  const reach = nodes.min(
    difference(edgeOf(i, 1), edgeOf(j, -1)),
    difference(edgeOf(j, 1), edgeOf(i, -1)),
  );
  const edge = i.width === j.width
    ? nodes.min(i.width, reach)
    : nodes.min(nodes.min(i.width, j.width), reach);
  const share = nodes.div(nodes.max(edge, constant(0)), i.width);
  return sumOver(i.coordinate, nodes.log(share));
}

/**
 * ln Rᵢⱼ, R the ratio of the densities cⱼ/|Vⱼ| and cᵢ/|Vᵢ| of two boxes; −∞ for a weight cⱼ of 0. Terms with it are weighed by
 * cᵢ: one of 0 is read as 1.
 */
export function logDensityRatio(i: UniformComponent<Node>, j: UniformComponent<Node>): Node {
  const isPresent = nodes.less(constant(0), i.weight);
  const own = nodes.log(nodes.select(isPresent, i.weight, constant(1)));
  return nodes.sub(
    nodes.sub(nodes.log(j.weight), logVolume(j)),
    nodes.sub(own, logVolume(i)),
  );
}

/** 1 for two different boxes, 0 for one and the same. */
export function isOther(i: UniformComponent<Node>, j: UniformComponent<Node>): Node {
  return nodes.sub(constant(1), nodes.equal(coord(i.component), coord(j.component)));
}

/**
 * Eᵢ ln(1 + Rᵢⱼ) = fᵢⱼ ln(1 + Rᵢⱼ), fᵢⱼ = |Vᵢ ∩ Vⱼ|/|Vᵢ|: exact, for both densities are constant where both are positive. Of a
 * box with itself 0. In a weight cⱼ of 0, whose logarithm has no slope, it grows by fᵢⱼ|Vᵢ|/(cᵢ|Vⱼ|).
 */
export function pairGain(i: UniformComponent<Node>, j: UniformComponent<Node>): Node {
  const logOverlap = logShare(i, j), other = isOther(i, j), zero = constant(0);
  const gain = nodes.weigh(
    nodes.mul(other, nodes.exp(logOverlap)),
    softplus(logDensityRatio(i, j)),
  );
  const perWeight = logDensityRatio(i, { ...j, weight: constant(1) });
  const slope = nodes.mul(other, nodes.exp(nodes.add(logOverlap, perWeight)));
  const isAbsent = nodes.equal(j.weight, zero);
  return markers.sloped(gain, j.weight, nodes.select(isAbsent, slope, zero));
}
