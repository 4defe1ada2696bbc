import type { Node } from "../expr/node.ts";
import type { Component } from "../mixture/component_types.ts";
import { familyOf } from "../mixture/families/family_table.ts";

/**
 * Throws `TypeError` for two components whose ∫ p q has no closed form: `logOverlap` is an upper bound then, and a sum of such
 * is nothing exact.
 */
export function checkOverlaps(i: Component<Node>, j: Component<Node>): void {
  if (i.family === j.family && (i.family === "gaussian" || i.family === "uniform")) return;
  const [one, other] = [i, j].map((x) => familyOf(x).words.many);
  throw new TypeError(
    `Expected mixtures whose components have overlaps ∫ p q in closed form, Gaussians or uniform boxes on both sides, got ${one} beside ${other}`,
  );
}
