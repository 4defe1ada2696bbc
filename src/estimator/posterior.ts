import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import { entropyOf, logDensityFrom } from "../distance/component.ts";
import { logSumExpOf } from "../mixture/over_parts.ts";
import { type MixtureSample, ofDraw } from "./sampling.ts";

/** What is known of the draws of a mixture, seen from each component. */
export interface Posterior {
  /** aⱼₛ = ln pⱼ(xₛ) + h_J, by part: the log density, as far above what is typical of the component that the draw comes from. */
  readonly exponents: readonly Node[];
  /** ln p(xₛ) + h_J. */
  readonly logTotal: Node;
  /** h_J. */
  readonly typical: Node;
}

/** The posterior of each draw. */
export function posteriorOf({ parts }: MixtureSample): Posterior {
  const components = parts.map(({ i }) => i);
  const typical = ofDraw(components, parts, entropyOf);
  const exponents = parts.map(({ i, delta }) => nodes.add(logDensityFrom(i, delta), typical));
  return {
    exponents,
    logTotal: logSumExpOf(components, (_, t) => exponents[t]!),
    typical,
  };
}
