import type { Node } from "../expr/node.ts";
import type { Component, Family, MixtureWith } from "./component_types.ts";
import { checkMixture, componentOf } from "./components.ts";

/**
 * Components of one family, with a component axis of their own. A mixture consists of one part or several; weights are those
 * in the whole mixture, so a sum over a mixture is the sum of those over its parts.
 */
export interface Part {
  /** The family of its components. */
  readonly family: Family;
  /** The components, over copies 0 and 1 of the part's component axis: i and i′. */
  readonly pair: readonly [Component<Node>, Component<Node>];
}

/** The parts that a mixture consists of: one for a mixture of one family. */
export function partsOf(p: MixtureWith<object, number | undefined>): readonly Part[] {
  checkMixture(p);
  return p.parts.map(({ family, at }) => ({
    family,
    pair: [componentOf(at(0)), componentOf(at(1))],
  }));
}
