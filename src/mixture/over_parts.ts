import { logAddExp } from "../expr/log_add_exp.ts";
import { reduce, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import type { Component } from "./component_types.ts";
import type { Part } from "./parts.ts";

/** Σᵢ over all components of all parts. */
export function sumOverParts(
  parts: readonly Part[],
  term: (i: Component<Node>, index: number) => Node,
): Node {
  return parts.map(({ pair: [i] }, index) => sumOver(i.component, term(i, index)))
    .reduce((sum, one) => nodes.add(sum, one));
}

/** ln Σ w exp a over all components of some, one of each part: of several parts the log-sum-exps are put together. */
export function logSumExpOf(
  components: readonly Component<Node>[],
  term: (j: Component<Node>, index: number) => Node,
  weight: (j: Component<Node>, index: number) => Node = (j) => j.weight,
): Node {
  return components.map((j, index) =>
    reduce("logSumExp", j.component, term(j, index), weight(j, index))
  ).reduce(logAddExp);
}
