import type { Along, Expr } from "../expr/expression.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import type { Operand } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { atPoints, type PartAtPoints } from "./at_points.ts";
import { meanSlope } from "./mean_slope.ts";
import { sayFar } from "./far_points.ts";
import type { AtPoints } from "./point_types.ts";
import { shareOf, totalOf } from "./responsibilities.ts";

/**
 * The score ∇ₓ ln p(x) of a mixture at a point x [d] or at points [n, d]; for Gaussians Σ rⱼ Σⱼ⁻¹(μⱼ − x) with the
 * responsibilities rⱼ. Lazy, and differentiable in parameters and points: it has the shape of the points, with a batch axis
 * first for a batch. Costs n·k densities; nothing of size n×k is stored.
 *
 * Boxes have a flat density: what they give to the score is 0 within them, and as it is 0 where p is 0, too, it is 0 everywhere but at
 * the faces, where there is none and 0 is given; so it is at the peak of a Laplace distribution. Other families than these are
 * differentiated by the rules of their densities, one's own too.
 *
 * Throws what `logDensity` throws.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, score } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0, 0], [4, 0]], variance: 2 });
 * console.log((await evaluate(score(p, [[2, 1], [1e9, 0]]))).toArray()); // [0, −½], [−5e8, 0]
 * ```
 */
export function score<B extends number | undefined, const X extends Operand>(
  p: MixtureWith<object, B>,
  x: X,
): Expr<AtPoints<B, X, readonly [Along<"mixture">]>>;
export function score(p: MixtureWith<object, number | undefined>, x: Operand): Expr {
  const seen = atPoints(p, x), { parts, coordinate, alongAll } = seen;
  const shares = sharesOf(parts);
  const slopes = parts.map((part, t) => nodes.weigh(shares[t]!, slopeOf(part)));
  return sayFar(alongAll(slopes.reduce((x, y) => nodes.add(x, y)), coordinate), seen);
}

/** Σ rⱼ ∇ ln pⱼ, the slope of a part by itself. */
function slopeOf(part: PartAtPoints): Node {
  const share = shareOf(part);
  return nodes.div(meanSlope(part, share), totalOf(part, share));
}

/** What each part is of the density: they sum to 1. */
function sharesOf(parts: readonly PartAtPoints[]): readonly Node[] {
  if (parts.length === 1) return [constant(1)];
  const totals = parts.map(({ logTotal }) => logTotal);
  const most = markers.stop(totals.reduce((x, y) => nodes.max(x, y)));
  const each = totals.map((total) => nodes.expDiff(total, most));
  const sum = each.reduce((x, y) => nodes.add(x, y));
  return each.map((one) => nodes.ratio(one, sum));
}
