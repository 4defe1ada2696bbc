import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";

/** ln Σ exp aₜ over values that have a name each; −∞ where all of them are. */
export function logAddExp([first, ...others]: readonly [Node, ...Node[]]): Node {
  if (others.length === 0) return first;
  // the sum does not depend on what it is written beside
  const most = markers.stop(others.reduce((x, y) => nodes.max(x, y), first));
  const sum = [first, ...others].map((a) => nodes.expDiff(a, most)).reduce((x, y) =>
    nodes.add(x, y)
  );
  return nodes.add(most, nodes.log(sum));
}
