import { reduce } from "../../expr/build.ts";
import { markers } from "../../expr/mark.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { errorGrowthOf, matrixAxes } from "../../bound/gaussian_moments.ts";
import { average, type Side } from "./sides.ts";

/** What computing a bound in double precision may lose, of each of its d + |value| nats: see `outward` of entropies. */
const loss = 2 ** -42;

/** What entries of matrices lose, in a few roundings each. */
const lossOfEntries = 2 ** -49;

/**
 * A bound on a cross entropy −∫ p ln q, moved outward by what rounding may have made of it: by 2⁻⁴² (d + |value|), by what nearly singular
 * matrices add to that, those of q with the size of their quadratic forms, and by 2 |Σc − 1| (1 + |value|) for the weights of each side. The
 * allowance has no gradient. An infinite bound stays infinite.
 */
export function crossOutward(
  p: Side,
  q: Side,
  value: Node,
  direction: "down" | "up",
): Node {
  const d = p[0]!.coordinate.set.extent, one = constant(1), full = nodes.abs(value);
  // what is infinite needs no allowance
  const size = nodes.select(nodes.less(full, constant(Infinity)), full, constant(0));
  const plain = nodes.mul(constant(loss), nodes.add(constant(d), size));
  const matrices = [...growthsOf(p), ...growthsOf(q)].map((growth) =>
    nodes.mul(constant(lossOfEntries), nodes.mul(growth, nodes.add(one, size)))
  );
  const masses = [p, q].map((side) => {
    const excess = nodes.abs(nodes.sub(average(side, () => one), sharesOf(side)));
    return nodes.weigh(nodes.mul(constant(2), excess), nodes.add(one, size));
  });
  const allowance = markers.stop(
    [...matrices, ...masses].reduce((sum, x) => nodes.add(sum, x), plain),
  );
  return direction === "down" ? nodes.sub(value, allowance) : nodes.add(value, allowance);
}

/** How many distributions of mass 1 a side has: two where it is mixed of two. */
function sharesOf(side: Side): Node {
  return constant(side.some(({ share }) => share !== undefined) ? 2 : 1);
}

/** By how much errors of entries grow in the matrices of each part, at most. */
function growthsOf(side: Side): Node[] {
  return side.flatMap((i) => {
    if (i.family !== "gaussian" || i.covariance.kind !== "full") return [];
    const growth = errorGrowthOf(i.covariance.matrix, i.covariance.factor, matrixAxes(i));
    return [reduce("max", i.component, growth)];
  });
}
