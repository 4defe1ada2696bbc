import type { AnyMixture } from "../mixture/component_types.ts";
import { type Axis, axisOf, indexSet } from "../expr/axes.ts";
import { rename, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import { withParts } from "../mixture/assembled.ts";
import { componentOf } from "../mixture/components.ts";
import { type Groups, isIn, sharesAlong } from "./groups.ts";

/** The mixtures of the groups, p_g = Σ_{i in g} (cᵢ/q_g) pᵢ, as one whose weights lie along an axis of groups too. */
export interface GroupMixtures {
  /** The axis of groups: a batch, along which everything of `p` is computed. */
  readonly axis: Axis;
  /** The mixture of each group: that of all components, where those of other groups have the weight 0. */
  readonly p: AnyMixture;
  /** q_g: what each group weighs. */
  readonly share: Node;
}

/** The mixtures of the groups of `p`. A group without weight has no mixture: all its weights are 0. */
export function groupMixtures(p: AnyMixture, groups: Groups): GroupMixtures {
  const axis = axisOf(indexSet("batch", "h", groups.count)), share = sharesAlong(p, groups, axis);
  const masked = withParts(p, (part, t) => {
    const { component: home } = componentOf(part.at(0));
    return (copy) => {
      const c = componentOf(part.at(copy));
      const label = rename(groups.labels[t]!, new Map([[home, c.component]]));
      return { ...c, weight: nodes.ratio(nodes.mul(isIn(label, axis), c.weight), share) };
    };
  });
  return { axis, p: masked, share };
}

/** Σ_g q_g x_g, of values along the axis of groups; a group without weight does not count. */
export function meanOverGroups({ axis, share }: GroupMixtures, x: Node): Node {
  return sumOver(axis, nodes.weigh(share, x));
}
