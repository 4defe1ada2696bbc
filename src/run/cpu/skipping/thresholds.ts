import type { Threshold } from "../../../../kernels/bounding/bounding_kernel.ts";
import { negligible } from "./reach.ts";

/** What bounds may be wrong by, beyond what they are moved outward by: logarithms, and exponents of size 2³⁰. */
const margin = 0.1;
/** Sums add up what is skipped to at most this much of the sizes of their terms. */
const keptOfSums = 2 ** -53;
/** Rows whose terms are smaller than this part of those of others need not have more digits than these. */
const floorOfSums = 2 ** -30;
/** Below this a double has fewer digits. */
const leastThreshold = 1e-280;

/**
 * What the terms of each row must stay below to be skipped, from what a few lanes gave it; undefined where weights are below 0.
 * A log-sum-exp L of at least `first` loses at most 2⁻⁶⁰ e^L, since all weights together are `total`: less than half a unit in
 * its last place. A sum loses at most 2⁻⁵³ of the sizes of its terms, or of 2⁻³⁰ times those of the row with the largest.
 */
export function rowThresholds(
  { accumulator: { op }, weights }: Threshold,
  first: Float64Array,
  lanes: number,
  arrayOf: (weights: NonNullable<Threshold["weights"]>) => Float64Array,
): Float64Array | undefined {
  switch (op) {
    case "logSumExp": {
      let total = lanes;
      if (weights !== undefined) {
        total = 0;
        for (const weight of arrayOf(weights)) {
          if (!(weight >= 0)) return undefined;
          total += weight;
        }
      }
      const below = negligible + margin + Math.log(total);
      return first.map((value) => value - below);
    }
    case "max":
      return first.slice();
    case "sum":
    case "dot": {
      let largest = 0;
      for (const value of first) if (value > largest) largest = value;
      const floor = largest * floorOfSums, share = keptOfSums / lanes;
      return first.map((value) => {
        const limit = Math.max(value, floor) * share;
        return limit < leastThreshold ? 0 : limit;
      });
    }
    default:
      return op satisfies never;
  }
}
