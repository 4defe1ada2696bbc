import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, dense, orderOf, rename, sumOver, take } from "../expr/build.ts";
import { checkInteger } from "../expr/array.ts";
import type { Expr } from "../expr/expression.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { normalCdf, normalDensity } from "../expr/normal_cdf.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { componentsOfFamily } from "../mixture/only_family.ts";
import type { GaussianComponent, MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { alongBatch } from "../estimator/batch.ts";
import type { Covariance } from "../mixture/covariance.ts";
import { alongColumns, diagonalOf, type MatrixAxes, matrixAxes } from "./gaussian_moments.ts";
import { totalMoments } from "./moments.ts";
import { type Basis, eigenbasis } from "./eigenbasis.ts";
import { inverseTriangle } from "./triangles.ts";

/** How the bound by marginals is computed. */
export interface MarginalsOptions {
  /** Into how many pieces each coordinate is cut, the two unbounded ones not counted. 256 if left out. */
  readonly pieces?: number | undefined;
}

/** What rounding may make of −Σ P ln(P/w) for each piece: a distribution function is wrong by 2⁻⁵², a logarithm is below 2⁷. */
const lossOfPiece = 2 ** -44;

/** What the rounding of means and variances may make of it, for each part of the mass that moves, in units of 2⁻⁵² and d ≤ 2⁵. */
const lossOfMass = 2 ** -41;

/** A bound that may have lost more than this is none. */
const mostLost = 2 ** -10;

/** A mixture of Gaussians on the line for each coordinate: its weights, means and standard deviations, with a component axis. */
export interface Line {
  readonly component: Axis;
  readonly weight: Node;
  readonly mean: Node;
  readonly deviation: Node;
}

/**
 * Upper bound on the entropy of a Gaussian mixture `p` in nats by its marginals: h ≤ Σₐ h((Ax)ₐ) − ln|det A|, for the entropies of
 * coordinates add up to at least that of all. A makes the coordinates uncorrelated, so that this is never above "moments" but for
 * the pieces below: by the Cholesky factor of the covariance of the mixture, or by its eigenvectors, whichever bounds better.
 *
 * Each entropy on the line is bounded by a cross entropy −∫ p ln g, where g is a histogram of p with exponential tails:
 * −Σ P ln(P/w) over pieces of mass P and width w, and P(1 + ln(M/P) − ln P) for a tail of the mean distance M/P. Pieces end at
 * quantiles of the components, so that narrow ones are seen. On the line this is within about 10/pieces² nats of h where
 * components are few. Lazy; a scalar, or [b] for a batch; first derivatives only. Costs 2k · d · pieces distribution functions.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, marginalsBound } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * console.log((await evaluate(marginalsBound(p))).toFixed(3)); // 1.756: the entropy is 1.7558
 * ```
 */
export function marginalsBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: MarginalsOptions = {},
): Expr<PerBatch<B>> {
  const read = checkNames(options, ["pieces"], "bound by marginals");
  const pieces = checkInteger(read.pieces ?? 256, "pieces", 2, 2 ** 16);
  const [i] = componentsOfFamily(p, "gaussian");
  const axes = matrixAxes(i), { mean, matrix } = totalMoments(i);
  const bases = [choleskyBasis(matrix, axes)];
  if (p.dimension > 1) bases.push(eigenbasis(matrix, axes));
  const bounds = bases.map((basis) => alongBasis(i, mean, { ...basis, axes, pieces }));
  return alongBatch(p, bounds.reduce((least, bound) => nodes.min(least, bound)));
}

/** A = L⁻¹ for S = L Lᵀ. Its determinant is that of its diagonal, as computed. */
function choleskyBasis(matrix: Node, axes: MatrixAxes): Basis {
  const { row, column } = axes;
  const factor = dense("factor", row, column, [constant(1), matrix]);
  const rows = inverseTriangle({ ...axes, matrix, factor });
  return {
    rows,
    logDet: sumOver(row, nodes.log(diagonalOf(rows, axes))),
    lost: constant(0),
  };
}

/** Σₐ h((Ax)ₐ) − ln|det A| from above. */
function alongBasis(
  i: GaussianComponent<Node>,
  mean: Node,
  { rows, logDet, lost, axes, pieces }: Basis & { axes: MatrixAxes; pieces: number },
): Node {
  const line = projected(i, mean, rows, axes);
  const bound = nodes.sub(sumOver(axes.row, histogramEntropy(line, pieces)), logDet);
  const ofPieces = constant(axes.row.set.extent * pieces * lossOfPiece);
  const all = nodes.add(nodes.add(line.lost, lost), ofPieces);
  const isSure = nodes.less(all, constant(mostLost));
  return nodes.select(isSure, nodes.add(bound, markers.stop(all)), constant(Infinity));
}

