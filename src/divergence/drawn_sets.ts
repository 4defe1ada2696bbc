import { sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { draw, type Drawing, type MixtureSample } from "../estimator/sampling.ts";
import type { Certainty } from "../estimator/strata.ts";
import type { Component } from "../mixture/component_types.ts";
import type { Part } from "../mixture/parts.ts";
import { logDensityOf } from "./log_density.ts";
import type { TwoMixtures } from "./two_mixtures.ts";

/** Which of two mixtures. */
export type Which = "p" | "q";

/** Draws from a part of one of two mixtures. */
export interface DrawnSet {
  /** The mixture that they are drawn from. */
  readonly from: Which;
  /** The components of the part that they are drawn from. */
  readonly i: Component<Node>;
  readonly draws: MixtureSample;
  /** The mass of the part in its mixture. */
  readonly mass: Node;
  /** The weight of each draw in a mean over the mixture. */
  readonly weight: Node;
  /** ln p and ln q of each draw. */
  readonly log: { readonly [W in Which]: Node };
}

/** Draws from both mixtures, which are independent of each other: as many from each part of each. */
export function drawSets({ p, q }: TwoMixtures, drawing: Drawing): readonly DrawnSet[] {
  const from = (which: Which, parts: readonly Part[], before: number): DrawnSet[] =>
    parts.map(({ pair: [i] }, t) => {
      const draws = draw(i, { ...drawing, which: before + t });
      const mass = parts.length === 1 ? constant(1) : markers.stop(sumOver(i.component, i.weight));
      const weight = nodes.mul(mass, draws.weight);
      const log = { p: logDensityOf(p, draws), q: logDensityOf(q, draws) };
      return { from: which, i, draws, mass, weight, log };
    });
  return [...from("p", p, 0), ...from("q", q, p.length)];
}

/** Σ share · weight · value over the draws of all sets. */
export function meanOver(
  sets: readonly DrawnSet[],
  share: number,
  valueOf: (set: DrawnSet) => Node,
): Node {
  const each = sets.map((set) => sumOver(set.draws.sample, nodes.mul(set.weight, valueOf(set))));
  return nodes.mul(constant(share), each.reduce((x, y) => nodes.add(x, y)));
}

/**
 * The certainty of such a mean: variances of independent sums add up, and the degrees of freedom are those of Welch (1947) and
 * Satterthwaite (1946), (Σ V)² / Σ (V²/ν).
 */
export function certaintyOfMean(
  sets: readonly DrawnSet[],
  share: number,
  valueOf: (set: DrawnSet) => Node,
): Certainty {
  const [first, ...others] = sets.map((set): Certainty => {
    const mass = nodes.mul(constant(share), set.mass);
    return set.draws.certaintyOf(nodes.mul(mass, valueOf(set)));
  });
  if (others.length === 0) return first!;
  const all = [first!, ...others];
  const sum = (each: (c: Certainty) => Node) => all.map(each).reduce((x, y) => nodes.add(x, y));
  const variance = (c: Certainty) => nodes.square(c.standardError);
  const total = sum(variance);
  const spread = sum((c) => nodes.ratio(nodes.square(variance(c)), c.degreesOfFreedom));
  const least = all.map((c) => c.degreesOfFreedom).reduce((x, y) => nodes.min(x, y));
  const freedom = nodes.div(nodes.square(total), spread);
  return {
    standardError: nodes.sqrt(total),
    degreesOfFreedom: nodes.select(spread, freedom, least),
  };
}
