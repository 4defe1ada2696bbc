import { coord, reduce, sumOver } from "../expr/build.ts";
import { checkInteger } from "../expr/array.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import { markers } from "../expr/mark.ts";
import { normalQuantile } from "../expr/normal.ts";
import { nodeOf } from "../expr/node_of.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { klDivergence } from "../distance/kl.ts";
import { componentsOfFamily } from "../mixture/only_family.ts";
import type { GaussianComponent, MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { alongBatch } from "../estimator/batch.ts";
import { jointEntropy } from "../estimator/joint.ts";
import { expectedSoftplus } from "./mellin_barnes.ts";
import { type Projection, projection } from "./projection.ts";

/** How the upper bound by pairs is computed. */
export interface PairsUpperOptions {
  /**
   * Into how many equally probable cells a direction is cut: more are tighter, and cost an exponential a pair each. 16 if left out.
   * "exact": the expectations themselves, by an integral that costs about 200 functions a pair.
   */
  readonly cells?: number | "exact" | undefined;
}

/**
 * Upper bound on the entropy of a Gaussian mixture `p` in nats by its pairs. h = J − Σᵢ cᵢ Eᵢ ln(1 + Σⱼ Rᵢⱼ) with the joint entropy
 * J and Rᵢⱼ = cⱼpⱼ/(cᵢpᵢ), and ln(1 + Σⱼ Rᵢⱼ) ≥ Σⱼ λᵢⱼ ln(1 + Rᵢⱼ/λᵢⱼ) for λᵢⱼ ≥ 0 with Σⱼ λᵢⱼ = 1, by concavity; here
 * λᵢⱼ = cⱼ exp(−KLᵢⱼ)/Zᵢ, j ≠ i. Each Eᵢ ln(1 + exp ℓ) is taken from below by Jensen's inequality in cells of
 * equal probability along the direction in which ℓ = ln Rᵢⱼ/λᵢⱼ is linear: there E[ℓ | cell] =
 * ln(Zᵢ/cᵢ) − ½κ(1 − m₂) + |b| m₁ with the moments m₁, m₂ of the cell (see `projection`). Never above "kl" in exact numbers, which
 * is one cell. Lazy; a scalar, or [b] for a batch. Costs two sweeps over pairs, "kl" and "kl" with an exponential for each cell.
 *
 * Throws `TypeError` for boxes, `DomainError` for cells that are not an integer from 1 to 1024.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, pairsUpperBound } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * console.log((await evaluate(pairsUpperBound(p))).toFixed(2)); // 1.76: the entropy is 1.7558
 * ```
 */
export function pairsUpperBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: PairsUpperOptions = {},
): Expr<PerBatch<B>> {
  const read = checkNames(options, ["cells"], "bound by pairs");
  const cells = read.cells === "exact"
    ? read.cells
    : checkInteger(read.cells ?? 16, "cells", 1, 1024);
  const [i, j] = componentsOfFamily(p, "gaussian");
  const gained = sumOver(i.component, nodes.weigh(i.weight, gainOf(i, j, cells)));
  return alongBatch(p, nodes.sub(nodeOf(jointEntropy(p)), gained));
}

/**
 * Σⱼ λᵢⱼ Eᵢ ln(1 + Rᵢⱼ/λᵢⱼ) from below. The nearest component is taken off first, so that λ keeps its digits however far all are; and
 * should rounding make Σⱼ λᵢⱼ > 1, then λ divided by that does not raise ln(1 + R/λ), nor does what is summed exceed its share.
 */
function gainOf(
  i: GaussianComponent<Node>,
  j: GaussianComponent<Node>,
  cells: number | "exact",
): Node {
  const isSelf = nodes.equal(coord(i.component), coord(j.component));
  const isOther = nodes.mul(nodes.sub(constant(1), isSelf), nodes.less(constant(0), j.weight));
  const divergence = nodeOf(klDivergence(i, j)), never = constant(-Infinity);
  const away = nodes.select(isOther, nodes.neg(divergence), never);
  const least = markers.stop(reduce("max", j.component, away));
  const isMet = nodes.less(never, away);
  const further = nodes.select(isMet, nodes.sub(away, least), never);
  const logZ = reduce("logSumExp", j.component, further, j.weight);
  // ln λᵢⱼ/cⱼ, and E ln Rᵢⱼ/λᵢⱼ less E ln pⱼ/pᵢ, which are finite for what does not count, too
  const logShare = nodes.select(isMet, nodes.sub(further, logZ), constant(0));
  const share = nodes.weigh(nodes.mul(isMet, j.weight), nodes.exp(logShare));
  const isThere = nodes.less(constant(0), i.weight);
  const logWeight = nodes.log(nodes.select(isThere, i.weight, constant(1)));
  const logRatio = nodes.neg(nodes.add(logShare, logWeight));
  const mean = cells === "exact"
    ? expectedSoftplus(i, j, { logRatio, divergence })
    : meanOfCells(nodes.sub(logRatio, divergence), projection(i, j), cells);
  // what overflowed gains nothing
  const isFinite = nodes.less(mean, constant(Infinity));
  const gain = sumOver(
    j.component,
    nodes.weigh(share, nodes.select(isFinite, mean, constant(0))),
  );
  const total = markers.stop(nodes.max(sumOver(j.component, share), constant(1)));
  return nodes.div(gain, total);
}

/** E ln(1 + exp ℓ) from below, in cells. */
function meanOfCells(flat: Node, { slope, curvature }: Projection, cells: number): Node {
  const half = nodes.mul(constant(0.5), curvature), start = nodes.sub(flat, half);
  const logRatios = cellMoments(cells).map(({ first, second }) =>
    nodes.add(
      nodes.add(start, nodes.mul(constant(second), half)),
      nodes.mul(constant(first), slope),
    )
  );
  return nodes.mul(constant(1 / cells), sumOfSoftplus(logRatios));
}

/** So many factors 1 + exp x make one product, and no x counts as more than `mostExponent`: it stays below exp(640 + 11). */
const factorsAtOnce = 16, mostExponent = 40;

/** Σ ln(1 + exp x), or a little less where an x is large: one logarithm of a product for 16 of them. */
function sumOfSoftplus(xs: readonly Node[]): Node {
  const products: Node[] = [];
  xs.forEach((x, t) => {
    const factor = nodes.add(constant(1), nodes.exp(nodes.min(x, constant(mostExponent))));
    if (t % factorsAtOnce === 0) products.push(factor);
    else products.push(nodes.mul(products.pop()!, factor));
  });
  return products.map((product) => nodes.log(product)).reduce((sum, x) => nodes.add(sum, x));
}

/**
 * E[t | cell] and E[t² | cell] of a standard normal t in each of n equally probable cells (r, s): n(φ(r) − φ(s)) and
 * 1 + n(rφ(r) − sφ(s)).
 */
function cellMoments(n: number): { readonly first: number; readonly second: number }[] {
  const ends = Array.from({ length: n + 1 }, (_, t) => normalQuantile(t / n));
  const density = (t: number) => Math.exp(-t * t / 2) / Math.sqrt(2 * Math.PI);
  // φ is 0 at the ends ±∞, and tφ(t) with it
  const weighted = (t: number) => Number.isFinite(t) ? t * density(t) : 0;
  return Array.from({ length: n }, (_, t) => {
    const r = ends[t]!, s = ends[t + 1]!;
    return {
      first: n * (density(r) - density(s)),
      second: 1 + n * (weighted(r) - weighted(s)),
    };
  });
}
