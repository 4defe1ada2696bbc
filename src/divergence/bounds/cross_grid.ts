import { sumOver } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { GaussianComponent } from "../../mixture/component_types.ts";
import { logPeak } from "./cross_pairs.ts";
import { type Grid, gridsOf } from "./grids.ts";
import { asGaussian, average, gaussians, logAverage, type Side } from "./sides.ts";
import { whitened } from "./whitened.ts";

/**
 * −∫ p ln q from above in cells, for d ≤ 3: each component of p is cut into nᵈ cells of its own coordinates z, x = μᵢ + Lᵢz.
 * ln Σⱼ ωⱼ exp ℓⱼ is convex in the ℓⱼ = ln gⱼ, so by Jensen's inequality its mean in a cell is at least its value at their means
 * there, which are exact. About 1/n² from the truth; one cell is `jensenUpper`. Undefined where not all are Gaussian.
 */
export function cellsUpper(p: Side, q: Side, n: number): Node | undefined {
  const grids = gridsOf("cells", n, dimensionOf(p));
  const mean = alongGrids(p, q, grids);
  return mean === undefined ? undefined : nodes.neg(mean);
}

/**
 * −∫ p ln q from below by the corners of such cells, for d ≤ 3: ℓⱼ is at most a function that is linear along each coordinate, by
 * its values at the corners and what its curvature adds between two; and a convex function of these at most the mean of its values
 * at the corners. What p has beyond 5.5 standard deviations counts with ln Σⱼ ωⱼ sup gⱼ.
 */
export function cornersLower(p: Side, q: Side, n: number): Node | undefined {
  const d = dimensionOf(p), grids = gridsOf("corners", n, d);
  const mean = alongGrids(p, q, grids);
  if (mean === undefined) return undefined;
  const outside = 1 - (1 - grids[0]!.outside) ** d;
  const beyond = nodes.mul(constant(outside), average(p, () => logPeak(q)));
  return nodes.neg(nodes.add(mean, beyond));
}

function dimensionOf(side: Side): number {
  return side[0]!.coordinate.set.extent;
}

/** Σᵢ cᵢ Σ mass ln Σⱼ ωⱼ exp ℓⱼ over the pieces of grids, ℓⱼ at the moments of a piece. */
function alongGrids(p: Side, q: Side, grids: readonly Grid[]): Node | undefined {
  const all = gaussians(p), others = gaussians(q);
  if (all === undefined || others === undefined) return undefined;
  return average(all, (i) => {
    const logDensity = logAverage(others, (j) => atMoments(asGaussian(i), asGaussian(j), grids));
    return grids.reduceRight(
      (sum, { axis, mass }) => sumOver(axis, nodes.mul(mass, sum)),
      logDensity,
    );
  });
}

/** E[ln gⱼ | piece], a quadratic function of z whose coordinates are independent. */
export function atMoments(
  i: GaussianComponent<Node>,
  j: GaussianComponent<Node>,
  grids: readonly Grid[],
): Node {
  const { flat, linear, curved } = whitened(i, j), half = constant(0.5);
  let sum = flat;
  grids.forEach(({ first, second }, a) => {
    sum = nodes.add(sum, nodes.mul(linear[a]!, first));
    sum = nodes.sub(sum, nodes.mul(nodes.mul(half, curved(a, a)!), second));
    grids.slice(0, a).forEach((before, b) => {
      const twist = curved(a, b);
      if (twist !== undefined) {
        sum = nodes.sub(sum, nodes.mul(twist, nodes.mul(first, before.first)));
      }
    });
  });
  return sum;
}
