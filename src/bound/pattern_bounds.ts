import { coord, hold, reduce, sumOver } from "../expr/build.ts";
import { describe } from "../expr/describe.ts";
import { DomainError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { MixtureWith, UniformComponent } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { type Neighbours, neighboursOf } from "./box_neighbours.ts";
import { boxesOf, isOther, logDensityRatio, logShare, pairGain } from "./box_overlaps.ts";
import { jointLess } from "./box_pairs.ts";
import { type Patterns, patternsOf } from "./box_patterns.ts";

/** Which neighbours of a box are looked at together. */
export interface PatternOptions {
  /** How many neighbours of each box, an even number from 2 to 12; 8 if left out (6 of more than 20,000). */
  readonly neighbours?: number | undefined;
}

/** Bounds on an entropy that share their work. */
export type PatternBounds<B extends number | undefined = number | undefined> = {
  /** A lower bound. */
  readonly lower: Expr<PerBatch<B>>;
  /** An upper bound. */
  readonly upper: Expr<PerBatch<B>>;
};

/** Ratios of densities are cut here, e⁶⁸⁰, so that sums of them are numbers; what is cut off is added. */
const mostLogRatio = 680;

/** What the rest may be at most for the bound by its mean to be a number. */
const mostRest = 1e150;

/**
 * Bounds on the entropy of a mixture of boxes in nats by membership patterns: h = J − Σᵢ cᵢ Eᵢ ln(1 + A + B), where A is the sum
 * of the ratios of densities Rᵢⱼ of the m boxes that overlap box i most, B that of the rest. A is constant on each of the 2ᵐ
 * sets of points that the same of the m boxes cover, so E ln(1 + A) is exact, and with k ≤ m + 1 so is the entropy, in any
 * dimension. The rest is bounded, by concavity, from above by E ln(1 + A) + Σ_B f ln(1 + R) and by the tangent at its mean β,
 * E ln(1 + A + β) + β/(1 + β) − β E 1/(1 + A + β); from below by E ln(1 + A) + (β/B′) ln(1 + B′/(1 + A′)), with the largest values A′
 * and B′. Lazy; scalars, or [b] for a batch. Costs m + 2 sweeps over pairs and 2ᵐ(m + 2^½m + d) steps a box; keeps 3·2ᵐ numbers
 * a box.
 *
 * Throws `DomainError` for neighbours that are not an even number from 2 to 12.
 *
 * @example
 * ```ts
 * import { evaluate, patternBounds, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0, 0], [0.5, 0.5], [1, 0]], widths: 1 });
 * const { lower, upper } = await evaluate(patternBounds(p));
 * console.log(Math.abs(upper - lower) < 1e-12); // true: three boxes, so exact
 * ```
 */
export function patternBounds<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: PatternOptions = {},
): PatternBounds<B> {
  const [i, j] = boxesOf(p, "bounds by patterns");
  const read = checkNames(options, ["neighbours"], "bound by patterns");
  const m = evenCount(read.neighbours, p.components);
  const neighbours = neighboursOf(i, j, m), patterns = patternsOf(i, neighbours);
  const heavy = heavySum(neighbours, patterns), rest = restOf(i, j, neighbours);
  const lost = lossOf(patterns, heavy, 2 * p.dimension + m + 6);
  return {
    lower: jointLess(p, i, nodes.add(mostGain(heavy, rest), lost)),
    upper: jointLess(p, i, nodes.sub(leastGain(heavy, rest), lost)),
  };
}

/** Beyond this many boxes there are 2⁶ patterns of each by default: 2⁸ would take more than 10 kB a box. */
const mostWithEight = 20_000;

/** How many neighbours are looked at: as many as asked for, or as there are other boxes up to 8. */
function evenCount(asked: unknown, boxes: number): number {
  if (asked === undefined) {
    const most = boxes > mostWithEight ? 6 : 8;
    return Math.min(most, Math.max(2, 2 * Math.ceil((boxes - 1) / 2)));
  }
  if (typeof asked === "number" && Number.isInteger(asked / 2) && asked >= 2 && asked <= 12) {
    return asked;
  }
  throw new DomainError(
    `Expected neighbours to be an even number from 2 to 12, got ${describe(asked)}`,
  );
}

