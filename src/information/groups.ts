import { inputOver } from "../expr/array.ts";
import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, rename, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { AnyMixture, Component } from "../mixture/component_types.ts";
import { partsOf } from "../mixture/parts.ts";
import { type GroupLabels, type LabelsRead, readLabels } from "../mixture/group_labels.ts";

/** So many groups have a short axis of their own, over which tables of groups lie; of more there are none. */
export const mostInTables = 64;

/** A partition of the components of a mixture into groups. */
export interface Groups {
  /** How many groups there are: G. */
  readonly count: number;
  /** Whether every component is its own group. */
  readonly isSingle: boolean;
  /** The number of the group of each component of each part, along copy 0 of the part's component axis. */
  readonly labels: readonly Node[];
  /** The same as numbers, over the components of all parts in order. */
  readonly numbers: Float64Array;
}

/** The groups that are given for the components of `p`, those of all parts in order. */
export function groupsOf(p: AnyMixture, given: GroupLabels | undefined, name = "groups"): Groups {
  return groupsFrom(p, readLabels(given, p.components, name), name);
}

/** The groups of labels that were read. */
export function groupsFrom(
  p: AnyMixture,
  { labels: numbers, count }: LabelsRead,
  name: string,
): Groups {
  let from = 0;
  const labels = partsOf(p).map(({ pair: [{ component }] }) => {
    const extent = component.set.extent, data = numbers.slice(from, from + extent);
    from += extent;
    return inputOver({ data, shape: [extent] }, name, [component]);
  });
  return { count, isSingle: count === p.components, labels, numbers };
}

/** The groups of two partitions taken together: components are together if they are so in both. */
export function jointGroups(p: AnyMixture, one: Groups, other: Groups): Groups {
  const pairs = Array.from(one.numbers, (g, i) => `${g} ${other.numbers[i]}`);
  return groupsFrom(p, readLabels(pairs, p.components, "groups"), "groups");
}

/** The axis of G groups, short: g, and g′ as its second copy. */
export function groupAxis({ count }: Groups, copy = 0): Axis {
  return axisOf(sharedIndexSet("coordinate", "g", count), copy);
}

/** 1 where component i of a part belongs to the group along `axis`. */
export function isIn(label: Node, axis: Axis): Node {
  return nodes.equal(label, coord(axis));
}

/** The label of a part along the other copy of its component axis. */
export function labelAt(label: Node, i: Component<Node>, j: Component<Node>): Node {
  return rename(label, new Map([[i.component, j.component]]));
}

/** q: what the components of each group along `axis` weigh together. */
export function sharesAlong(p: AnyMixture, { labels }: Groups, axis: Axis): Node {
  return partsOf(p).map(({ pair: [i] }, t) =>
    sumOver(i.component, nodes.mul(isIn(labels[t]!, axis), i.weight))
  ).reduce((sum, part) => nodes.add(sum, part));
}

/** For each component of a part, what its group weighs. */
export function shareOfOwn(p: AnyMixture, { labels }: Groups, part: number): Node {
  const own = labels[part]!;
  return partsOf(p).map(({ pair: [i, j] }, t) =>
    sumOver(j.component, nodes.mul(nodes.equal(own, labelAt(labels[t]!, i, j)), j.weight))
  ).reduce((sum, each) => nodes.add(sum, each));
}

/** H(G) = −Σ q ln q of the groups, in nats. Costs a sweep over pairs where they are too many for tables. */
export function groupEntropy(p: AnyMixture, groups: Groups): Node {
  const parts = partsOf(p);
  if (groups.count === 1) return constant(0);
  if (groups.isSingle) {
    const terms = parts.map(({ pair: [i] }) => sumOver(i.component, nodes.xLogX(i.weight)));
    return nodes.neg(terms.reduce((sum, term) => nodes.add(sum, term)));
  }
  if (groups.count <= mostInTables) {
    const axis = groupAxis(groups);
    return nodes.neg(sumOver(axis, nodes.xLogX(sharesAlong(p, groups, axis))));
  }
  const terms = parts.map(({ pair: [i] }, t) => {
    const own = shareOfOwn(p, groups, t), zero = constant(0);
    const isThere = nodes.less(zero, i.weight);
    const log = nodes.log(nodes.select(isThere, own, constant(1)));
    return sumOver(i.component, nodes.weigh(i.weight, log));
  });
  return nodes.neg(terms.reduce((sum, term) => nodes.add(sum, term)));
}
