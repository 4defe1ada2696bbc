import type { Node } from "../expr/node.ts";
import { type BatchNumbers, watched } from "../expr/watch.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { conditionalEntropy } from "./conditional.ts";
import { jointEntropy } from "./joint.ts";
import { nodeOf } from "../expr/node_of.ts";

/** How many standard errors outside of its bounds a value is reported. */
const mostErrors = 5;
/** What the rounding of bounds and value may make of them. */
const rounding = 1e-12;

/**
 * A Monte Carlo value that is looked at when it is asked for: one that lies beyond the conditional or the joint entropy by
 * more than 5 standard errors is reported. Draws that missed what matters, a narrow component of small weight say, give a
 * value that cannot be, and a small error.
 */
export function withinBounds(
  p: MixtureWith<object, number | undefined>,
  value: Node,
  standardError: Node,
): Node {
  const witnesses = [
    standardError,
    nodeOf(conditionalEntropy(p)),
    nodeOf(jointEntropy(p)),
  ];
  return watched(value, { witnesses, say: (x, heard) => sentence(x, heard) });
}

function sentence(value: BatchNumbers, witnesses: readonly BatchNumbers[]): string | undefined {
  for (let t = 0; t < value.length; t++) {
    const [error, lower, upper] = witnesses.map((numbers) =>
      numbers[numbers.length === 1 ? 0 : t]!
    );
    const x = value[t]!, unit = Math.max(1, Math.abs(lower!), Math.abs(upper!));
    const apart = Math.max(lower! - x, x - upper!);
    if (!(apart > mostErrors * error! + rounding * unit)) continue;
    const which = value.length === 1 ? "" : ` of batch entry ${t}`;
    return `The Monte Carlo value ${x} ± ${error}${which} lies outside of [${lower}, ${upper}], which encloses ` +
      `the entropy: the draws missed what matters; take more samples`;
  }
  return undefined;
}
