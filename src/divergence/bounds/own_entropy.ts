import type { AnyMixture } from "../../mixture/component_types.ts";
import type { Node } from "../../expr/node.ts";
import { nodeOf } from "../../expr/node_of.ts";
import { nodes } from "../../expr/simplify.ts";
import { entropyOf } from "../../distance/component.ts";
import { entropyBounds } from "../../bound/entropy_bounds.ts";
import { cellsUpper, cornersLower } from "./cross_grid.ts";
import { type Compared, finenessOf } from "./compared_mixtures.ts";
import { crossOutward } from "./outward_cross.ts";
import { average, type TwoRoles } from "./sides.ts";

/** The entropy of one of two mixtures, from both sides. */
export interface OwnEntropy {
  readonly lower: Node;
  readonly upper: Node;
  /** What it is by a formula whose errors cancel, where there is one. */
  readonly near: Node | undefined;
}

/**
 * The entropy of one of two mixtures from both sides: of one component exactly (and not nearer, if a plan is run with others), else by `entropyBounds` and in cells, where these are
 * few.
 */
export function ownEntropy(
  mixture: AnyMixture,
  { averaged, evaluated }: TwoRoles,
  compared: Compared,
): OwnEntropy {
  const ends = (lower: Node, upper: Node) => ({
    lower: crossOutward(averaged, evaluated, lower, "down"),
    upper: crossOutward(averaged, evaluated, upper, "up"),
  });
  if (mixture.components === 1) {
    const exact = average(averaged, entropyOf);
    // a compiled plan may be run with more: H(X|C) ≤ h ≤ H(X|C) + H(C), and H(C) of one component is 0
    const choice = average(averaged, ({ weight }) => nodes.neg(nodes.log(weight)));
    return { ...ends(exact, nodes.add(exact, choice)), near: exact };
  }
  const bounds = entropyBounds(mixture, { effort: compared.effort });
  const lower = nodeOf(bounds.lower), upper = nodeOf(bounds.upper);
  const cells = finenessOf(compared);
  const above = cells === undefined ? undefined : cellsUpper(averaged, evaluated, cells);
  const below = cells === undefined ? undefined : cornersLower(averaged, evaluated, cells);
  if (cells === undefined || above === undefined || below === undefined) {
    return { lower, upper, near: undefined };
  }
  const fine = ends(below, above);
  return {
    lower: nodes.max(lower, fine.lower),
    upper: nodes.min(upper, fine.upper),
    near: extrapolated(above, cellsUpper(averaged, evaluated, cells / 2)),
  };
}

/** What values at n and n/2 cells tend to as n grows, where they err by about 1/n² (Richardson 1911). */
export function extrapolated(fine: Node | undefined, coarse: Node | undefined): Node | undefined {
  if (fine === undefined || coarse === undefined) return undefined;
  const third = nodes.mul(nodes.constant(1 / 3), nodes.sub(fine, coarse));
  return nodes.add(fine, third);
}
