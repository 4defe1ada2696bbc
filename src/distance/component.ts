import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import type { Component } from "../mixture/component_types.ts";
import { familyOf } from "../mixture/families/family_of.ts";

/** The entropy of a component: ½[d ln 2πe + ln|Σ|], ln|V|, or as its family says. */
export function entropyOf(p: Component<Node>): Node {
  return familyOf(p).entropy(p);
}

/** The logarithm of the density of a component at a point x, which has the coordinate axis. */
export function logDensityAt(p: Component<Node>, x: Node): Node {
  return logDensityFrom(p, nodes.sub(x, middleOf(p)));
}

/** The mean of a Gaussian, the centre of a box, the location of others. */
export function middleOf(p: Component<Node>): Node {
  return familyOf(p).middle(p);
}

/** The logarithm of the density of a component at the difference δ from its middle. */
export function logDensityFrom(p: Component<Node>, delta: Node): Node {
  return familyOf(p).logDensityFrom(p, delta);
}
