import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { conditionalEntropy } from "../estimator/conditional.ts";
import { elkEntropy } from "../estimator/elk.ts";
import { jointEntropy } from "../estimator/joint.ts";
import { pairwiseEntropy } from "../estimator/pairwise.ts";
import { cellsBound } from "./cells.ts";
import {
  expectationMaximisationBound,
  type ExpectationMaximisationOptions,
} from "./expectation_maximisation.ts";
import { marginalsBound } from "./marginals.ts";
import { momentBound } from "./moments.ts";
import { pairsUpperBound } from "./pairs_upper.ts";
import { totalVariationBound } from "./total_variation.ts";

/** How much work bounds may be: passes over the components, over their pairs, or whatever makes them tight. */
export type Effort = "linear" | "pairs" | "tight";

/** The efforts, the least first: each includes those before it. */
export const efforts: readonly Effort[] = ["linear", "pairs", "tight"];

/** A mixture of any kind. */
type AnyMixture = MixtureWith<object, number | undefined>;

/** A bound by its name. */
export interface NamedBound {
  /** The families that it is for; all where it is left out. */
  readonly family?: "gaussian" | "uniform";
  /** Whether it is for a mixture of that family; always where it is left out. */
  readonly isFor?: (p: AnyMixture, effort: Effort) => boolean;
  /** The least effort at which it is computed. */
  readonly effort: Effort;
  /** The bound, as its formula says. */
  readonly of: (p: AnyMixture, effort: Effort) => Node;
}

/** Into how many cells a coordinate of a component is cut: 64 for all, four to eight times as many to be tight. */
function cellsOf(p: AnyMixture, effort: Effort): number {
  const few = p.dimension === 2 ? 8 : 4;
  return effort === "tight" ? 2 * few : few;
}

/** How many cells of pairs there may be without asking for tight bounds: half a second's work. */
const mostCells = 2 ** 25;

/** Most of what ten steps gain is gained by three. */
const maximisation = {
  linear: { steps: 0, covariances: "diagonal" },
  pairs: { steps: 3, covariances: "diagonal" },
  tight: { steps: 10, covariances: "full" },
} as const satisfies { readonly [E in Effort]: ExpectationMaximisationOptions };

/** The lower bounds by name. */
export const lowerBounds = {
  conditional: { effort: "linear", of: (p) => nodeOf(conditionalEntropy(p)) },
  bhattacharyya: {
    effort: "pairs",
    of: (p) => nodeOf(pairwiseEntropy(p, { distance: "bhattacharyya" })),
  },
  elk: { effort: "pairs", of: (p) => nodeOf(elkEntropy(p)) },
} as const satisfies { readonly [name: string]: NamedBound };

/** The upper bounds by name. */
export const upperBounds = {
  joint: { effort: "linear", of: (p) => nodeOf(jointEntropy(p)) },
  moments: { effort: "linear", of: (p) => nodeOf(momentBound(p)) },
  marginals: {
    family: "gaussian",
    effort: "linear",
    of: (p, effort) => nodeOf(marginalsBound(p, { pieces: effort === "tight" ? 1024 : 256 })),
  },
  kl: { effort: "pairs", of: (p) => nodeOf(pairwiseEntropy(p, { distance: "kl" })) },
  expectationMaximisation: {
    effort: "pairs",
    of: (p, effort) => nodeOf(expectationMaximisationBound(p, maximisation[effort])),
  },
  pairs: {
    family: "gaussian",
    effort: "pairs",
    of: (p, effort) => nodeOf(pairsUpperBound(p, { cells: effort === "tight" ? "exact" : 16 })),
  },
  cells: {
    family: "gaussian",
    effort: "pairs",
    // on the line the marginal is the mixture
    isFor: (p, effort) =>
      p.dimension >= 2 && p.dimension <= 3 &&
      (effort === "tight" || p.components ** 2 * cellsOf(p, effort) ** p.dimension <= mostCells),
    of: (p, effort) => nodeOf(cellsBound(p, { cells: cellsOf(p, effort) })),
  },
  totalVariation: { effort: "pairs", of: (p) => nodeOf(totalVariationBound(p)) },
} as const satisfies { readonly [name: string]: NamedBound };

/** The name of a lower bound. */
export type LowerBoundName = keyof typeof lowerBounds;
/** The name of an upper bound. */
export type UpperBoundName = keyof typeof upperBounds;

/** The bounds of a table that a mixture has at an effort, by name. */
export function boundsAt<N extends string>(
  table: { readonly [K in N]: NamedBound },
  p: AnyMixture,
  effort: Effort,
): Map<N, Node> {
  const most = efforts.indexOf(effort), found = new Map<N, Node>();
  for (const [name, bound] of Object.entries<NamedBound>(table)) {
    const isFor = (bound.family === undefined || bound.family === p.family) &&
      (bound.isFor?.(p, effort) ?? true);
    // the entries of a table have its names
    if (isFor && efforts.indexOf(bound.effort) <= most) found.set(name as N, bound.of(p, effort));
  }
  return found;
}
