import { sumOver } from "../../expr/build.ts";
import { markers } from "../../expr/mark.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { logIntersection } from "../../mixture/pairs/pairs_of_boxes.ts";
import { middleOf } from "../../distance/component.ts";
import { logVolume } from "../../mixture/families/uniform_family.ts";
import { divergence, logDet } from "../../mixture/covariance.ts";
import { finiteWhere } from "../../bound/moments.ts";
import { familyOf } from "../../mixture/families/family_of.ts";
import { cellsUpper, cornersLower } from "./cross_grid.ts";
import { jensenUpper, overlapLower, peakLower } from "./cross_pairs.ts";
import { type Compared, finenessOf } from "./compared_mixtures.ts";
import { known, type Named } from "./bounds_by_name.ts";
import { geometricLower } from "./references.ts";
import { areBoxes, asGaussian, average, gaussians, logAverage, never, type Side } from "./sides.ts";
import { inKindOf, keptOf, wholeOf } from "./matched_gaussian.ts";
import type { Component } from "../../mixture/component_types.ts";

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
 * Infinite where p has no variance, and where not all of q is Gaussian: `jensenUpper` looks at each of its components.
 */
export function momentsUpper(p: Side, q: Side): Node {
  const others = gaussians(q);
  if (others === undefined || p.some((i) => familyOf(i).moments(i) === undefined)) {
    return constant(Infinity);
  }
  const keep = keptOf(p, q), { mean, covariance } = wholeOf(p, keep);
  const coordinate = others[0]!.coordinate;
  // what the rounding of the mean has left out; beside an offset that is more than what the mean of differences loses
  const shift = nodes.ratio(
    average(p, (i) => nodes.sub(middleOf(i), mean)),
    average(p, () => constant(1)),
  );
  return finiteWhere(
    p,
    nodes.neg(logAverage(others, (each) => {
      const j = inKindOf(asGaussian(each), keep);
      const delta = nodes.add(nodes.sub(mean, j.mean), shift);
      const form = divergence(j.covariance, covariance, delta, coordinate);
      const logScale = constant(coordinate.set.extent * Math.log(2 * Math.PI));
      const spread = nodes.add(logScale, logDet(j.covariance, coordinate));
      return nodes.mul(constant(-0.5), nodes.add(spread, form));
    })),
  );
}

/** A part of a volume below 1 by more than this is not covered, whatever rounding did. */
const sure = 2 ** -40;

/**
 * Whether −∫ p ln q is infinite for sure, else −∞: it is where p has mass and q has none, and where q is Gaussian and p has no variance. All that ends
 * nowhere has mass beside boxes; boxes have where those of q do not cover them, even if all their overlaps are added up. Of a family of
 * one's own nothing is said.
 */
export function supportLower(p: Side, q: Side, hasPairs: boolean): Node | undefined {
  const isLost = areBoxes(q)
    ? (i: Component<Node>) => bareOf(i, q, hasPairs)
    : gaussians(q) === undefined
    ? undefined
    : lackOf;
  const lost = isLost && p.flatMap((i) => {
    const lack = isLost(i);
    return lack === undefined ? [] : [sumOver(i.component, nodes.weigh(i.weight, lack))];
  });
  if (lost === undefined || lost.length === 0) return undefined;
  const all = markers.stop(lost.reduce((sum, x) => nodes.add(sum, x)));
  return nodes.select(nodes.less(constant(0), all), constant(Infinity), never);
}

/** 1 where a component has mass outside of boxes. */
function bareOf(i: Component<Node>, q: Side, hasPairs: boolean): Node | undefined {
  if (i.family === "own") return undefined;
  if (i.family !== "uniform") return constant(1);
  if (!hasPairs) return undefined;
  const covered = q.flatMap((j) => {
    if (j.family !== "uniform") return [];
    const share = nodes.exp(nodes.sub(logIntersection(i, j), logVolume(i)));
    return [sumOver(j.component, nodes.mul(nodes.less(constant(0), j.weight), share))];
  }).reduce((sum, x) => nodes.add(sum, x));
  return nodes.less(covered, constant(1 - sure));
}

/** Not 0 where a component has no variance: −ln of Gaussians grows as x². */
function lackOf(i: Component<Node>): Node | undefined {
  const exists = familyOf(i).moments(i)?.exists;
  return exists && sumOver(i.coordinate, nodes.sub(constant(1), exists));
}
