import type { AnyMixture } from "../mixture/component_types.ts";
import { nodeOf } from "../expr/node_of.ts";
import { nodes } from "../expr/simplify.ts";
import { entropyBounds } from "../bound/entropy_bounds.ts";
import type { Effort } from "../bound/named_bounds.ts";
import type { Bracket } from "./bracket.ts";
import { groupMixtures, meanOverGroups } from "./group_mixtures.ts";
import type { Groups } from "./groups.ts";

/** H(X | G) = Σ q_g h(p_g), between the sums of the bounds of each group. */
export function conditionalBracket(p: AnyMixture, groups: Groups, effort: Effort): Bracket {
  const each = groupMixtures(p, groups), { lower, upper } = entropyBounds(each.p, { effort });
  return {
    lower: meanOverGroups(each, nodeOf(lower)),
    upper: meanOverGroups(each, nodeOf(upper)),
  };
}

/** I(X; G) = h(X) − H(X | G) between the differences of their bounds. */
export function differenceOf(whole: Bracket, conditional: Bracket): Bracket {
  return {
    lower: nodes.sub(whole.lower, conditional.upper),
    upper: nodes.sub(whole.upper, conditional.lower),
  };
}
