import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, hold, reduce, rename, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { UniformComponent } from "../mixture/component_types.ts";
import { alongAxis, type Neighbours } from "./box_neighbours.ts";

/**
 * For each box i, which of its m neighbours cover a point of it: 2ᵐ patterns, numbered by their bits over two axes of 2^½m each,
 * so that taking differences along one after the other costs 2·2^1½m, not 4ᵐ.
 */
export interface Patterns {
  readonly axes: readonly [Axis, Axis];
  /** The probability of exactly this pattern in box i, over (i, pattern). */
  readonly probability: Node;
  /** Σ over the neighbours in the pattern, of a value for each. */
  readonly sumOf: (value: Node) => Node;
}

/** The patterns of neighbours, whose number m is even. */
export function patternsOf(
  { coordinate }: UniformComponent<Node>,
  neighbours: Neighbours,
): Patterns {
  const { axis, begin, end } = neighbours, half = axis.set.extent / 2;
  const first = axisOf(sharedIndexSet("coordinate", "s", 2 ** half));
  const second = axisOf(sharedIndexSet("coordinate", "t", 2 ** half));
  const isIn = hold("bits", bitsAlong(axis, first, second), "any");
  // the part of box i that all boxes of a pattern have in common
  const from = reduce("max", axis, nodes.mul(isIn, begin));
  const to = nodes.neg(reduce("max", axis, nodes.select(isIn, nodes.neg(end), constant(-1))));
  const edge = nodes.max(nodes.sub(to, from), constant(0));
  const common = hold("common parts", nodes.exp(sumOver(coordinate, nodes.log(edge))), "any");
  const partly = hold("partly exact", withoutLarger(common, first), "any");
  return {
    axes: [first, second],
    probability: hold("patterns", withoutLarger(partly, second), "any"),
    sumOf: (value) => sumOver(axis, nodes.mul(isIn, value)),
  };
}

/** 1 where neighbour n is in the pattern (s, t), whose bits are those of s and then those of t. */
function bitsAlong(axis: Axis, first: Axis, second: Axis): Node {
  const count = axis.set.extent, half = count / 2;
  const powers = Array.from({ length: count }, (_, n) => constant(2 ** -(n % half)));
  const code = nodes.select(nodes.less(coord(axis), constant(half)), coord(first), coord(second));
  return lastBit(nodes.mul(code, alongAxis(axis, powers)));
}

/** The last bit of the whole part of a number. */
function lastBit(x: Node): Node {
  const whole = nodes.floor(x);
  const even = nodes.floor(nodes.mul(constant(0.5), whole));
  return nodes.sub(whole, nodes.mul(constant(2), even));
}

/** Σ_{T ⊇ U} (−1)^{|T∖U|} v(T) at every U, along one of the axes. */
function withoutLarger(value: Node, axis: Axis): Node {
  const larger = axisOf(axis.set, 1);
  const bits = Math.log2(axis.set.extent);
  let sign: Node = constant(1);
  for (let bit = 0; bit < bits; bit++) {
    const at = (code: Axis) => lastBit(nodes.mul(constant(2 ** -bit), coord(code)));
    // 1 for equal bits, −1 for one more, 0 for one less
    const more = nodes.sub(at(larger), at(axis));
    const ofBit = nodes.sub(
      nodes.sub(constant(1), nodes.mul(constant(0.5), more)),
      nodes.mul(constant(1.5), nodes.square(more)),
    );
    sign = nodes.mul(sign, ofBit);
  }
  const signs = hold("signs", sign, "any");
  return sumOver(larger, nodes.mul(signs, rename(value, new Map([[axis, larger]]))));
}
