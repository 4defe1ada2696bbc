import { sumOver } from "../expr/build.ts";
import type { Expr } from "../expr/expression.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { nodes } from "../expr/simplify.ts";
import { alongBatch } from "../estimator/batch.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { cellsOf } from "./box_cells.ts";
import { type Grouping, groupsOf } from "./box_groups.ts";
import { boxesOf } from "./box_overlaps.ts";

/** Of which boxes marginals are taken. */
export interface BoxMarginalsOptions {
  /** "all", if left out; or "overlapping": of the boxes that hang together by overlaps, group by group. */
  readonly groups?: Grouping | undefined;
}

/**
 * Upper bound on the entropy of a mixture of boxes in nats by its marginals: h ≤ Σₐ h(Xₐ) (Cover & Thomas, theorem 8.6.2), each
 * of them exact: −Σ length · q ln q over the cells that all edges cut out of the line. With "overlapping" groups the same for
 * each group g of boxes that hang together, and h ≤ H(G) + Σ w_g Σₐ h(Xₐ|g). In one dimension it is the entropy itself, with its
 * gradient. Lazy; a scalar, or [b] for a batch. Costs one sweep over pairs, 6 more for groups; nothing is sorted.
 *
 * Throws `UnknownNameError` for unknown groups.
 *
 * @example
 * ```ts
 * import { boxMarginalsBound, evaluate, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0.5], [0.5]], widths: [[1], [0.2]] });
 * console.log((await evaluate(boxMarginalsBound(p))).toFixed(6)); // -0.381909: one dimension, so exact
 * ```
 */
export function boxMarginalsBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: BoxMarginalsOptions = {},
): Expr<PerBatch<B>> {
  const [i, j] = boxesOf(p, "bound by marginals");
  const read = checkNames(options, ["groups"], "bound by marginals");
  const groups = groupsOf(i, j, read.groups ?? "all");
  const entropies = cellsOf(i, j, groups).map(({ length, density }) => {
    const terms = nodes.mul(groups.weight, nodes.mul(length, nodes.xLogX(density)));
    return sumOver(i.component, sumOver(i.coordinate, terms));
  });
  // H(G) = −Σᵢ cᵢ ln w_g(i)
  const labels = sumOver(i.component, nodes.weigh(i.weight, nodes.log(groups.weight)));
  return alongBatch(p, nodes.neg([labels, ...entropies].reduce((x, y) => nodes.add(x, y))));
}
