/** The bounds of `entropyBounds` that are no estimators of their own, by the names of the command line. */
import type { LowerBoundName, UpperBoundName } from "../../mod.ts";

/** A bound, as the command line and as the library calls it. */
export type BoundRow =
  | { readonly name: string; readonly kind: "lower bound"; readonly bound: LowerBoundName }
  | { readonly name: string; readonly kind: "upper bound"; readonly bound: UpperBoundName };

/** Those that estimators compute under the same names. */
type Estimated = "conditional" | "bhattacharyya" | "elk" | "joint" | "kl";

const lowerNames: { readonly [N in Exclude<LowerBoundName, Estimated>]: string } = {
  tilted: "tilted",
  clustered: "clustered",
  pairs: "pairs-lower",
  overlaps: "overlaps-lower",
  histograms: "histograms",
  patterns: "patterns-lower",
};

const upperNames: { readonly [N in Exclude<UpperBoundName, Estimated>]: string } = {
  moments: "moments",
  marginals: "marginals",
  gaussians: "gaussians",
  expectationMaximisation: "em",
  pairs: "pairs-upper",
  cells: "cells",
  totalVariation: "total-variation",
  overlaps: "overlaps-upper",
  triples: "triples",
  patterns: "patterns-upper",
};

/** All of them, lower bounds first. */
export const BOUND_ROWS: readonly BoundRow[] = [
  // the keys of total records are the names
  ...Object.entries(lowerNames).map(([bound, name]): BoundRow => ({
    ...{ name, kind: "lower bound", bound: bound as LowerBoundName },
  })),
  ...Object.entries(upperNames).map(([bound, name]): BoundRow => ({
    ...{ name, kind: "upper bound", bound: bound as UpperBoundName },
  })),
];
