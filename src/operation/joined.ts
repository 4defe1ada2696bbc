import type { Axis } from "../expr/axes.ts";
import { take } from "../expr/build.ts";
import { correspondence } from "../expr/made_sets.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import type { Component } from "../mixture/component_types.ts";
import { componentAxis, type Counted } from "./made_mixture.ts";
import type { Join } from "./rows/operation_row.ts";
import { rowOf } from "./rows/row_table.ts";

/**
 * Components of one family, one after another along one set. Two by two, as a tree: each value is copied once a level, so n mixtures
 * of k components in all cost k ln n.
 */
export function joined<C extends Component<Node>>(all: readonly Counted<C>[]): Counted<C> {
  const [only, ...others] = all;
  if (only === undefined) throw new Error("Nothing is joined");
  if (others.length === 0) return only;
  const half = Math.ceil(all.length / 2);
  const { p, count: one } = joined(all.slice(0, half));
  const { p: q, count: two } = joined(all.slice(half));
  const component = componentAxis(one + two, {
    how: "union",
    first: p.component.set,
    second: q.component.set,
  });
  const join = joining(p.component, q.component, component);
  const both = rowOf(p).joined(p, q, join);
  return { p: { ...both, component, weight: join(p.weight, q.weight) }, count: one + two };
}

/** What all components share stays one value. */
function joining(first: Axis, second: Axis, component: Axis): Join {
  const [one, two] = [first, second].map((axis) => correspondence(component, axis.set)!);
  return (x, y) =>
    x === y && !x.axes.includes(first) ? x : nodes.select(
      one!.isThere!.where,
      take(x, first, one!.index),
      take(y, second, two!.index),
    );
}
