import { reduce } from "../expr/build.ts";
import type { Expr } from "../expr/expression.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { logAddExp } from "../expr/log_add_exp.ts";
import { nodeOf } from "../expr/node_of.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logOverlap } from "../distance/overlap.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import type { AnyBatch } from "../mixture/parameter_types.ts";
import type { Part } from "../mixture/parts.ts";
import { checkOverlaps } from "./exact_overlaps.ts";
import { type TwoMixtures, twoMixtures } from "./two_mixtures.ts";

/**
 * The Rényi entropy of order 2 of `p` in nats, −ln ∫ p² = −ln Σᵢⱼ cᵢcⱼ ∫ pᵢpⱼ: exact, and a lower bound of the entropy. Lazy; a
 * scalar, or [b] for a batch. Costs k² overlaps; nothing of size k² is stored.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, renyi2Entropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0]], variance: 1 });
 * console.log(await evaluate(renyi2Entropy(p))); // ½ ln 4π
 * ```
 */
export function renyi2Entropy<B extends number | undefined>(
  p: MixtureWith<object, B>,
): Expr<PerBatch<B>> {
  const both = twoMixtures(p, p);
  return both.alongBatch(nodes.neg(logCollision(both.p, both.p)));
}

/**
 * ln ∫ p q = ln Σᵢⱼ cᵢwⱼ ∫ pᵢqⱼ, exact, −∞ for boxes that do not overlap. exp of it is the expected density of q at a point of p.
 * Lazy; a scalar, or [b] where p or q is a batch.
 *
 * Throws `ShapeError` for mixtures of different dimensions or different batches.
 *
 * @example
 * ```ts
 * import { evaluate, logOverlapBetween, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0]], widths: 2 });
 * const q = uniformMixture({ centers: [[1]], widths: 2 });
 * console.log(await evaluate(logOverlapBetween(p, q))); // ln ¼
 * ```
 */
export function logOverlapBetween<B extends number | undefined, C extends number | undefined>(
  p: MixtureWith<object, B>,
  q: MixtureWith<object, C>,
): Expr<PerBatch<AnyBatch<[B, C]>>> {
  const both = twoMixtures(p, q);
  return both.alongBatch(logCollision(both.p, both.q));
}

/**
 * The Cauchy–Schwarz divergence −ln(∫ p q / √(∫ p² ∫ q²)) in nats (Kampa, Hasanbelliu & Principe 2011), exact: 0 where p = q, +∞
 * where they do not overlap. Lazy; a scalar, or [b] where p or q is a batch. Known to about 10⁻¹⁵ times the size of ln ∫ p².
 *
 * Throws `ShapeError` for mixtures of different dimensions or different batches.
 *
 * @example
 * ```ts
 * import { cauchySchwarzDivergence, evaluate, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0]], variance: 1 });
 * const q = gaussianMixture({ means: [[2]], variance: 1 });
 * console.log(await evaluate(cauchySchwarzDivergence(p, q))); // 1, a quarter of the squared distance
 * ```
 */
export function cauchySchwarzDivergence<
  B extends number | undefined,
  C extends number | undefined,
>(
  p: MixtureWith<object, B>,
  q: MixtureWith<object, C>,
): Expr<PerBatch<AnyBatch<[B, C]>>> {
  const both = twoMixtures(p, q);
  return both.alongBatch(cauchySchwarz(collisionsOf(both)));
}

/**
 * The squared L² distance ∫ (p − q)² = ∫ p² + ∫ q² − 2 ∫ p q, exact and never negative. Lazy; a scalar, or [b] where p or q is a
 * batch. With A, B the logarithms of ∫ p² and ∫ q², A ≥ B, and D the Cauchy–Schwarz divergence it is
 * e^A [(1 − s)² + 2s(1 − e⁻ᴰ)], s = e^((B − A)/2): only the digits of D are lost where p and q are alike. It has a unit, one over
 * that of volume, and is 0 where densities are below what numbers can hold; `cauchySchwarzDivergence` is not.
 *
 * Throws `ShapeError` for mixtures of different dimensions or different batches.
 *
 * @example
 * ```ts
 * import { evaluate, squaredL2Distance, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0]], widths: 1 });
 * const q = uniformMixture({ centers: [[2]], widths: 1 });
 * console.log(await evaluate(squaredL2Distance(p, q))); // 2
 * ```
 */
export function squaredL2Distance<B extends number | undefined, C extends number | undefined>(
  p: MixtureWith<object, B>,
  q: MixtureWith<object, C>,
): Expr<PerBatch<AnyBatch<[B, C]>>> {
  const both = twoMixtures(p, q), collisions = collisionsOf(both);
  const { ofP, ofQ, between } = collisions;
  const largest = nodes.max(ofP, ofQ), half = constant(0.5), two = constant(2);
  const apart = nodes.mul(half, nodes.sub(largest, nodes.min(ofP, ofQ)));
  const ratio = nodes.exp(nodes.neg(apart));
  const closeness = nodes.square(oneLessExp(apart));
  const angle = nodes.mul(nodes.mul(two, ratio), oneLessExp(cauchySchwarz(collisions)));
  const value = nodes.mul(nodes.exp(largest), nodes.add(closeness, angle));
  const sum = nodes.add(nodes.exp(ofP), nodes.exp(ofQ));
  // maxima have no slope where they meet; the sum has
  const through = nodes.sub(sum, nodes.mul(two, nodes.exp(between)));
  return both.alongBatch(markers.surrogate(value, through));
}

/** ln ∫ p², ln ∫ q² and ln ∫ p q. */
interface Collisions {
  readonly ofP: Node;
  readonly ofQ: Node;
  readonly between: Node;
}

function collisionsOf({ p, q }: TwoMixtures): Collisions {
  return { ofP: logCollision(p, p), ofQ: logCollision(q, q), between: logCollision(p, q) };
}

/** ½(ln ∫ p² − ln ∫ p q) + ½(ln ∫ q² − ln ∫ p q), which rounding may bring below 0. */
function cauchySchwarz({ ofP, ofQ, between }: Collisions): Node {
  const sum = nodes.add(nodes.sub(ofP, between), nodes.sub(ofQ, between));
  const divergence = nodes.mul(constant(0.5), sum);
  return markers.surrogate(nodes.max(constant(0), divergence), divergence);
}

/** 1 − e⁻ˣ = 2t/(1 + t), t = tanh ½x, for x ≥ 0: it keeps its digits for small x. */
function oneLessExp(x: Node): Node {
  const t = nodes.tanh(nodes.mul(constant(0.5), x));
  return nodes.div(nodes.mul(constant(2), t), nodes.add(constant(1), t));
}

/** ln Σᵢⱼ cᵢwⱼ ∫ pᵢqⱼ, over all pairs of parts; a mixture may stand beside itself. */
function logCollision(p: readonly Part[], q: readonly Part[]): Node {
  const terms = p.flatMap(({ pair: [i] }) =>
    q.map(({ pair: [, j] }) => {
      checkOverlaps(i, j);
      const inner = reduce("logSumExp", j.component, nodeOf(logOverlap(i, j)), j.weight);
      return reduce("logSumExp", i.component, inner, i.weight);
    })
  );
  return terms.reduce(logAddExp);
}
