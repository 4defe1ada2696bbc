import { ShapeError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import { componentOf } from "../mixture/components.ts";
import type { Component, GaussianComponent } from "../mixture/component_types.ts";
import { pairsOf } from "../mixture/families/family_of.ts";
import type { MixedPairs } from "../mixture/families/family_row.ts";
import { inOneStructure } from "../mixture/pairs/one_structure.ts";

/**
 * A function of two components, D(p‖q) or ln∫pq: an expression over both component axes. `p` is the outer side (i),
 * `q` the side that is summed over (i′).
 */
export type PairFunction = (p: Component, q: Component) => Expr;

/** A pair function by family: two Gaussians, and all other pairs by the formulas that they bring along. */
export function byFamily(cases: {
  readonly gaussian: (p: GaussianComponent<Node>, q: GaussianComponent<Node>) => Node;
  readonly others: (p: Component<Node>, q: Component<Node>, pairs: MixedPairs) => Node;
}): PairFunction {
  return (first, second) => {
    const p = componentOf(first), q = componentOf(second);
    const d = p.coordinate.set.extent, e = q.coordinate.set.extent;
    if (d !== e) {
      throw new ShapeError(`Expected two components of one dimension, got ${d} and ${e}`);
    }
    if (p.family !== "gaussian" || q.family !== "gaussian") {
      return cases.others(p, q, pairsOf(p, q));
    }
    return cases.gaussian(...inOneStructure(p, q));
  };
}
