import { coord, reduce, sumOver } from "../expr/build.ts";
import { checkInteger } from "../expr/array.ts";
import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { klDivergence } from "../distance/kl.ts";
import { componentsOf } from "../mixture/components.ts";
import type { GaussianComponent, MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { alongBatch } from "../estimator/batch.ts";
import { jointEntropy } from "../estimator/joint.ts";
import { projection } from "./projection.ts";

/** How the upper bound by pairs is computed. */
export interface PairsUpperOptions {
  /** Into how many equally probable cells a direction is cut: more are tighter, and cost an exponential a pair each. 16 if left out. */
  readonly cells?: number | undefined;
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
  const cells = checkInteger(read.cells ?? 16, "cells", 1, 1024);
  const [i, j] = componentsOf(p);
  if (i.family !== "gaussian" || j.family !== "gaussian") {
    throw new TypeError(`Expected a mixture of Gaussians, got one of boxes`);
  }
  const gained = sumOver(i.component, nodes.weigh(i.weight, gainOf(i, j, cells)));
  return alongBatch(p, nodes.sub(nodeOf(jointEntropy(p)), gained));
}

/** Σⱼ λᵢⱼ Eᵢ ln(1 + Rᵢⱼ/λᵢⱼ) from below. */
function gainOf(
  i: GaussianComponent<Node>,
  j: GaussianComponent<Node>,
  cells: number,
): Node {
  const isSelf = nodes.equal(coord(i.component), coord(j.component));
  const away = nodes.select(isSelf, constant(-Infinity), nodes.neg(nodeOf(klDivergence(i, j))));
  const logZ = reduce("logSumExp", j.component, away, j.weight);
  const share = nodes.weigh(j.weight, nodes.expDiff(away, logZ));
  const { slope, curvature } = projection(i, j);
  const cell = axisOf(sharedIndexSet("coordinate", "z", cells)), moments = momentsOfCell(cell);
  const flat = nodes.sub(nodes.sub(logZ, nodes.log(i.weight)), nodes.mul(constant(0.5), curvature));
  const bent = nodes.mul(nodes.mul(constant(0.5), curvature), moments.second);
  const logRatio = nodes.add(nodes.add(flat, bent), nodes.mul(slope, moments.first));
  const mean = nodes.mul(constant(1 / cells), sumOfSoftplus(cell, logRatio));
  // what overflowed gains nothing
  const isFinite = nodes.less(mean, constant(Infinity));
  return sumOver(j.component, nodes.weigh(share, nodes.select(isFinite, mean, constant(0))));
}

/** Σ ln(1 + exp x) along an axis, as Σ max(x, 0) + Σ ln(1 + exp(−|x|)): to within 2⁻⁵³ of each, in nats. */
function sumOfSoftplus(axis: Axis, x: Node): Node {
  const rest = nodes.log(nodes.add(constant(1), nodes.exp(nodes.neg(nodes.abs(x)))));
  return nodes.add(sumOver(axis, nodes.max(x, constant(0))), sumOver(axis, rest));
}

/**
 * E[t | cell] and E[t² | cell] of a standard normal t in each of n equally probable cells (s, r): n(φ(s) − φ(r)) and
 * 1 + n(sφ(s) − rφ(r)).
 */
function momentsOfCell(cell: Axis): { readonly first: Node; readonly second: Node } {
  const n = constant(cell.set.extent);
  const left = nodes.normalQuantile(nodes.div(coord(cell), n));
  const right = nodes.normalQuantile(nodes.div(nodes.add(coord(cell), constant(1)), n));
  const density = (t: Node) =>
    nodes.mul(
      constant(1 / Math.sqrt(2 * Math.PI)),
      nodes.exp(nodes.mul(constant(-0.5), nodes.square(t))),
    );
  const first = nodes.sub(density(left), density(right));
  // φ is 0 at the ends ±∞, and tφ(t) with it
  const second = nodes.sub(
    nodes.weigh(density(left), left),
    nodes.weigh(density(right), right),
  );
  return { first: nodes.mul(n, first), second: nodes.add(constant(1), nodes.mul(n, second)) };
}
