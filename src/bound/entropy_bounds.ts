import type { Node } from "../expr/node.ts";
import type { Expr } from "../expr/expression.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { nodes } from "../expr/simplify.ts";
import { checkMixture } from "../mixture/components.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { alongBatch } from "../estimator/batch.ts";
import { lowerBounds } from "./lower_bounds.ts";
import { merged } from "./merged_components.ts";
import {
  askedOf,
  boundsAt,
  checkEffort,
  type Effort,
  type FamilyBounds,
  type LowerBoundName,
  type UpperBoundName,
} from "./named_bounds.ts";
import { outward } from "./outward.ts";
import { upperBounds } from "./upper_bounds.ts";

/** Bounds that enclose an entropy, lazy; `B` says whether they are numbers or, for a batch, [b]. */
export type EntropyBounds<B extends number | undefined = number | undefined> = {
  /** The largest lower bound. */
  readonly lower: Expr<PerBatch<B>>;
  /** The least upper bound. */
  readonly upper: Expr<PerBatch<B>>;
  /** The lower bounds by name: those that the family has at the effort. */
  readonly lowers: { readonly [N in LowerBoundName]?: Expr<PerBatch<B>> };
  /** The upper bounds by name: those that the family has at the effort. */
  readonly uppers: { readonly [N in UpperBoundName]?: Expr<PerBatch<B>> };
};

/** How much work bounds may be. */
export interface EntropyBoundsOptions {
  /**
   * "linear": passes over the components; "pairs", the default: some sweeps over their pairs; "tight": whatever makes the bounds
   * tighter.
   */
  readonly effort?: Effort | undefined;
}

/**
 * Certified bounds on the entropy of `p` in nats: all that its family has at the effort, by name, and the best of them. Each is
 * moved outward by what rounding may have made of it, so lower ≤ H(p) ≤ upper for the numbers too, as long as they are computed
 * in double precision. Components of the same parameters count as one, at every effort but "linear", and each has its share of the
 * slope. Lazy; scalars, or [b] for a batch. What a bound is, its proof and its source stand at the function of
 * its name, such as `momentBound`.
 *
 * Throws `UnknownNameError` for an unknown effort.
 *
 * @example
 * ```ts
 * import { entropyBounds, evaluate, gaussianMixture, winners } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * const bounds = await evaluate(entropyBounds(p));
 * console.log(bounds.lower <= 1.75577 && 1.75577 <= bounds.upper); // true
 * console.log(winners(bounds).upper);
 * ```
 */
export function entropyBounds<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: EntropyBoundsOptions = {},
): EntropyBounds<B> {
  checkMixture(p);
  const { effort = "pairs" } = checkNames(options, ["effort"], "bound");
  checkEffort(effort);
  const asked = askedOf(effort === "linear" ? p : merged(p), effort);
  const moved = <N extends string>(table: FamilyBounds<N>, direction: "down" | "up") =>
    boundsAt(table, asked).map(([name, bound]): [N, Node] => [
      name,
      alongBatch(p, outward(asked.p, bound, direction)),
    ]);
  const lowers = moved(lowerBounds(p.family), "down");
  const uppers = moved(upperBounds(p.family), "up");
  const best = (bounds: readonly [string, Node][], pick: (x: Node, y: Node) => Node) =>
    bounds.map(([, bound]) => bound).reduce((x, y) => pick(x, y));
  return {
    lower: best(lowers, nodes.max),
    upper: best(uppers, nodes.min),
    lowers: Object.fromEntries(lowers),
    uppers: Object.fromEntries(uppers),
  };
}
