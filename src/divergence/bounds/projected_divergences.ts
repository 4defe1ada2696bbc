import type { Axis } from "../../expr/axes.ts";
import { coord, dense, reduce, sumOver } from "../../expr/build.ts";
import { markers } from "../../expr/mark.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { eigenbasis } from "../../bound/eigenbasis.ts";
import { alongColumns, matrixAxes } from "../../bound/gaussian_moments.ts";
import { projected } from "../../bound/marginals.ts";
import { combine, type Covariance } from "../../mixture/covariance.ts";
import { type Cut, cutLine } from "./line_masses.ts";
import { gaussians, type Side } from "./sides.ts";
import { keptOf, type Whole, wholeOf } from "./matched_gaussian.ts";

/** Two distributions along directions, in pieces. */
export interface Projection {
  readonly cut: Cut;
  /** The axis of its directions; undefined for one direction. */
  readonly directions: Axis | undefined;
  /** Which part of the masses the rounding of directions may have moved. */
  readonly lost: Node;
}

/** In so many coordinates principal axes are directions, too. */
const fewCoordinates = 8;

/**
 * Two Gaussian mixtures along directions, each in pieces: what comes of two distributions by any function of x is nearer to each other
 * than they are. The directions are the discriminant S⁻¹(m_p − m_q), S the mean of both covariances, and for d ≤ 8 the
 * eigenvectors of S. Undefined where not all are Gaussian. Costs (k_p + k_q) · pieces distribution functions for each direction.
 */
export function projectionsOf(p: Side, q: Side, pieces: number): Projection[] | undefined {
  const [ofP, ofQ] = [gaussians(p), gaussians(q)];
  if (ofP === undefined || ofQ === undefined) return undefined;
  const keep = keptOf(p, q), [one, other] = [wholeOf(p, keep), wholeOf(q, keep)];
  const axes = matrixAxes(ofP[0]!), d = axes.row.set.extent, sets: Node[] = [];
  if (d === 1) sets.push(constant(1));
  else {
    const middle = combine(0.5, one.covariance, 0.5, other.covariance);
    sets.push(discriminant(one, other, middle, axes));
    if (middle.kind === "full" && d <= fewCoordinates) {
      sets.push(eigenbasis(middle.matrix, axes).rows);
    }
  }
  return sets.map((rows) => {
    const along = (side: typeof ofP) => side.map((i) => projected(i, one.mean, rows, axes));
    const [left, right] = [along(ofP), along(ofQ)];
    return {
      cut: cutLine(left, right, pieces),
      directions: rows.axes.includes(axes.row) ? axes.row : undefined,
      lost: [...left, ...right].map(({ lost }) => lost).reduce((x, y) => nodes.add(x, y)),
    };
  });
}

/** S⁻¹δ along the columns, of length 1 by S; the first coordinate where the means are equal. */
function discriminant(
  one: Whole,
  other: Whole,
  middle: Covariance<Node>,
  axes: ReturnType<typeof matrixAxes>,
): Node {
  const { row, column } = axes, delta = nodes.sub(one.mean, other.mean);
  const size = reduce("max", row, nodes.abs(delta)), isSame = nodes.equal(size, constant(0));
  const isFirst = nodes.equal(coord(row), constant(0));
  const unit = nodes.div(delta, nodes.select(isSame, constant(1), size));
  const apart = nodes.select(isSame, isFirst, unit);
  const solved = middle.kind === "full"
    ? dense("solve", row, column, [middle.factor, apart])
    : nodes.div(apart, middle.variance);
  const square = sumOver(row, nodes.mul(apart, solved));
  return alongColumns(nodes.div(solved, nodes.sqrt(square)), axes);
}

/** The best of the values of a projection along its directions. */
export function overDirections(
  { directions }: Projection,
  value: Node,
  best: "max" | "min",
): Node {
  if (directions === undefined) return value;
  return best === "max"
    ? reduce("max", directions, value)
    : nodes.neg(reduce("max", directions, nodes.neg(value)));
}

/** What a mass may be wrong by, for a piece. */
const lossOfPiece = 2 ** -50;

/** Masses below this say nothing about how large a logarithm counts. */
const leastMass = 2 ** -60;

