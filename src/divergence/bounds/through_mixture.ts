import type { Node } from "../../expr/node.ts";
import { nodes } from "../../expr/simplify.ts";
import { type Compared, swapped } from "./compared_mixtures.ts";
import { crossEnds } from "./cross_entropy.ts";
import type { Shares } from "./jensen_shannon_bounds.ts";
import { type OwnEntropy, ownEntropy } from "./own_entropy.ts";
import { mixed } from "./sides.ts";

/** A Jensen–Shannon divergence from both sides by its definition, and the entropies that it took. */
export interface ThroughMixture {
  readonly lower: Node;
  readonly upper: Node;
  readonly near: Node | undefined;
  readonly own: readonly [OwnEntropy, OwnEntropy];
}

/** w KL(p‖m) + v KL(q‖m), m = wp + vq: cross entropies to m less entropies. All have the same sums over components, each computed once. */
export function throughMixture(compared: Compared, shares: Shares): ThroughMixture {
  const back = swapped(compared), [w, v] = shares;
  const own = [
    ownEntropy(compared.mixtures[0], compared.p, compared),
    ownEntropy(back.mixtures[0], back.p, back),
  ] as const;
  const density = mixed(compared.p.evaluated, compared.q.evaluated, shares);
  const there = crossEnds(compared, own[0], density), again = crossEnds(back, own[1], density);
  const both = (x: Node, y: Node) => nodes.add(nodes.mul(w, x), nodes.mul(v, y));
  const [one, other] = own;
  return {
    lower: both(nodes.sub(there.lower, one.upper), nodes.sub(again.lower, other.upper)),
    upper: both(nodes.sub(there.upper, one.lower), nodes.sub(again.upper, other.lower)),
    near: one.near === undefined || other.near === undefined
      ? undefined
      : both(nodes.sub(there.estimate, one.near), nodes.sub(again.estimate, other.near)),
    own,
  };
}
