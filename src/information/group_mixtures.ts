import { type Axis, axisOf, indexSet } from "../expr/axes.ts";
import { sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import type { AnyMixture } from "../bound/named_bounds.ts";
import { componentOf } from "../mixture/components.ts";
import { partsOf } from "../mixture/parts.ts";
import { type Groups, isIn, labelAt } from "./groups.ts";

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
  const axis = axisOf(indexSet("batch", "h", groups.count)), parts = partsOf(p);
  const [label] = groups.labels;
  if (label === undefined || parts.length > 1) {
    throw new TypeError("Expected a mixture of one family, got one of several");
  }
  const [i, j] = parts[0]!.pair;
  const share = sumOver(i.component, nodes.mul(isIn(label, axis), i.weight));
  const at = (copy: number) => {
    const c = componentOf(p.at(copy));
    const own = c.component === i.component
      ? label
      : labelAt(label, i, { ...j, component: c.component });
    return { ...c, weight: nodes.ratio(nodes.mul(isIn(own, axis), c.weight), share) };
  };
  return { axis, p: { ...p, at }, share };
}

/** Σ_g q_g x_g, of values along the axis of groups; a group without weight does not count. */
export function meanOverGroups({ axis, share }: GroupMixtures, x: Node): Node {
  return sumOver(axis, nodes.weigh(share, x));
}
