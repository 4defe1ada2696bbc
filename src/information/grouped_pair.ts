import { reduce } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { PairFunction } from "../distance/pair_function.ts";
import type { AnyMixture, Component } from "../mixture/component_types.ts";
import { partsOf } from "../mixture/parts.ts";
import { type Groups, labelAt } from "./groups.ts";

/** Two components of a mixture, and whether they belong to one group. */
export interface GroupedPair {
  readonly i: Component<Node>;
  readonly j: Component<Node>;
  /** The groups of i and of i′. */
  readonly label: Node;
  readonly labelOfOther: Node;
  /** 1 where they are one. */
  readonly isOwn: Node;
}

/** The pairs of components of a mixture of one family. */
export function groupedPair(p: AnyMixture, { labels }: Groups): GroupedPair {
  const [part, ...others] = partsOf(p), [label] = labels;
  if (part === undefined || label === undefined || others.length > 0) {
    throw new TypeError(
      "Expected a mixture of one family, gaussian or uniform, for bounds by pairs, got one of several: " +
        "monteCarloInformation takes those",
    );
  }
  const [i, j] = part.pair, labelOfOther = labelAt(label, i, j);
  return { i, j, label, labelOfOther, isOwn: nodes.equal(label, labelOfOther) };
}

/** 1 for components of two groups. */
export function isApart({ isOwn }: GroupedPair): Node {
  return nodes.sub(constant(1), isOwn);
}

/** ln Σⱼ cⱼ exp aᵢⱼ over the components of i's group, of the other groups, or of all. */
export function logSumOver(
  which: "own" | "others" | "all",
  pair: GroupedPair,
  logTerm: Node,
): Node {
  const { j, isOwn } = pair;
  const weights = {
    own: () => nodes.mul(isOwn, j.weight),
    others: () => nodes.mul(isApart(pair), j.weight),
    all: () => j.weight,
  };
  return reduce("logSumExp", j.component, logTerm, weights[which]());
}

/** −D(pᵢ‖pⱼ) */
export function minus(distance: PairFunction, { i, j }: GroupedPair): Node {
  return nodes.neg(nodeOf(distance(i, j)));
}