/**
 * The coordinates of Ax: means A(μᵢ − μ) and variances (AΣᵢAᵀ)ₐₐ. Their rounding moves mass Σᵢ cᵢ(|dν|/σ + |dσ|/σ) between pieces, each of
 * which has a logarithm of a density of less than 2⁶.
 */
export function projected(
  i: GaussianComponent<Node>,
  middle: Node,
  rows: Node,
  axes: MatrixAxes,
): Line & { readonly lost: Node } {
  const { row, column } = axes, { component, weight } = i;
  const along = (a: Node, x: Node) => sumOver(column, nodes.mul(a, alongColumns(x, axes)));
  const delta = nodes.sub(i.mean, middle), sizes = nodes.abs(rows);
  const mean = along(rows, delta), variance = variancesAlong(rows, i.covariance, axes);
  const deviation = nodes.sqrt(variance);
  const ofMean = nodes.div(along(sizes, nodes.abs(delta)), deviation);
  const absolute = i.covariance.kind === "full"
    ? { ...i.covariance, matrix: nodes.abs(i.covariance.matrix) }
    : i.covariance;
  const ofVariance = nodes.div(variancesAlong(sizes, absolute, axes), variance);
  const moved = nodes.weigh(weight, sumOver(row, nodes.add(ofMean, ofVariance)));
  const lost = nodes.mul(constant(lossOfMass), sumOver(component, moved));
  return { component, weight, mean, deviation, lost };
}

/** (AΣAᵀ)ₐₐ for each row of A. */
function variancesAlong(rows: Node, s: Covariance<Node>, axes: MatrixAxes): Node {
  const { row, column } = axes;
  if (s.kind !== "full") {
    const variances = s.kind === "scalar" ? s.variance : alongColumns(s.variance, axes);
    return sumOver(column, nodes.mul(nodes.square(rows), variances));
  }
  const third = axisOf(row.set, 2);
  const applied = sumOver(
    column,
    nodes.mul(rows, rename(s.matrix, new Map([[row, third]]))),
  );
  return sumOver(third, nodes.mul(rename(rows, new Map([[column, third]])), applied));
}

/** The entropy on the line from above, for each coordinate. */
function histogramEntropy(line: Line, pieces: number): Node {
  const edge = axisOf(sharedIndexSet("row", "e", pieces + 1));
  const ends = endsOf(line, edge);
  const z = nodes.div(nodes.sub(ends, line.mean), line.deviation);
  const over = (x: Node) => sumOver(line.component, nodes.mul(line.weight, x));
  const below = over(normalCdf(z));
  // the last edge is no left one
  const last = constant(pieces), index = coord(edge);
  const next = nodes.min(nodes.add(index, constant(1)), last);
  const width = nodes.sub(take(ends, edge, next), ends);
  const mass = nodes.max(nodes.sub(take(below, edge, next), below), constant(0));
  const inside = nodes.sub(nodes.weigh(mass, nodes.log(width)), nodes.xLogX(mass));
  const tail = (sign: 1 | -1, at: Node) => {
    const from = take(ends, edge, at);
    const t = nodes.div(nodes.mul(constant(sign), nodes.sub(from, line.mean)), line.deviation);
    const cdf = normalCdf(t);
    const reach = nodes.mul(line.deviation, nodes.add(normalDensity(t), nodes.mul(t, cdf)));
    const mass = over(cdf), mean = nodes.max(over(reach), constant(0));
    const logs = nodes.add(mass, nodes.weigh(mass, nodes.log(mean)));
    return nodes.sub(logs, nodes.mul(constant(2), nodes.xLogX(mass)));
  };
  return nodes.add(sumOver(edge, inside), nodes.add(tail(1, constant(0)), tail(-1, last)));
}

/**
 * Ends of pieces: for each component μ + σ√3 Φ⁻¹(u), in order. Pieces of a normal distribution are best where their ends have the
 * density of N(0, 3): then the sum of w³φ′²/φ is the least. Components of weight 0 have no pieces.
 */
export function endsOf({ component, weight, mean, deviation }: Line, edge: Axis): Node {
  const share = nodes.div(
    nodes.add(coord(edge), constant(0.5)),
    constant(edge.set.extent),
  );
  const isThere = nodes.less(constant(0), weight), count = sumOver(component, isThere);
  const place = nodes.mul(share, count), which = nodes.floor(place);
  const turned = nodes.add(place, nodes.mul(which, constant((Math.sqrt(5) - 1) / 2)));
  const quantile = nodes.normalQuantile(nodes.sub(turned, nodes.floor(turned)));
  const heavyFirst = orderOf(component, nodes.sub(constant(1), isThere));
  const chosen = take(heavyFirst, component, which);
  const at = (x: Node) => take(x, component, chosen);
  const t = nodes.mul(constant(Math.sqrt(3)), quantile);
  const ends = nodes.add(at(mean), nodes.mul(at(deviation), t));
  return take(ends, edge, orderOf(edge, ends));
}