/** What a sum over the pieces may lose where each mass counts with a slope, of both: (pieces · 2⁻⁵⁰ + moved mass)(1 + the largest slope). */
export function lostOver({ cut, lost }: Projection, slope: Node): Node {
  const { axis, masses: [p] } = cut;
  const counts = nodes.less(constant(leastMass), p);
  const most = reduce("max", axis, nodes.select(counts, nodes.abs(slope), constant(0)));
  const each = nodes.add(constant(axis.set.extent * lossOfPiece), lost);
  return markers.stop(nodes.mul(each, nodes.add(constant(1), most)));
}

/** KL(p‖q) ≥ Σ P ln(P/Q) over pieces, and the best of directions. */
export function projectedKl(projections: readonly Projection[]): Node {
  return projections.map((projection) => {
    const { axis, masses: [p], logMasses: [, logQ] } = projection.cut;
    const terms = nodes.sub(nodes.xLogX(p), nodes.weigh(p, logQ));
    const slope = nodes.sub(nodes.log(nodes.max(p, constant(leastMass))), logQ);
    const value = nodes.sub(sumOver(axis, terms), lostOver(projection, slope));
    return overDirections(projection, value, "max");
  }).reduce((best, x) => nodes.max(best, x));
}

/** The Jensen–Shannon divergence of shares w and 1 − w from below: that of pieces, Σ wP ln P + (1−w)Q ln Q − M ln M. */
export function projectedJensenShannon(
  projections: readonly Projection[],
  [w, v]: readonly [Node, Node],
): Node {
  return projections.map((projection) => {
    const { axis, masses: [p, q] } = projection.cut;
    const mixed = nodes.add(nodes.mul(w, p), nodes.mul(v, q));
    // P ln P/M + Q ln Q/M
    const logM = nodes.log(nodes.max(mixed, constant(2 ** -1000)));
    const against = (share: Node, x: Node) =>
      nodes.mul(share, nodes.sub(nodes.xLogX(x), nodes.mul(x, logM)));
    const value = sumOver(axis, nodes.add(against(w, p), against(v, q)));
    return overDirections(projection, nodes.sub(value, lostOver(projection, constant(1))), "max");
  }).reduce((best, x) => nodes.max(best, x));
}

/** ½ ∫|p − q| ≥ ½ Σ|P − Q|. */
export function projectedTotalVariation(projections: readonly Projection[]): Node {
  return projections.map((projection) => {
    const { axis, masses: [p, q] } = projection.cut;
    const value = nodes.mul(constant(0.5), sumOver(axis, nodes.abs(nodes.sub(p, q))));
    return overDirections(projection, nodes.sub(value, lostOver(projection, constant(1))), "max");
  }).reduce((best, x) => nodes.max(best, x));
}

/**
 * 1 − ∫√(pq) ≥ ½ Σ (√P − √Q)², with the larger mass as small and the smaller as large as rounding may have made them.
 */
export function projectedHellinger(projections: readonly Projection[]): Node {
  return projections.map((projection) => {
    const { axis, masses: [p, q] } = projection.cut, zero = constant(0);
    const off = nodes.add(constant(lossOfPiece), markers.stop(projection.lost));
    const larger = nodes.max(nodes.sub(nodes.max(p, q), off), constant(2 ** -200));
    const smaller = nodes.add(nodes.min(p, q), off);
    const gap = nodes.max(nodes.sub(nodes.sqrt(larger), nodes.sqrt(smaller)), zero);
    const value = nodes.mul(constant(0.5), sumOver(axis, nodes.square(gap)));
    return overDirections(projection, nodes.sub(value, lostOver(projection, constant(1))), "max");
  }).reduce((best, x) => nodes.max(best, x));
}

/**
 * On the line, ½ ∫|p − q| from above: in a piece of width w either p − q keeps its sign, or it is no larger than Λw with the largest slope Λ,
 * and ∫|p − q| at most ½Λw²; nor is it ever more than P + Q. Undefined for more coordinates.
 */
export function lineTotalVariation(projections: readonly Projection[]): Node | undefined {
  const [first] = projections;
  if (first === undefined || projections.length > 1) return undefined;
  const { axis, masses: [p, q], turned } = first.cut;
  const each = nodes.min(
    nodes.max(nodes.abs(nodes.sub(p, q)), turned),
    nodes.add(p, q),
  );
  const value = nodes.mul(constant(0.5), sumOver(axis, each));
  return nodes.add(value, lostOver(first, constant(1)));
}
