import { unknownName, UnknownNameError } from "../expr/errors.ts";
import { partsOf } from "../mixture/parts.ts";
import type { Node } from "../expr/node.ts";
import type { AnyMixture } from "../mixture/component_types.ts";

/** How much work bounds may be: passes over the components, over their pairs, or whatever makes them tight. */
export type Effort = "linear" | "pairs" | "tight";

/** The efforts, the least first: each includes those before it. */
const efforts: readonly Effort[] = ["linear", "pairs", "tight"];

/**
 * An effort, checked.
 *
 * Throws `UnknownNameError` for another one.
 */
export function checkEffort(effort: Effort): Effort {
  if (efforts.includes(effort)) return effort;
  throw new UnknownNameError(unknownName("effort", effort, efforts));
}

/** What is asked of a bound. */
export interface Asked {
  readonly p: AnyMixture;
  readonly effort: Effort;
  /** Whether so many steps for each pair of components are little work, or tight bounds were asked for. */
  readonly affords: (stepsPerPair: number) => boolean;
  /** What is kept of computed covariances where matrices are not affordable and the mixture has none. */
  readonly covariances: "full" | "diagonal";
}

/** A bound, as its formula says; undefined where a mixture of the family has none. */
export type NamedBound = (asked: Asked) => Node | undefined;

/** The name of a lower bound. */
export type LowerBoundName =
  | "conditional"
  | "bhattacharyya"
  | "elk"
  | "tilted"
  | "clustered"
  | "pairs"
  | "overlaps"
  | "histograms"
  | "patterns";

/** The name of an upper bound. */
export type UpperBoundName =
  | "joint"
  | "moments"
  | "marginals"
  | "kl"
  | "expectationMaximisation"
  | "gaussians"
  | "pairs"
  | "cells"
  | "totalVariation"
  | "overlaps"
  | "triples"
  | "patterns";

/** The bounds of a family by name, at the least effort at which each is computed. */
export interface FamilyBounds<N extends string> {
  readonly linear: { readonly [K in N]?: NamedBound };
  readonly pairs: { readonly [K in N]?: NamedBound };
}

/** Work that takes less than about half a second, in steps (an exponential or so) for all pairs together. */
export const littleWork = 2 ** 25;

/** What is asked by an effort. */
export function askedOf(p: AnyMixture, effort: Effort): Asked {
  const affords = (steps: number) =>
    effort === "tight" || (p.batch ?? 1) * p.components ** 2 * steps <= littleWork;
  const hasMatrices = partsOf(p).some(({ pair: [i] }) =>
    i.family === "gaussian" && i.covariance.kind === "full"
  );
  const covariances = hasMatrices || affords(p.dimension ** 2) ? "full" : "diagonal";
  return { p, effort, affords, covariances };
}

/** The bounds that a mixture has at an effort, by name. */
export function boundsAt<N extends string>(
  { linear, pairs }: FamilyBounds<N>,
  asked: Asked,
): [N, Node][] {
  const table = asked.effort === "linear" ? linear : { ...linear, ...pairs };
  return Object.entries<NamedBound | undefined>(table).flatMap(([name, bound]): [N, Node][] => {
    const value = bound?.(asked);
    // a table has no other names
    return value === undefined ? [] : [[name as N, value]];
  });
}

/** Beyond so many coordinates components are apart, mostly, and bounds that take d³ steps for each gain little. */
const manyCoordinates = 100;

/** Whether a bound that takes many steps for each matrix is left out, unless bounds are to be tight. */
export function hasManyCoordinates({ p, effort }: Asked): boolean {
  return p.dimension > manyCoordinates && effort !== "tight";
}
