import type { Node } from "../expr/node.ts";
import type { Expr } from "../expr/expression.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { checkEffort, type Effort } from "../bound/named_bounds.ts";
import { alongBatch } from "../estimator/batch.ts";
import { checkMixture } from "../mixture/components.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { groupsOf } from "./groups.ts";
import {
  informationBounds,
  type InformationLowerName,
  type InformationUpperName,
} from "./information_bounds.ts";
import type { GroupLabels } from "../mixture/group_labels.ts";

/** What X and a group tell about each other is asked of which groups, and how tightly. */
export interface InformationOptions {
  /**
   * The groups of the components: a label for each, numbers or texts, in the order of the components; or a list of the indices of
   * components for each group. If left out every component is its own group.
   */
  readonly groups?: GroupLabels | undefined;
  /** How much work the bounds may be, as of `entropyBounds`; "pairs" if left out. */
  readonly effort?: Effort | undefined;
}

/** Bounds that enclose an information, with an estimate between them; all lazy, numbers or, for a batch, [b]. */
export type InformationBracket<B extends number | undefined = number | undefined> = {
  /** The largest lower bound, at least 0. */
  readonly lower: Expr<PerBatch<B>>;
  /** The least upper bound, at most the entropy of the label. */
  readonly upper: Expr<PerBatch<B>>;
  /** No bound: between the two, by ELK distances. */
  readonly estimate: Expr<PerBatch<B>>;
};

/** What X and a group tell about each other. */
export type MutualInformation<B extends number | undefined = number | undefined> =
  & InformationBracket<B>
  & {
    /** H(G) = −Σ q ln q of the shares of the groups: what the information is at most. */
    readonly groupEntropy: Expr<PerBatch<B>>;
    /** The lower bounds by name: those that the mixture has at the effort. */
    readonly lowers: { readonly [N in InformationLowerName]?: Expr<PerBatch<B>> };
    /** The upper bounds by name: those that the mixture has at the effort. */
    readonly uppers: { readonly [N in InformationUpperName]?: Expr<PerBatch<B>> };
  };

/**
 * I(X; G) in nats: what a point of the mixture `p` and the group of the component that it comes from tell about each other,
 * G's share of what is unknown of X, h(X) − H(X|G), and X's of what is unknown of G, H(G) − H(G|X). Between certified bounds at
 * the level of groups, always in [0, H(G)]. Lazy; scalars, or [b] for a batch, whose mixtures have the same groups.
 *
 * The bounds, each by its name in `lowers` and `uppers`, are those of MATH.md's "Information with groups": "difference" of the
 * bounds of entropies; "affinities" and "groupDivergences" by tables of groups (Kolchinsky & Tracey 2017, eq. 10, for groups), at
 * most 64 of them; "divergences" and "pairs" by components; and of Gaussians in few groups the cells of "line", of "discriminants"
 * and "coordinates" (what a projection tells), and of "cells" in two and three dimensions, which come down to the information as
 * cells get finer. They are moved outward by what rounding may have made of them.
 *
 * Costs k² pairs at effort "pairs", and G k² for "difference", which is left out beyond 2²² of these unless bounds are to be tight.
 *
 * Throws `ShapeError`, `DomainError` or `TypeError` for groups that do not fit the components, `UnknownNameError` for an unknown
 * effort.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, mutualInformation } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [1], [4]], variance: 1 });
 * const { lower, upper } = await evaluate(mutualInformation(p, { groups: ["a", "a", "b"] }));
 * console.log(lower.toFixed(3), upper.toFixed(3)); // 0.519 0.519
 * ```
 */
export function mutualInformation<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: InformationOptions = {},
): MutualInformation<B> {
  checkMixture(p);
  const { groups: given, effort } = readInformation(options);
  const groups = groupsOf(p, given),
    { lowers, uppers, ...more } = informationBounds(p, groups, effort);
  const { lower, upper, estimate } = clipped({
    lower: lowers.map(([, bound]) => bound).reduce((x, y) => nodes.max(x, y)),
    upper: uppers.map(([, bound]) => bound).reduce((x, y) => nodes.min(x, y)),
    estimate: more.estimate,
    most: more.groupEntropy,
  });
  const along = (x: Node) => alongBatch(p, x);
  const named = (bounds: readonly (readonly [string, Node])[]) =>
    Object.fromEntries(bounds.map(([name, bound]) => [name, along(bound)]));
  return {
    lower: along(lower),
    upper: along(upper),
    estimate: along(estimate),
    groupEntropy: along(more.groupEntropy),
    lowers: named(lowers),
    uppers: named(uppers),
  };
}

/** The options, checked. */
export function readInformation(
  options: InformationOptions,
): { readonly groups: GroupLabels | undefined; readonly effort: Effort } {
  const { groups, effort = "pairs" } = checkNames(
    options,
    ["groups", "effort"],
    "bound on an information",
  );
  return { groups, effort: checkEffort(effort) };
}

/** The ends in [0, most] and in order, where rounding has them meet too, and the estimate between them: the middle if there is none. */
export function clipped({ lower, upper, estimate, most }: {
  readonly lower: Node;
  readonly upper: Node;
  readonly estimate: Node | undefined;
  readonly most: Node;
}): { readonly lower: Node; readonly upper: Node; readonly estimate: Node } {
  const none = constant(0), room = nodes.max(most, none);
  const least = nodes.max(none, nodes.min(lower, room));
  const largest = nodes.max(none, nodes.min(upper, room));
  const middle = nodes.mul(constant(0.5), nodes.add(least, largest));
  const between = estimate ?? middle;
  return {
    lower: least,
    upper: largest,
    estimate: nodes.max(least, nodes.min(largest, between)),
  };
}
