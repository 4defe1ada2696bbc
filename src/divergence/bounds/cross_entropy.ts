import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { MixtureWith } from "../../mixture/component_types.ts";
import type { AnyBatch, Batch } from "../../mixture/parameter_types.ts";
import { type BetweenOptions, type Compared, comparedOf, finenessOf } from "./compared_mixtures.ts";
import {
  type CrossBounds,
  crossBounds,
  type CrossLowerName,
  type CrossUpperName,
} from "./cross_bounds.ts";
import { cellsUpper } from "./cross_grid.ts";
import { crossOutward } from "./outward_cross.ts";
import { extrapolated, type OwnEntropy, ownEntropy } from "./own_entropy.ts";
import { type Bounds, boundsOf, estimateWithin } from "./two_sided.ts";
import type { Side } from "./sides.ts";

/** A cross entropy from both sides, and the named bounds that the ends are the best of. */
export type CrossEntropy<B extends Batch = Batch> = Bounds<CrossLowerName, CrossUpperName, B>;

/**
 * The cross entropy −∫ p ln q of two mixtures in nats, enclosed: certified bounds and the best point estimate between them. It is what the
 * entropy of p is to its own density; minus it is the expected log-likelihood of q. Bounds are moved outward by what rounding may have made of
 * them, in double precision. `lowers` and `uppers` are the bounds by name, `winners` says which are best; docs/divergences.md has
 * their formulas and sources. Lazy; scalars, or [b] where p or q is a batch.
 *
 * Infinite where q has no density but p has mass: Gaussians beside boxes, boxes beyond those of q. Boxes of p that only several of q
 * cover together have an infinite upper bound and a finite lower one.
 *
 * Throws `ShapeError` for mixtures of two dimensions or two batch sizes, `UnknownNameError` for an unknown effort.
 *
 * @example
 * ```ts
 * import { crossEntropy, evaluate, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * const q = gaussianMixture({ means: [[1]], variance: 2 });
 * const { lower, upper } = await evaluate(crossEntropy(p, q));
 * console.log(lower.toFixed(4), upper.toFixed(4)); // 1.7655 1.7655: ½ ln 4π + (1 + 1)/4
 * ```
 */
export function crossEntropy<P extends Batch, Q extends Batch>(
  p: MixtureWith<object, P>,
  q: MixtureWith<object, Q>,
  options: BetweenOptions = {},
): CrossEntropy<AnyBatch<[P, Q]>> {
  const compared = comparedOf(p, q, options);
  const own = ownEntropy(p, compared.p, compared);
  const { lowers, uppers, estimate } = crossEnds(compared, own, compared.q.evaluated);
  return boundsOf(compared, { lowers, uppers, estimate });
}

/** Bounds that were moved outward, their best, and what is likely between them. */
export interface CrossEnds extends CrossBounds {
  readonly lower: Node;
  readonly upper: Node;
  readonly estimate: Node;
}

/** The cross entropy of p to a density, which may be mixed of p and q. */
export function crossEnds(compared: Compared, own: OwnEntropy, density: Side): CrossEnds {
  const p = compared.p.averaged;
  const bounds = crossBounds({ p, q: density, entropy: own.lower, compared });
  const move = <N extends string>(
    list: readonly (readonly [N, Node])[],
    direction: "down" | "up",
  ) => list.map(([name, bound]) => [name, crossOutward(p, density, bound, direction)] as const);
  const lowers = move(bounds.lowers, "down"), uppers = move(bounds.uppers, "up");
  const lower = lowers.map(([, x]) => x).reduce((x, y) => nodes.max(x, y));
  const upper = uppers.map(([, x]) => x).reduce((x, y) => nodes.min(x, y));
  const near = nearOf(compared, density);
  const middle = nodes.mul(constant(0.5), nodes.add(lower, upper));
  return { lowers, uppers, lower, upper, estimate: estimateWithin(lower, upper, near ?? middle) };
}

/** What cells of two finenesses tend to, where there are cells. */
function nearOf(compared: Compared, density: Side): Node | undefined {
  const cells = finenessOf(compared), p = compared.p.averaged;
  if (cells === undefined) return undefined;
  return extrapolated(cellsUpper(p, density, cells), cellsUpper(p, density, cells / 2));
}