/** What is known of the sum A of the ratios of the neighbours. */
interface HeavySum {
  /** E f(A), for a function f. */
  readonly mean: (f: (sum: Node) => Node) => Node;
  /** The largest value that A may have. */
  readonly largest: Node;
  /** Σ fᵢₙ of what the ratios were cut by, in logarithms. */
  readonly cut: Node;
}

function heavySum({ axis, logRatio, logShare }: Neighbours, patterns: Patterns): HeavySum {
  const zero = constant(0);
  const ratio = hold("ratios", nodes.exp(nodes.min(logRatio, constant(mostLogRatio))), "any");
  const sum = hold("sums of patterns", patterns.sumOf(ratio), "any");
  const excess = nodes.max(nodes.sub(logRatio, constant(mostLogRatio)), zero);
  const [first, second] = patterns.axes;
  return {
    mean: (f) => sumOver(second, sumOver(first, nodes.mul(patterns.probability, f(sum)))),
    largest: sumOver(axis, ratio),
    cut: sumOver(axis, nodes.weigh(excess, nodes.exp(logShare))),
  };
}

/**
 * What rounding may have made of E ln(1 + A): a probability is a sum of ±|∩T| over T ⊇ U, so the errors add up to
 * ln(1 + A′) Σ_T 2^|T| |∩T| = ln(1 + A′) E 3ᴺ times those of a volume, N being the number of neighbours that cover a point.
 */
function lossOf({ sumOf }: Patterns, { mean, largest }: HeavySum, roundings: number): Node {
  const powers = nodes.exp(nodes.mul(constant(Math.log(3)), sumOf(constant(1))));
  const size = nodes.mul(mean(() => powers), nodes.log(nodes.add(constant(1), largest)));
  return markers.stop(nodes.mul(constant(roundings * 2 ** -53), size));
}

/** What is known of the sum B of the ratios of the other boxes. */
interface RestSum {
  /** E B. */
  readonly mean: Node;
  /** The largest value that B may have. */
  readonly largest: Node;
  /** Σ f ln(1 + R). */
  readonly pairs: Node;
}

function restOf(
  i: UniformComponent<Node>,
  j: UniformComponent<Node>,
  { axis, index }: Neighbours,
): RestSum {
  const zero = constant(0);
  const isNeighbour = reduce("max", axis, nodes.equal(index, coord(j.component)));
  const isLeft = nodes.mul(isOther(i, j), nodes.sub(constant(1), isNeighbour));
  const logOverlap = logShare(i, j), logRatio = logDensityRatio(i, j);
  const counts = nodes.mul(isLeft, nodes.less(constant(-Infinity), logOverlap));
  const total = (value: Node) => sumOver(j.component, nodes.select(counts, value, zero));
  return {
    mean: total(nodes.exp(nodes.add(logOverlap, logRatio))),
    largest: total(nodes.exp(logRatio)),
    pairs: total(pairGain(i, j)),
  };
}

/** An upper bound of Eᵢ ln(1 + A + B). */
function mostGain({ mean, cut }: HeavySum, rest: RestSum): Node {
  const one = constant(1), beta = nodes.min(rest.mean, constant(mostRest));
  const byPairs = nodes.add(mean((a) => nodes.log(nodes.add(one, a))), rest.pairs);
  const shifted = nodes.add(one, beta);
  const tangent = nodes.sub(
    nodes.add(
      mean((a) => nodes.log(nodes.add(shifted, a))),
      nodes.div(rest.mean, shifted),
    ),
    nodes.mul(beta, mean((a) => nodes.div(one, nodes.add(shifted, a)))),
  );
  return nodes.add(nodes.min(byPairs, tangent), cut);
}

/** A lower bound of Eᵢ ln(1 + A + B). */
function leastGain({ mean, largest }: HeavySum, rest: RestSum): Node {
  const one = constant(1), zero = constant(0);
  const isNumber = nodes.mul(
    nodes.less(zero, rest.largest),
    nodes.less(rest.largest, constant(mostRest)),
  );
  const most = nodes.select(isNumber, rest.largest, one);
  const gain = nodes.log(nodes.add(one, nodes.div(most, nodes.add(one, largest))));
  const part = nodes.mul(nodes.div(nodes.select(isNumber, rest.mean, zero), most), gain);
  return nodes.add(mean((a) => nodes.log(nodes.add(one, a))), part);
}
