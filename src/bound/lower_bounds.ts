import type { AnyMixture } from "../mixture/component_types.ts";
import { nodeOf } from "../expr/node_of.ts";
import { nodes } from "../expr/simplify.ts";
import { conditionalEntropy } from "../estimator/conditional.ts";
import { elkEntropy } from "../estimator/elk.ts";
import { pairwiseEntropy } from "../estimator/pairwise.ts";
import { hasLogSquare } from "../mixture/pairs/pair_overlap.ts";
import { partsOf } from "../mixture/parts.ts";
import { histogramBound } from "./box_histograms.ts";
import { overlapLowerBound } from "./box_pairs.ts";
import { clusteredBound } from "./clustered.ts";
import type { Asked, FamilyBounds, LowerBoundName } from "./named_bounds.ts";
import { hasManyCoordinates } from "./named_bounds.ts";
import { pairsLowerBound } from "./pairs_lower.ts";
import { patternBounds } from "./pattern_bounds.ts";
import { hasPatterns } from "./pattern_work.ts";
import { tiltedBound } from "./tilted.ts";

const linear = {
  conditional: ({ p }: Asked) => nodeOf(conditionalEntropy(p)),
};

const ofAll = {
  bhattacharyya: ({ p }: Asked) => nodeOf(pairwiseEntropy(p, { distance: "bhattacharyya" })),
  elk: ({ p }: Asked) => nodeOf(elkEntropy(p)),
};

/** The lower bounds of a family by name: a function, so that a program that asks for none does not load them. */
export function lowerBounds(family: AnyMixture["family"]): FamilyBounds<LowerBoundName> {
  // what holds of any parts
  const ofParts: FamilyBounds<LowerBoundName> = {
    linear,
    pairs: {
      ...ofAll,
      elk: (asked) =>
        partsOf(asked.p).every(({ pair: [i] }) => hasLogSquare(i)) ? ofAll.elk(asked) : undefined,
    },
  };
  const families: { readonly [F in typeof family]: FamilyBounds<LowerBoundName> } = {
    gaussian: {
      linear,
      pairs: {
        ...ofAll,
        tilted: ({ p, covariances }) => nodeOf(tiltedBound(p, { covariances })),
        clustered: (asked) =>
          hasManyCoordinates(asked)
            ? undefined
            : nodeOf(clusteredBound(asked.p, { covariances: asked.covariances })),
        // an integral of 101 terms
        pairs: ({ p, affords }) =>
          affords(101 * p.dimension) ? nodeOf(pairsLowerBound(p)) : undefined,
      },
    },
    uniform: {
      linear,
      pairs: {
        ...ofAll,
        overlaps: ({ p }) => nodeOf(overlapLowerBound(p)),
        histograms: ({ p, effort }) => {
          const all = nodeOf(histogramBound(p));
          return effort === "tight"
            ? nodes.max(all, nodeOf(histogramBound(p, { groups: "overlapping" })))
            : all;
        },
        patterns: (asked) => hasPatterns(asked) ? nodeOf(patternBounds(asked.p).lower) : undefined,
      },
    },
    laplace: ofParts,
    studentT: ofParts,
    logistic: ofParts,
    own: ofParts,
    mixed: ofParts,
  };
  return families[family];
}
