import { sumOver } from "../expr/build.ts";
import type { Expr } from "../expr/expression.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { nodes } from "../expr/simplify.ts";
import { alongBatch } from "../estimator/batch.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { cellsOf } from "./box_cells.ts";
import { boxesOf } from "./box_overlaps.ts";

/**
 * Upper bound on the entropy of a mixture of boxes in nats by its marginals: h ≤ Σₐ h(Xₐ) (Cover & Thomas, theorem 8.6.2), each
 * of them exact: −Σ length · q ln q over the cells that all edges cut out of the line. In one dimension it is the entropy itself,
 * with its gradient. Lazy; a scalar, or [b] for a batch. Costs one sweep over pairs; nothing is sorted.
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
): Expr<PerBatch<B>> {
  const [i, j] = boxesOf(p, "bound by marginals");
  const entropies = cellsOf(i, j).map(({ length, density }) => {
    const terms = nodes.mul(length, nodes.xLogX(density));
    return sumOver(i.component, sumOver(i.coordinate, terms));
  });
  return alongBatch(p, nodes.neg(entropies.reduce((x, y) => nodes.add(x, y))));
}
