import type { Node } from "../expr/node.ts";
import { familiesOf } from "./assembled.ts";
import type { ComponentOf, Family, MixtureWith } from "./component_types.ts";
import { checkMixture, componentOf } from "./components.ts";
import { familyWords } from "./families/family_words.ts";

/** The components i and i′ of a mixture that consists of one family; `what` is what holds for that family only. */
export function componentsOfFamily<F extends Family>(
  p: MixtureWith<object, number | undefined>,
  family: F,
  what?: string,
): [ComponentOf<Node>[F], ComponentOf<Node>[F]] {
  checkMixture(p);
  if (p.family === family) {
    const pair = [componentOf(p.at(0)), componentOf(p.at(1))];
    // both are of the family of the mixture
    return pair as unknown as [ComponentOf<Node>[F], ComponentOf<Node>[F]];
  }
  const purpose = what === undefined ? "" : ` for the ${what}`;
  const several = p.parts.length > 1 && p.parts.every((part) => part.family === family);
  const got = several ? `${p.parts.length} parts of them` : `one of ${familiesOf(p.parts)}`;
  throw new TypeError(`Expected a mixture of ${familyWords[family]}${purpose}, got ${got}`);
}
