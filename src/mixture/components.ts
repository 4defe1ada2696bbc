import { describe } from "../expr/describe.ts";
import { isNode } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";
import type { Component, MixtureWith } from "./component_types.ts";
import { knownFamilyOf } from "./families/family_of.ts";
import { isFamily } from "./families/family_words.ts";

/**
 * The components of a mixture of one part over the first two copies of its component axis: i and i′.
 *
 * Throws `TypeError` for what is no mixture, and for a mixture of several parts.
 */
export function componentsOf(
  p: MixtureWith<object, number | undefined>,
): [Component<Node>, Component<Node>] {
  checkMixture(p);
  return [componentOf(p.at(0)), componentOf(p.at(1))];
}

/** What a program gives in the place of a mixture is refused. */
export function checkMixture(p: MixtureWith<object, number | undefined>): void {
  if (typeof p === "object" && p !== null && typeof p.at === "function" && Array.isArray(p.parts)) {
    return;
  }
  throw new TypeError(
    `Expected a mixture made by gaussianMixture, uniformMixture, mixtureOf or mixture, got ${
      describe(p)
    }`,
  );
}

/** A component as the nodes that it is made of; what a program gives in its place is refused. */
export function componentOf(p: Component): Component<Node> {
  if (typeof p === "object" && p !== null && isFamily(p.family)) {
    // looked at piece by piece
    const component = p as Component<Node>;
    if (knownFamilyOf(component)?.piecesOf(component).every(isNode)) return component;
  }
  throw new TypeError(`Expected a component of a mixture, as p.at(0) is one, got ${describe(p)}`);
}
