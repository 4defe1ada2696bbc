import { coord, rename, sumOver, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { componentOf } from "../mixture/components.ts";
import type { Component, MixtureWith } from "../mixture/component_types.ts";
import { withParts } from "../mixture/assembled.ts";
import { familyOf, readAt } from "../mixture/families/family_of.ts";
import { partsOf } from "../mixture/parts.ts";

/**
 * The same distribution with components of identical parameters taken as one: the first of each such group has the weight of all,
 * c′ᵢ = Σⱼ Eᵢⱼ cⱼ with Eᵢⱼ = 1 for equal parameters, the others weight 0, which every bound ignores. Costs a sweep over pairs.
 *
 * Slopes are those of the distribution: moving one of a group moves the mean of the group by its share cⱼ/c′ᵢ, so the parameters of the
 * first are, for gradients, Σⱼ Eᵢⱼ cⱼ μⱼ / c′ᵢ. The shares have no gradient, for they do not move a mean of equals. Second
 * derivatives within a group are those of this mean, not of its parting.
 */
export function merged<B extends number | undefined>(
  p: MixtureWith<object, B>,
): MixtureWith<object, B> {
  const parts = partsOf(p);
  return withParts(p, (part, t) => {
    const first = firstOfEquals(...parts[t]!.pair);
    return (copy) => readAt(first, componentOf(part.at(copy)).component);
  });
}

function firstOfEquals(i: Component<Node>, j: Component<Node>): Component<Node> {
  const home = i.component, away = j.component;
  const isSame = areEqual(i, j);
  const isLater = nodes.less(coord(away), coord(home));
  const earlier = sumOver(away, nodes.mul(isSame, isLater));
  const total = sumOver(away, nodes.mul(isSame, j.weight));
  const none = constant(0), isFirst = nodes.equal(earlier, none);
  // 0 for all; but what an index depends on is computed in double precision, and equality in single precision is none
  const exact = take(earlier, home, nodes.select(isFirst, coord(home), none));
  const weight = nodes.select(nodes.equal(nodes.add(earlier, exact), none), total, none);
  const share = markers.stop(nodes.ratio(nodes.mul(isSame, j.weight), total));
  const toAway = new Map([[home, away]]);
  const meanOfGroup = (value: Node) =>
    value.axes.includes(home)
      ? markers.surrogate(value, sumOver(away, nodes.mul(share, rename(value, toAway))))
      : value;
  return familyOf(i).changed({ ...i, weight }, meanOfGroup);
}

/** 1 where all parameters of two components are equal: a sum of as many ones as there are numbers. */
function areEqual(i: Component<Node>, j: Component<Node>): Node {
  const others = familyOf(j).parametersOf(j);
  const same = familyOf(i).parametersOf(i).flatMap((value, t) => {
    // what all components share is no question
    if (!value.axes.includes(i.component)) return [];
    const agrees = nodes.equal(value, others[t]!);
    const along = value.axes.filter(({ set }) => set === i.coordinate.set);
    const count = along.reduce((n, { set }) => n * set.extent, 1);
    const agreeing = along.reduce((sum, axis) => sumOver(axis, sum), agrees);
    return [nodes.equal(agreeing, constant(count))];
  });
  return same.reduce((both, one) => nodes.mul(both, one), constant(1));
}
