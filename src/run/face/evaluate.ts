import { inTurns, newBreath } from "../conduct/slices.ts";
import { computeAll } from "./compute.ts";
import { choiceFor } from "./transform_choice.ts";
import { keeper } from "./keeper.ts";
import { checkOptions, type EvaluateOptions } from "./options.ts";
import { programming } from "./program.ts";
import { finished, refuseNaN } from "./results.ts";
import { collect, type Expressions, flatten, type Values } from "./structure.ts";
import { withWitnesses } from "./witnesses.ts";

/**
 * The values of one expression, or of an array or record of them. What they have in common is computed once: together
 * they are one plan. A record of thousands is taken apart; parts that differ in their data and numbers only have one plan.
 * A scalar comes back as a number, anything else as `{ data, shape }`, row-major.
 *
 * Throws `DomainError` where a value is not a number, `NotPositiveDefiniteError` where a computed covariance is not
 * definite, `DeviceError` for a device or precision that is not there.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, jointEntropy, pairwiseEntropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [3]], variance: 1 });
 * const { upper, joint } = await evaluate({
 *   upper: pairwiseEntropy(p, { distance: "kl" }),
 *   joint: jointEntropy(p),
 * });
 * console.log(upper <= joint); // true
 * ```
 */
export function evaluate<const E extends Expressions>(
  expressions: E,
  options: EvaluateOptions = {},
): Promise<Values<E>> {
  // The structure is copied leaf by leaf, and the type of a leaf says what its value is.
  return evaluateStructure(expressions, options) as Promise<Values<E>>;
}

async function evaluateStructure(
  expressions: Expressions,
  options: EvaluateOptions,
): Promise<unknown> {
  checkOptions(options);
  const leaves = flatten(expressions);
  options.signal?.throwIfAborted();
  const { nodes, heard } = withWitnesses(leaves.map(({ node }) => node));
  const executors = keeper(), breath = newBreath(options.signal);
  const given = { arrays: new Map(), sizes: new Map() };
  try {
    const program = await inTurns(programming(nodes), breath);
    const transforms = choiceFor(options.accuracy);
    const results = await computeAll(
      program,
      given,
      { ...options, transforms, breath },
      executors,
    );
    const own = heard(await finished(results, options), options.onWarning);
    await inTurns(refuseNaN(own, leaves), breath);
    return collect(expressions, own);
  } finally {
    executors.dispose();
  }
}
