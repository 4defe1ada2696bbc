import type { Axis } from "../expr/axes.ts";
import { coord, take } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";

/** Values along the coordinates of x, then those along the coordinates of y. */
export function concatenated(
  [x, y]: readonly [Node, Node],
  { from: [one, two], to }: { readonly from: readonly [Axis, Axis]; readonly to: Axis },
): Node {
  const d = one.set.extent;
  return nodes.select(
    nodes.less(coord(to), constant(d)),
    shifted(x, { from: one, to, offset: 0 }),
    shifted(y, { from: two, to, offset: d }),
  );
}

/** A value along `from`, at the index along `to` less an offset; the nearest one where there is none. */
export function shifted(
  value: Node,
  { from, to, offset }: { readonly from: Axis; readonly to: Axis; readonly offset: number },
): Node {
  const index = nodes.sub(coord(to), constant(offset)), last = from.set.extent - 1;
  return take(value, from, nodes.max(constant(0), nodes.min(index, constant(last))));
}
