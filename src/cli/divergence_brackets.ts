import type { EvaluateOptions } from "../../mod.ts";
import type { DivergenceName } from "./divergence_report.ts";
import type { OneMixture } from "./one_mixture.ts";

/** Between which values something lies for sure, in nats. */
export interface Ends {
  readonly lower: number;
  readonly upper: number;
}

/** What is certain of each quantity between two mixtures: what it can be at all. */
export function divergenceBrackets(
  _p: OneMixture,
  _q: OneMixture,
  _running: Pick<EvaluateOptions, "threads">,
): Promise<{ readonly [N in DivergenceName]: Ends }> {
  const notNegative = { lower: 0, upper: Infinity }, any = { lower: -Infinity, upper: Infinity };
  return Promise.resolve({
    kl: notNegative,
    klReverse: notNegative,
    symmetricKl: notNegative,
    // a label of two halves is known by ln 2 at most
    jensenShannon: { lower: 0, upper: Math.LN2 },
    crossEntropy: any,
    crossEntropyReverse: any,
  });
}
