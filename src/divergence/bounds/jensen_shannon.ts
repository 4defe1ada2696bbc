import { describe } from "../../expr/describe.ts";
import { DomainError } from "../../expr/errors.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { MixtureWith } from "../../mixture/component_types.ts";
import type { AnyBatch, Batch } from "../../mixture/parameter_types.ts";
import { checkNames } from "../../mixture/parameters.ts";
import { type Bounds, boundsOf, estimateWithin } from "./two_sided.ts";
import {
  type BetweenOptions,
  type Compared,
  comparedBy,
  piecesOf,
  swapped,
} from "./compared_mixtures.ts";
import {
  affinityLower,
  byPairOfGroups,
  choiceOf,
  pairsOfBoth,
  type Shares,
  variationUpper,
} from "./jensen_shannon_bounds.ts";
import { klUpper } from "./kl_bounds.ts";
import { best, moved } from "./bounds_by_name.ts";
import {
  lineTotalVariation,
  projectedJensenShannon,
  projectionsOf,
} from "./projected_divergences.ts";
import { throughMixture } from "./through_mixture.ts";

/** The name of a lower bound on a Jensen–Shannon divergence. */
export type JensenShannonLowerName = "zero" | "mixture" | "projections" | "affinity" | "pairs";

/** The name of an upper bound on a Jensen–Shannon divergence. */
export type JensenShannonUpperName = "choice" | "mixture" | "groups" | "totalVariation";

/** How a Jensen–Shannon divergence is taken. */
export interface JensenShannonOptions extends BetweenOptions {
  /** The shares of p and q in their mixture, positive numbers that sum to 1: ½ each if left out. */
  readonly weights?: readonly [number, number] | undefined;
}

/** A Jensen–Shannon divergence from both sides. */
export type JensenShannon<B extends Batch = Batch> = Bounds<
  JensenShannonLowerName,
  JensenShannonUpperName,
  B
>;

/**
 * The Jensen–Shannon divergence h(m) − w h(p) − v h(q) in nats, m = wp + vq, enclosed: certified bounds and the best point estimate between
 * them. It is what a point tells about which of the two it was drawn from, I(X; G), and at most H(w, v), ln 2 for equal shares. Bounds are
 * moved outward by what rounding may have made of them, in double precision; `lowers` and `uppers` are the bounds by name, of which docs/divergences.md
 * has the formulas and sources. Lazy; scalars, or [b] where p or q is a batch.
 *
 * Throws `ShapeError` for mixtures of two dimensions or two batch sizes, `DomainError` for weights that are not two positive numbers whose
 * sum is 1, `UnknownNameError` for an unknown effort.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, jensenShannon } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0]], variance: 1 });
 * const q = gaussianMixture({ means: [[2]], variance: 1 });
 * const { lower, upper } = await evaluate(jensenShannon(p, q));
 * console.log(lower <= 0.33684 && 0.33683 <= upper); // true
 * ```
 */
export function jensenShannon<P extends Batch, Q extends Batch>(
  p: MixtureWith<object, P>,
  q: MixtureWith<object, Q>,
  options: JensenShannonOptions = {},
): JensenShannon<AnyBatch<[P, Q]>> {
  const read = checkNames(options, ["effort", "weights"], "bound");
  const compared = comparedBy(p, q, read.effort ?? "pairs");
  return boundsOf(compared, jensenShannonEnds(compared, sharesOf(read.weights)));
}

/** The two shares as they were given. */
function sharesOf(weights: unknown): Shares {
  if (weights === undefined) return [constant(0.5), constant(0.5)];
  const list: readonly unknown[] = Array.isArray(weights) ? weights : [];
  const [w, v] = list;
  const isGood = typeof w === "number" && typeof v === "number" && list.length === 2 && w > 0 &&
    v > 0 && Math.abs(w + v - 1) <= 1e-9;
  if (isGood) return [constant(w), constant(1 - w)];
  throw new DomainError(
    `Expected weights as two positive numbers that sum to 1, got ${describe(weights)}`,
  );
}

/** The bounds by name, moved outward, and an estimate. */
function jensenShannonEnds(compared: Compared, shares: Shares) {
  const back = swapped(compared), hasPairs = compared.effort !== "linear";
  const p = compared.p.averaged, q = compared.q.evaluated;
  const { lower: below, upper: above, near, own } = throughMixture(compared, shares);
  const divergences = [klUpper(compared, own[0]), klUpper(back, own[1])] as const;
  const projections = projectionsOf(p, q, piecesOf(compared));
  const line = projections === undefined ? undefined : lineTotalVariation(projections);
  const hasIntegrals = hasPairs && compared.affords(101 * compared.dimension);
  const lowers = [
    ["zero", constant(0)] as const,
    ...moved<JensenShannonLowerName>(compared, "down", [
      ["mixture", below],
      [
        "projections",
        projections === undefined ? undefined : projectedJensenShannon(projections, shares),
      ],
      ["affinity", hasPairs ? affinityLower(p, q, shares) : undefined],
      ["pairs", hasIntegrals ? pairsOfBoth(p, q, shares) : undefined],
    ]),
  ];
  const uppers = [
    ["choice", choiceOf(shares)] as const,
    ...moved<JensenShannonUpperName>(compared, "up", [
      ["mixture", above],
      ["groups", byPairOfGroups(shares, divergences)],
      ["totalVariation", line === undefined ? undefined : variationUpper(shares, line)],
    ]),
  ];
  const lower = best(lowers, nodes.max), upper = best(uppers, nodes.min);
  const middle = nodes.mul(constant(0.5), nodes.add(lower, upper));
  return { lowers, uppers, estimate: estimateWithin(lower, upper, near ?? middle) };
}
