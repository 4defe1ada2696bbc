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
  const pair = (x: Node) => nodes.floor(half(x));
  const last = nodes.max(nodes.sub(pair(n), constant(1)), constant(0));
  const stratum = nodes.min(pair(coord(sample)), last);
  const first = nodes.mul(two, stratum);
  const size = nodes.select(nodes.equal(stratum, last), nodes.sub(n, first), two);
  return { first, size };
}

/** What is said of the error of a mean: its standard error, and how many degrees of freedom that has. */
export interface Certainty {
  readonly standardError: Node;
  readonly degreesOfFreedom: Node;
}

/**
 * The certainty of Σ wₛ gₛ, where the draws of a stratum are independent, alike and of equal weight. Its variance is
 * ½ Σₛ uₛ, uₛ = wₛ² (gₛ − g_next)², each draw beside the next one of its stratum in a circle: unbiased, for E (g − g′)² = 2σ².
 * To it comes one step more than was seen.
 *
 * A stratum's share of the sum has one degree of freedom, the sum those of Satterthwaite (1946), (Σ E)² / Σ E² over strata; E²
 * is estimated by a third of the square, which a square of a normal number is three times of on average. Where a few strata
 * decide, these are few: no fewer than 3, nor more than strata.
 */
export function certaintyOf(sample: Axis, weight: Node, values: Node): Certainty {
  const { first, size } = strata(sample);
  const after = nodes.add(coord(sample), constant(1));
  const next = nodes.select(nodes.less(after, nodes.add(first, size)), after, first);
  const { step, squares } = stepsOf(sample, weight, { values, next });
  const sum = sumOver(sample, squares), count = nodes.floor(half(extent(sample.set)));
  // a pair has two equal terms
  const spread = nodes.mul(constant(2), sumOver(sample, nodes.square(squares)));
  const few = nodes.div(nodes.mul(constant(3), nodes.square(sum)), spread);
  return {
    standardError: nodes.sqrt(nodes.add(half(sum), nodes.square(step))),
    degreesOfFreedom: nodes.select(spread, nodes.min(count, few), count),
  };
}

/**
 * By how much a mean moves from draw to draw: the squares of (wₛ (gₛ − g_next)), and a step Σ |…|³ / Σ |…|² as most of the
 * squares are made of. It is of the order of 1/n, and counts beside a standard error of 1/√n where a few draws decide: these
 * are Poisson's, and of √m for m events one has to say √(m + 1).
 */
export function stepsOf(
  sample: Axis,
  weight: Node,
  { values, next }: { readonly values: Node; readonly next: Node },
): { readonly step: Node; readonly squares: Node } {
  const apart = nodes.mul(weight, nodes.sub(values, take(values, sample, next)));
  const squares = nodes.square(apart);
  const cubes = sumOver(sample, nodes.mul(squares, nodes.abs(apart)));
  return { step: nodes.ratio(cubes, sumOver(sample, squares)), squares };
}

function half(x: Node): Node {
  return nodes.mul(constant(0.5), x);
}
