import {
  crossEntropy,
  evaluate,
  type EvaluateOptions,
  jensenShannon,
  klBetween,
  symmetricKl,
} from "../../mod.ts";
import type { DivergenceName } from "./divergence_report.ts";
import type { OneMixture } from "./one_mixture.ts";

/** Between which values something lies for sure, in nats. */
export interface Ends {
  readonly lower: number;
  readonly upper: number;
}

/** As `entropy` does: sweeps over pairs are a second or so up to 2,000 components. */
const mostForPairs = 2000;

/** The certified bounds of each quantity between two mixtures: those of the library, which are moved outward. */
export async function divergenceBrackets(
  p: OneMixture,
  q: OneMixture,
  running: Pick<EvaluateOptions, "threads">,
): Promise<{ readonly [N in DivergenceName]: Ends }> {
  const effort = p.components + q.components <= mostForPairs ? "pairs" : "linear";
  const options = { effort } as const;
  const ends = <E>({ lower, upper }: { readonly lower: E; readonly upper: E }) => ({
    lower,
    upper,
  });
  return await evaluate({
    kl: ends(klBetween(p, q, options)),
    klReverse: ends(klBetween(q, p, options)),
    symmetricKl: ends(symmetricKl(p, q, options)),
    jensenShannon: ends(jensenShannon(p, q, options)),
    crossEntropy: ends(crossEntropy(p, q, options)),
    crossEntropyReverse: ends(crossEntropy(q, p, options)),
  }, running);
}
