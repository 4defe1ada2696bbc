import { type Axis, axisOf } from "../expr/axes.ts";
import { checkInteger } from "../expr/array.ts";
import { coord, hold, reduce, rename, sumOver } from "../expr/build.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { MixtureWith, UniformComponent } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { type Neighbours, neighboursOf } from "./box_neighbours.ts";
import { boxesOf } from "./box_overlaps.ts";
import { jointLess } from "./box_pairs.ts";
import { softplus } from "./softplus.ts";

/** Which neighbours of a box are looked at in twos. */
export interface TripleOptions {
  /** How many neighbours of each box, from 1 to 64; 16 if left out, or as many as there are other boxes. */
  readonly neighbours?: number | undefined;
}

/** Upper bounds on an entropy by the overlaps of three boxes. */
export type TripleBounds<B extends number | undefined = number | undefined> = {
  /** By the first two moments of the sum of ratios. */
  readonly secondMoment: Expr<PerBatch<B>>;
  /** By the first two terms of the expansion over sets of boxes. */
  readonly bonferroni: Expr<PerBatch<B>>;
  /** By which box is the densest at a point. */
  readonly largest: Expr<PerBatch<B>>;
  /** By the best of the three for each box. */
  readonly best: Expr<PerBatch<B>>;
};

/** Logarithms of ratios of densities below this are as good as −∞. */
const leastLogRatio = -1e4;

/**
 * Upper bounds on the entropy of a mixture of boxes in nats by overlaps of three: h = J − Σᵢ cᵢ Eᵢ ln(1 + S), S = Σ Rⱼ over the
 * neighbours that cover a point; leaving others out lowers E ln(1 + S) only. With fⱼ and fⱼₗ the shares of box i that lie in j, and
 * in j and l, E ln(1 + S) is at least
 * - `secondMoment`: (M₁²/M₂) ln(1 + M₂/M₁), M₁ = E S, M₂ = E S² = Σ fⱼₗRⱼRₗ: ln(1 + s)/s is convex, by Jensen under s/M₁;
 * - `bonferroni`: Σ fⱼ ln(1 + Rⱼ) + Σ_{j<l} fⱼₗ (ln(1 + Rⱼ + Rₗ) − ln(1 + Rⱼ) − ln(1 + Rₗ)): the next terms of the
 *   expansion over sets are positive;
 * - `largest`: Σ ln(1 + Rⱼ) max(0, fⱼ − Σ fⱼₗ over the denser l): the probability that j is the densest there.
 * Exact where no four boxes have a point in common (`bonferroni`). Lazy; scalars, or [b] for a batch. Costs m + 1 sweeps over
 * pairs and m²d steps a box.
 *
 * Throws `DomainError` for neighbours that are not an integer from 1 to 64.
 *
 * @example
 * ```ts
 * import { evaluate, tripleBounds, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0, 0], [0.5, 0.5], [1, 0]], widths: 1 });
 * const { best, bonferroni } = await evaluate(tripleBounds(p));
 * console.log(best === bonferroni); // true: three boxes, so exact
 * ```
 */
export function tripleBounds<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: TripleOptions = {},
): TripleBounds<B> {
  const [i, j] = boxesOf(p, "bounds by triples");
  const read = checkNames(options, ["neighbours"], "bound by triples");
  const others = Math.max(1, p.components - 1);
  const m = checkInteger(read.neighbours ?? Math.min(16, others), "neighbours", 1, 64);
  const shares = sharesOf(i, neighboursOf(i, j, m));
  const gains = [bySecondMoment(shares), byBonferroni(shares), byLargest(shares)] as const;
  const best = gains.reduce((x, y) => nodes.max(x, y));
  const [secondMoment, bonferroni, largest] = gains;
  return {
    secondMoment: jointLess(p, i, secondMoment),
    bonferroni: jointLess(p, i, bonferroni),
    largest: jointLess(p, i, largest),
    best: jointLess(p, i, best),
  };
}

/** What a box has in common with its neighbours s, and with two of them, s and t. */
interface Shares {
  /** The axes of s and of t. */
  readonly axes: readonly [Axis, Axis];
  /** A value of s as one of t. */
  readonly other: (value: Node) => Node;
  /** 1 where t comes before s. */
  readonly isBefore: Node;
  readonly share: Node;
  readonly both: Node;
  readonly logRatio: Node;
}

function sharesOf({ coordinate }: UniformComponent<Node>, n: Neighbours): Shares {
  const { axis } = n, second = axisOf(axis.set, 1);
  const other = (value: Node) => rename(value, new Map([[axis, second]]));
  const edge = nodes.sub(
    nodes.min(n.end, other(n.end)),
    nodes.max(n.begin, other(n.begin)),
  );
  const common = sumOver(coordinate, nodes.log(nodes.max(edge, constant(0))));
  return {
    axes: [axis, second],
    other,
    isBefore: nodes.less(coord(second), coord(axis)),
    share: hold("shares", nodes.exp(n.logShare), "any"),
    both: hold("common shares", nodes.exp(common), "any"),
    logRatio: hold("log ratios", nodes.max(n.logRatio, constant(leastLogRatio)), "any"),
  };
}

/** (M₁²/M₂) ln(1 + M₂/M₁), with all ratios divided by the largest, eᵐ. */
function bySecondMoment({ axes: [s, t], other, share, both, logRatio }: Shares): Node {
  const largest = reduce("max", s, logRatio);
  const ratio = nodes.exp(nodes.sub(logRatio, largest));
  const first = sumOver(s, nodes.mul(share, ratio));
  const second = sumOver(s, sumOver(t, nodes.mul(both, nodes.mul(ratio, other(ratio)))));
  const meets = nodes.mul(nodes.less(constant(0), first), nodes.less(constant(0), second));
  const known = (moment: Node) => nodes.select(meets, moment, constant(1));
  const spread = nodes.div(known(second), known(first));
  const gain = nodes.mul(
    nodes.div(known(first), spread),
    softplus(nodes.add(largest, nodes.log(spread))),
  );
  return nodes.select(meets, gain, constant(0));
}

/** Σ fⱼ ln(1 + Rⱼ) less what it counts twice where two neighbours meet. */
function byBonferroni({ axes: [s, t], other, isBefore, share, both, logRatio }: Shares): Node {
  const gain = softplus(logRatio);
  // ln(1 + Rⱼ + Rₗ), by the logarithm of the sum
  const difference = nodes.sub(logRatio, other(logRatio));
  const logSum = nodes.add(other(logRatio), softplus(difference));
  const twice = nodes.sub(nodes.add(gain, other(gain)), softplus(logSum));
  const excess = sumOver(t, nodes.mul(isBefore, nodes.mul(both, twice)));
  return sumOver(s, nodes.sub(nodes.mul(share, gain), excess));
}

/** Σ ln(1 + Rⱼ) times what is left of fⱼ without the boxes that are denser, or as dense and before j. */
function byLargest({ axes: [s, t], other, isBefore, share, both, logRatio }: Shares): Node {
  const isDenser = nodes.less(logRatio, other(logRatio));
  const isEqual = nodes.equal(logRatio, other(logRatio));
  const comesFirst = nodes.max(isDenser, nodes.mul(isEqual, isBefore));
  const left = nodes.sub(share, sumOver(t, nodes.mul(comesFirst, both)));
  return sumOver(s, nodes.mul(softplus(logRatio), nodes.max(left, constant(0))));
}
