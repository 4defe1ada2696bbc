import { reduce, take } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import { entropyOf, logDensityFrom } from "../distance/component.ts";
import type { Component } from "../mixture/component_types.ts";
import type { MixtureSample } from "./sampling.ts";

/** What is known of the draws of a mixture, seen from each component. */
export interface Posterior {
  /** aⱼₛ = ln pⱼ(xₛ) + h_J: the log density, as far above what is typical of the component that the draw comes from. */
  readonly exponent: Node;
  /** ln p(xₛ) + h_J. */
  readonly logTotal: Node;
}

/** The posterior of each draw. */
export function posteriorOf(i: Component<Node>, draws: MixtureSample): Posterior {
  const typical = take(entropyOf(i), i.component, draws.label);
  const exponent = nodes.add(logDensityFrom(i, draws.delta), typical);
  return { exponent, logTotal: reduce("logSumExp", i.component, exponent, i.weight) };
}
