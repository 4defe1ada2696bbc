import { explainPlan } from "../plan/explain.ts";
import { plan } from "../plan/plan.ts";
import { type Expressions, flatten } from "./evaluate.ts";
import { sizesFor } from "./inputs.ts";

/**
 * How expressions would be evaluated, as text: the graph after each pass, the steps (which of them run over pairs of
 * components), the buffers and their bytes. Nothing is computed.
 *
 * @example
 * ```ts
 * import { explain, gaussianMixture, pairwiseEntropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * console.log(explain(pairwiseEntropy(p, { distance: "kl" })));
 * ```
 */
export function explain(expressions: Expressions): string {
  const planned = plan(flatten(expressions).map(({ node }) => node));
  return explainPlan(planned, sizesFor(planned.views, new Map()));
}
