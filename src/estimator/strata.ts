import type { Axis } from "../expr/axes.ts";
import { coord, extent, sumOver, take } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";

/** The stratum of each draw, as a range of draws: where it starts, and how many draws it has. */
export interface Strata {
  readonly first: Node;
  readonly size: Node;
}

/** n draws in ⌊n/2⌋ strata of two; an odd number makes the last one three. A single draw is a stratum. */
export function strata(sample: Axis): Strata {
  const n = extent(sample.set), two = constant(2);
  const half = (x: Node) => nodes.floor(nodes.mul(constant(0.5), x));
  const last = nodes.max(nodes.sub(half(n), constant(1)), constant(0));
  const stratum = nodes.min(half(coord(sample)), last);
  const first = nodes.mul(two, stratum);
  const size = nodes.select(nodes.equal(stratum, last), nodes.sub(n, first), two);
  return { first, size };
}

/**
 * The variance of Σ wₛ gₛ, where the draws of a stratum are independent, alike and of equal weight:
 * ½ Σₛ wₛ² (gₛ − g_next)², each draw beside the next one of its stratum in a circle. Unbiased, for E (g − g′)² = 2σ².
 */
export function varianceOfMean(sample: Axis, weight: Node, values: Node): Node {
  const { first, size } = strata(sample);
  const after = nodes.add(coord(sample), constant(1));
  const next = nodes.select(nodes.less(after, nodes.add(first, size)), after, first);
  const apart = nodes.sub(values, take(values, sample, next));
  const squares = sumOver(sample, nodes.square(nodes.mul(weight, apart)));
  return nodes.mul(constant(0.5), squares);
}
