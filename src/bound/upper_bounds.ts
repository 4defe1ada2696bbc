import type { AnyMixture } from "../mixture/component_types.ts";
import { nodeOf } from "../expr/node_of.ts";
import { nodes } from "../expr/simplify.ts";
import { jointEntropy } from "../estimator/joint.ts";
import { pairwiseEntropy } from "../estimator/pairwise.ts";
import { familyOf } from "../mixture/families/family_of.ts";
import { partsOf } from "../mixture/parts.ts";
import { boxMarginalsBound } from "./box_marginals.ts";
import { overlapUpperBound } from "./box_pairs.ts";
import { cellsBound } from "./cells.ts";
import { expectationMaximisationBound } from "./expectation_maximisation.ts";
import { gaussiansBound } from "./gaussians_bound.ts";
import { marginalsBound } from "./marginals.ts";
import { momentBound } from "./moments.ts";
import type { Asked, FamilyBounds, UpperBoundName } from "./named_bounds.ts";
import { hasManyCoordinates } from "./named_bounds.ts";
import { pairsUpperBound } from "./pairs_upper.ts";
import { patternBounds } from "./pattern_bounds.ts";
import { hasPatterns } from "./pattern_work.ts";
import { totalVariationBound } from "./total_variation.ts";
import { tripleBounds } from "./triple_bounds.ts";

/** What holds of any parts: moments where all have them. */
const ofParts: FamilyBounds<UpperBoundName> = {
  linear: {
    joint: ({ p }) => nodeOf(jointEntropy(p)),
    moments: ({ p }) => haveMoments(p) ? nodeOf(momentBound(p)) : undefined,
  },
  pairs: {
    kl: ({ p }) => nodeOf(pairwiseEntropy(p, { distance: "kl" })),
    gaussians: ({ p }) => haveMoments(p) ? nodeOf(gaussiansBound(p)) : undefined,
    totalVariation: ({ p }) => nodeOf(totalVariationBound(p)),
  },
};

function haveMoments(p: AnyMixture): boolean {
  return partsOf(p).every(({ pair: [i] }) => familyOf(i).moments(i) !== undefined);
}

const linear = {
  joint: ({ p }: Asked) => nodeOf(jointEntropy(p)),
  moments: ({ p }: Asked) => nodeOf(momentBound(p)),
};

const ofAll = {
  kl: ({ p }: Asked) => nodeOf(pairwiseEntropy(p, { distance: "kl" })),
  // most of what ten steps gain is gained by three
  expectationMaximisation: ({ p, effort, covariances }: Asked) => {
    const steps = effort === "tight" ? 10 : 3;
    return nodeOf(expectationMaximisationBound(p, { steps, covariances }));
  },
  totalVariation: ({ p }: Asked) => nodeOf(totalVariationBound(p)),
};

/** The upper bounds of a family by name: a function, so that a program that asks for none does not load them. */
export function upperBounds(family: AnyMixture["family"]): FamilyBounds<UpperBoundName> {
  const families: { readonly [F in typeof family]: FamilyBounds<UpperBoundName> } = {
    gaussian: {
      linear: {
        ...linear,
        marginals: (asked) =>
          hasManyCoordinates(asked)
            ? undefined
            : nodeOf(marginalsBound(asked.p, { pieces: piecesOf(asked) })),
      },
      pairs: {
        ...ofAll,
        // exactly, an integral of 101 terms of both orders
        pairs: ({ p, affords }) =>
          nodeOf(pairsUpperBound(p, { cells: affords(202 * p.dimension) ? "exact" : 16 })),
        cells: (asked) => {
          const cells = cellsOf(asked);
          return cells === undefined ? undefined : nodeOf(cellsBound(asked.p, { cells }));
        },
      },
    },
    uniform: {
      linear,
      pairs: {
        ...ofAll,
        marginals: ({ p, effort }) => {
          const all = nodeOf(boxMarginalsBound(p));
          return effort === "tight"
            ? nodes.min(all, nodeOf(boxMarginalsBound(p, { groups: "overlapping" })))
            : all;
        },
        overlaps: ({ p }) => nodeOf(overlapUpperBound(p)),
        triples: ({ p }) => nodeOf(tripleBounds(p).best),
        patterns: (asked) => hasPatterns(asked) ? nodeOf(patternBounds(asked.p).upper) : undefined,
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

/**
 * Into how many cells a coordinate is cut: on the line the marginal is the mixture, and of more than three coordinates there would
 * be too many.
 */
function cellsOf({ p, effort, affords }: Asked): number | undefined {
  const d = p.dimension, choices = d === 2 ? [32, 16, 8] : d === 3 ? [8, 4] : [];
  const coarsest = choices.at(-1);
  if (effort === "tight") return choices[0];
  // finer ones than the coarsest where they are a small part of what is affordable
  return choices.find((cells) => affords((cells === coarsest ? 1 : 8) * cells ** d));
}

/** More than this many distribution functions take 10 ms or so. */
const fewFunctions = 2 ** 20;

/** Into how many pieces a coordinate is cut. */
function piecesOf({ p, effort }: Asked): number {
  const fine = 1024, work = (p.batch ?? 1) * p.components * p.dimension * fine;
  return effort === "tight" || work <= fewFunctions ? fine : 256;
}
