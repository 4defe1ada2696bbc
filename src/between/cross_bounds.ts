import { sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logIntersection } from "../distance/overlap.ts";
import { logVolume, middleOf } from "../distance/component.ts";
import { divergence, logDet } from "../mixture/covariance.ts";
import { cellsUpper, cornersLower } from "./cross_grid.ts";
import { jensenUpper, overlapLower, peakLower } from "./cross_pairs.ts";
import { type Compared, finenessOf } from "./compared.ts";
import { known, type Named } from "./named.ts";
import { geometricLower } from "./references.ts";
import { areBoxes, asGaussian, average, gaussians, logAverage, never, type Side } from "./sides.ts";
import { inKindOf, keptOf, wholeOf } from "./whole.ts";

/** The name of a lower bound on a cross entropy. */
export type CrossLowerName =
  | "entropy"
  | "peaks"
  | "support"
  | "overlaps"
  | "geometric"
  | "corners";

/** The name of an upper bound on a cross entropy. */
export type CrossUpperName = "moments" | "jensen" | "cells";

/** Bounds by name, those that there are, and what the truth is near to. */
export interface CrossBounds {
  readonly lowers: Named<CrossLowerName>;
  readonly uppers: Named<CrossUpperName>;
}

/** What stands on the two sides of a cross entropy, and how much work its bounds may be. */
interface Asked {
  readonly p: Side;
  readonly q: Side;
  /** The lower bound of the entropy of p. */
  readonly entropy: Node;
  readonly compared: Compared;
}

/** The bounds on −∫ p ln q by name, not yet moved outward. */
export function crossBounds({ p, q, entropy, compared }: Asked): CrossBounds {
  const { effort, dimension } = compared, hasPairs = effort !== "linear";
  const cells = finenessOf(compared);
  // a hundred coordinates and more take d³ steps for each pair
  const hasMatrices = dimension <= 100 || effort === "tight" || keptOf(p, q) === "diagonal";
  return {
    lowers: known<CrossLowerName>([
      ["entropy", entropy],
      ["peaks", peakLower(q)],
      ["support", supportLower(p, q, hasPairs)],
      ["overlaps", hasPairs ? overlapLower(p, q) : undefined],
      ["geometric", hasPairs && hasMatrices ? geometricLower(p, q) : undefined],
      ["corners", cells === undefined ? undefined : cornersLower(p, q, cells)],
    ]),
    uppers: known<CrossUpperName>([
      ["moments", momentsUpper(p, q)],
      ["jensen", hasPairs ? jensenUpper(p, q) : undefined],
      ["cells", cells === undefined ? undefined : cellsUpper(p, q, cells)],
    ]),
  };
}

/**
 * −∫ p ln q from above by Jensen's inequality for all of p: −ln Σⱼ ωⱼ exp(E_p ln gⱼ), which takes the mean and covariance of p. Costs k.
 * Infinite where q is not made of Gaussians or p has families that may lack moments: `jensenUpper` looks at each component.
 */
export function momentsUpper(p: Side, q: Side): Node {
  const others = gaussians(q);
  if (others === undefined || !p.every(hasMoments)) return constant(Infinity);
  const keep = keptOf(p, q), { mean, covariance } = wholeOf(p, keep);
  const coordinate = others[0]!.coordinate;
  // what the rounding of the mean has left out; beside an offset that is more than what the mean of differences loses
  const shift = nodes.ratio(
    average(p, (i) => nodes.sub(middleOf(i), mean)),
    average(p, () => constant(1)),
  );
  return nodes.neg(logAverage(others, (each) => {
    const j = inKindOf(asGaussian(each), keep);
    const delta = nodes.add(nodes.sub(mean, j.mean), shift);
    const form = divergence(j.covariance, covariance, delta, coordinate);
    const logScale = constant(coordinate.set.extent * Math.log(2 * Math.PI));
    const spread = nodes.add(logScale, logDet(j.covariance, coordinate));
    return nodes.mul(constant(-0.5), nodes.add(spread, form));
  }));
}

/** Whether components have a mean and a variance whatever their parameters are. */
function hasMoments({ family }: Side[number]): boolean {
  return family !== "studentT" && family !== "own";
}

/** A part of a volume below 1 by more than this is not covered, whatever rounding did. */
const sure = 2 ** -40;

/**
 * Whether p has mass where q, of boxes, has none: then −∫ p ln q is infinite. What has no end has; boxes do where those of q do not cover
 * them, even if all their overlaps are added up. Else it says nothing, −∞.
 */
export function supportLower(p: Side, q: Side, hasPairs: boolean): Node | undefined {
  if (!areBoxes(q)) return undefined;
  const endless = p.filter(({ family }) => family !== "uniform" && family !== "own");
  const outside = endless.length === 0 ? constant(0) : average(endless, () => constant(1));
  const bare = hasPairs ? nodes.add(outside, uncovered(p, q)) : outside;
  return nodes.select(nodes.less(constant(0), markers.stop(bare)), constant(Infinity), never);
}

/** The weights of the boxes of p that those of q do not cover. */
function uncovered(p: Side, q: Side): Node {
  return average(p, (i) => {
    if (i.family !== "uniform") return constant(0);
    const covered = q.map((j) => {
      if (j.family !== "uniform") return constant(1);
      const share = nodes.exp(nodes.sub(logIntersection(i, j), logVolume(i)));
      return sumOver(j.component, nodes.mul(nodes.less(constant(0), j.weight), share));
    }).reduce((sum, x) => nodes.add(sum, x));
    return nodes.less(covered, constant(1 - sure));
  });
}
