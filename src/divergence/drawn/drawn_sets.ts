import { sumOver } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { draw, type Drawing, type MixtureSample } from "../../estimator/sampling.ts";
import type { Certainty } from "../../estimator/strata.ts";
import { logDensityOf } from "./log_density_of_parts.ts";
import type { TwoMixtures } from "../two_mixtures.ts";

/** Which of two mixtures. */
export type Which = "p" | "q";

/** Draws from one of two mixtures. */
export interface DrawnSet {
  readonly from: Which;
  readonly draws: MixtureSample;
  /** ln p and ln q of each draw. */
  readonly log: { readonly [W in Which]: Node };
}

/** As many draws from each of both mixtures, which are independent of each other. */
export function drawSets({ p, q }: TwoMixtures, drawing: Drawing): readonly DrawnSet[] {
  return [p, q].map((parts, which) => {
    const draws = draw(parts, { ...drawing, which });
    const log = { p: logDensityOf(p, draws), q: logDensityOf(q, draws) };
    return { from: which === 0 ? "p" : "q", draws, log };
  });
}

/** Σ share · weight · value over the draws of all sets. */
export function meanOver(
  sets: readonly DrawnSet[],
  share: number,
  valueOf: (set: DrawnSet) => Node,
): Node {
  const each = sets.map((set) =>
    sumOver(set.draws.sample, nodes.mul(set.draws.weight, valueOf(set)))
  );
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
  const [first, ...others] = sets.map((set) =>
    set.draws.certaintyOf(nodes.mul(constant(share), valueOf(set)))
  );
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
