import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { Component } from "../mixture/component_types.ts";
import { familyOf } from "../mixture/families/family_table.ts";
import { entropyOf } from "./component.ts";
import { ownLogOverlap } from "./own_pairs.ts";

/** An upper bound of ln ∫ p q: by Cauchy and Schwarz ½(ln ∫ p² + ln ∫ q²) where no other is known. */
export function logOverlapOf(p: Component<Node>, q: Component<Node>): Node {
  return nodes.mul(constant(0.5), nodes.add(ownLogSquare(p), ownLogSquare(q)));
}

/** ln ∫ p², +∞ where it is not known. */
export function ownLogSquare(p: Component<Node>): Node {
  const excess = familyOf(p).squareExcess(p);
  if (excess !== undefined) return nodes.sub(excess, entropyOf(p));
  const other = { ...p };
  return ownLogOverlap(p, other) ?? constant(Infinity);
}
