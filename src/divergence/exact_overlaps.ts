import type { Node } from "../expr/node.ts";
import type { AnyMixture, Component, Family } from "../mixture/component_types.ts";
import { familyWords } from "../mixture/families/family_words.ts";

/** Whether ∫ p q of two components is known exactly. */
function isExact(i: Family, j: Family): boolean {
  return i === j && (i === "gaussian" || i === "uniform");
}

/** Whether ∫ p q of two mixtures is known exactly, so that what is made of it can be asked for. */
export function areOverlapsExact(p: AnyMixture, q: AnyMixture): boolean {
  return p.parts.every((i) => q.parts.every((j) => isExact(i.family, j.family)));
}

/**
 * Throws `TypeError` for two components whose ∫ p q has no closed form: `logOverlap` is an upper bound then, and a sum of such
 * is nothing exact.
 */
export function checkOverlaps(i: Component<Node>, j: Component<Node>): void {
  if (isExact(i.family, j.family)) return;
  const [one, other] = [i, j].map((x) => familyWords[x.family]);
  throw new TypeError(
    `Expected mixtures whose components have overlaps ∫ p q in closed form, Gaussians or uniform boxes on both sides, got ${one} beside ${other}`,
  );
}
