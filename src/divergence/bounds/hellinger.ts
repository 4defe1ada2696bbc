import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { MixtureWith } from "../../mixture/component_types.ts";
import type { AnyBatch, Batch } from "../../mixture/parameter_types.ts";
import { logAffinityUpper } from "./affinity_bound.ts";
import { affinityLowerByCells } from "./affinity_grid.ts";
import { type Bounds, boundsOf, estimateWithin } from "./two_sided.ts";
import {
  type BetweenOptions,
  type Compared,
  comparedOf,
  finenessOf,
  piecesOf,
  swapped,
} from "./compared_mixtures.ts";
import { klUpper } from "./kl_bounds.ts";
import { best, moved, type Named } from "./bounds_by_name.ts";
import { extrapolated } from "./own_entropy.ts";
import { projectedHellinger, type Projection, projectionsOf } from "./projected_divergences.ts";
import { type ThroughMixture, throughMixture } from "./through_mixture.ts";

/** The name of a lower bound on a squared Hellinger distance. */
export type HellingerLowerName = "zero" | "affinity" | "projections" | "jensenShannon";

/** The name of an upper bound on a squared Hellinger distance. */
export type HellingerUpperName = "one" | "kl" | "cells" | "jensenShannon";

/** A squared Hellinger distance from both sides. */
export type SquaredHellinger<B extends Batch = Batch> = Bounds<
  HellingerLowerName,
  HellingerUpperName,
  B
>;

/**
 * The squared Hellinger distance ½ ∫(√p − √q)² = 1 − ∫√(pq), from 0 to 1, enclosed: certified bounds and the best point estimate between
 * them, moved outward by what rounding may have made of them, in double precision. `lowers` and `uppers` are the bounds by name, of which
 * docs/divergences.md has the formulas and sources. Lazy; scalars, or [b] where p or q is a batch.
 *
 * Throws `ShapeError` for mixtures of two dimensions or two batch sizes, `UnknownNameError` for an unknown effort.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, squaredHellinger } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0]], variance: 1 });
 * const q = gaussianMixture({ means: [[2]], variance: 1 });
 * const { lower, upper } = await evaluate(squaredHellinger(p, q));
 * console.log(lower <= 1 - Math.exp(-0.5) && 1 - Math.exp(-0.5) <= upper); // true
 * ```
 */
export function squaredHellinger<P extends Batch, Q extends Batch>(
  p: MixtureWith<object, P>,
  q: MixtureWith<object, Q>,
  options: BetweenOptions = {},
): SquaredHellinger<AnyBatch<[P, Q]>> {
  const compared = comparedOf(p, q, options);
  const projections = projectionsOf(compared.p.averaged, compared.q.evaluated, piecesOf(compared));
  return boundsOf(compared, hellingerEnds(compared, throughMixture(compared, halves), projections));
}

/** Shares of one half. */
export const halves = [/* @__PURE__ */ constant(0.5), /* @__PURE__ */ constant(0.5)] as const;

/** What the bounds of a Hellinger distance came to. */
export interface HellingerEnds {
  readonly lowers: Named<HellingerLowerName>;
  readonly uppers: Named<HellingerUpperName>;
  readonly lower: Node;
  readonly upper: Node;
  readonly estimate: Node;
}

/**
 * The bounds by name. With the Jensen–Shannon divergence of equal shares JS it is JS ≤ 1 − ∫√(pq) ≤ JS/ln 2, since both are means of a function
 * of q/p and the quotient of these functions lies between ln 2 and 1.
 */
export function hellingerEnds(
  compared: Compared,
  divergence: ThroughMixture,
  projections: readonly Projection[] | undefined,
): HellingerEnds {
  const back = swapped(compared), { p, q, dimension } = compared, one = constant(1);
  const hasPairs = compared.effort !== "linear", { own } = divergence;
  const log = hasPairs ? logAffinityUpper(p.averaged, q.evaluated) : undefined;
  const least = nodes.min(klUpper(compared, own[0]), klUpper(back, own[1]));
  const cells = dimension <= 2 ? finenessOf(compared) : undefined;
  const above = cells === undefined
    ? undefined
    : affinityLowerByCells(p.averaged, { itself: p.evaluated, other: q.evaluated }, cells);
  const lowers = [
    ["zero", constant(0)] as const,
    ...moved<HellingerLowerName>(compared, "down", [
      ["affinity", log === undefined ? undefined : oneMinusExp(log)],
      ["projections", projections === undefined ? undefined : projectedHellinger(projections)],
      ["jensenShannon", divergence.lower],
    ]),
  ];
  const uppers = [
    ["one", one] as const,
    ...moved<HellingerUpperName>(compared, "up", [
      // ∫√(pq) = E_p exp ½ ln(q/p) ≥ exp(−½ KL), by Jensen's inequality
      ["kl", oneMinusExp(nodes.mul(constant(-0.5), least))],
      ["cells", above === undefined ? undefined : nodes.sub(one, above)],
      ["jensenShannon", nodes.mul(constant(1 / Math.LN2), divergence.upper)],
    ]),
  ];
  const lower = best(lowers, nodes.max), upper = best(uppers, nodes.min);
  const coarse = cells === undefined
    ? undefined
    : affinityLowerByCells(p.averaged, { itself: p.evaluated, other: q.evaluated }, cells / 2);
  const affinity = extrapolated(above, coarse);
  const near = affinity === undefined
    ? nodes.mul(constant(0.5), nodes.add(lower, upper))
    : nodes.sub(one, affinity);
  return { lowers, uppers, lower, upper, estimate: estimateWithin(lower, upper, near) };
}

/** 1 − eˣ for x ≤ 0, with the digits of small ones: 2t/(1 + t), t = tanh(−x/2). */
export function oneMinusExp(x: Node): Node {
  const t = nodes.tanh(nodes.mul(constant(-0.5), x));
  return nodes.div(nodes.mul(constant(2), t), nodes.add(constant(1), t));
}
