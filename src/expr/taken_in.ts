import { coord, extent } from "./leaf.ts";
import type { Node, RunningSum, Scan } from "./node.ts";
import { runningSums } from "./running_sums.ts";
import { constant, nodes } from "./simplify.ts";

/** Whether a running sum along `along` takes in the value at an index along `axis`. */
export function isTakenIn(op: RunningSum, { axis, along }: Pick<Scan, "axis" | "along">): Node {
  const { fromLast, withOwn } = runningSums[op];
  const [first, last] = fromLast ? [along, axis] : [axis, along];
  return withOwn
    ? nodes.lessEqual(coord(first), coord(last))
    : nodes.less(coord(first), coord(last));
}

/** The running sum of a value that is the same at all indices along `along`: as many times it as are taken in. */
export function sumOfEqual(op: RunningSum, along: Scan["along"], value: Node): Node {
  const { fromLast, withOwn } = runningSums[op];
  const others = fromLast
    ? nodes.sub(nodes.sub(extent(along.set), constant(1)), coord(along))
    : coord(along);
  // none of an infinite value is 0
  return withOwn ? nodes.mul(nodes.add(others, constant(1)), value) : nodes.weigh(others, value);
}
