import type { DenseArray } from "../conduct/dense_array.ts";
import type { Slices } from "../conduct/slices.ts";

/** The code of the transforms, which is loaded when sums are large enough for one. */
export type TransformCode = Pick<
  typeof import("../transform/gauss_sums.ts"),
  "planSums" | "gaussSums"
>;

/** Which sums over pairs may be made by Gauss transforms. */
export interface TransformChoice {
  /** The relative error of each sum that is allowed. */
  readonly accuracy: number;
  /** Sums over fewer pairs are left to sweeps. */
  readonly leastPairs: number;
  /** Nanoseconds for a pair that a transform is to save; with ∞ it is made wherever it can be. */
  readonly perPair: number;
}

/** Work on the host between requests, and the shares of all work that are done before and after it. */
export interface HostPart {
  readonly work: (
    code: TransformCode,
    report: (share: number) => void,
  ) => Slices<readonly DenseArray[]>;
  readonly from: number;
  readonly to: number;
}

/** Sums over fewer pairs take less time than to look at their points. */
const leastPairs = 2 ** 28;
/** What a sweep takes for a pair on two threads, less what estimates may be wrong by. The choice must not depend on threads. */
const perPair = 0.4;

/** The choice that an accuracy stands for; undefined where all is to be exact. */
export function choiceFor(accuracy: number | "exact" = 1e-13): TransformChoice | undefined {
  return accuracy === "exact" ? undefined : { accuracy, leastPairs, perPair };
}
