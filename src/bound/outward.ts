import { sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { sumOverParts } from "../mixture/over_parts.ts";
import { partsOf } from "../mixture/parts.ts";
import type { Component, MixtureWith } from "../mixture/component_types.ts";
import { errorGrowthOf, matrixAxes } from "./gaussian_moments.ts";

/**
 * What computing a bound in double precision may lose, of each of its d + |value| nats. A logarithm of a pivot is off by
 * 2⁻⁵² · 745 < 2⁻⁴² at most, whatever its size, and there are d; matrices are factored in doubles as long as their factors keep 43
 * of 53 bits (trustedGrowth in src/expr/cholesky.ts); a log-sum-exp adds positive terms, each with one rounding, in blocks.
 * Twice the worst that the tests of the estimators have seen.
 */
const loss = 2 ** -42;

/** What entries of matrices lose, in a few roundings each. */
const lossOfEntries = 2 ** -49;

/**
 * A bound on the entropy of `p`, moved outward by what rounding may have made of it: a lower bound "down", an upper one
 * "up", by 2⁻⁴² (d + |value|), by what matrices that are nearly singular add to that, and by 2 |Σc − 1| (1 + |value|) for weights that do not quite sum to 1: a mass of 1 + ε changes
 * h = −∫ p ln p by ε(h − 1) to first order, and any of its bounds by no more. The allowance has no gradient. An infinite bound
 * stays infinite.
 *
 * `entropyBounds` does this to every bound, once; a bound that may lose more than this takes that off itself.
 */
export function outward(
  p: MixtureWith<object, number | undefined>,
  value: Node,
  direction: "down" | "up",
): Node {
  const parts = partsOf(p), size = nodes.abs(value);
  const plain = nodes.mul(constant(loss), nodes.add(constant(p.dimension), size));
  const rounding = parts.reduce((sum, { pair: [i] }) => nodes.add(sum, ofMatrices(i)), plain);
  const excess = nodes.abs(nodes.sub(sumOverParts(parts, ({ weight }) => weight), constant(1)));
  const ofMass = nodes.weigh(
    nodes.mul(constant(2), excess),
    nodes.add(constant(1), size),
  );
  const allowance = markers.stop(nodes.add(rounding, ofMass));
  return direction === "down" ? nodes.sub(value, allowance) : nodes.add(value, allowance);
}

/** What the covariances of components may lose because they are nearly singular; nothing without matrices. */
function ofMatrices(i: Component<Node>): Node {
  if (i.family !== "gaussian" || i.covariance.kind !== "full") return constant(0);
  const growth = errorGrowthOf(i.covariance.matrix, i.covariance.factor, matrixAxes(i));
  const mean = sumOver(i.component, nodes.weigh(i.weight, growth));
  return nodes.mul(constant(lossOfEntries), mean);
}
