import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, dense, freshAxis, rename, sumOver } from "../expr/build.ts";
import { checkInteger } from "../expr/array.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import { normalCdf, normalDensity } from "../expr/normal_cdf.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { componentsOfFamily } from "../mixture/only_family.ts";
import type { GaussianComponent, MixtureWith } from "../mixture/component_types.ts";
import { logDet } from "../mixture/covariance.ts";
import { checkNames } from "../mixture/parameters.ts";
import { alongBatch } from "../estimator/batch.ts";
import { jointEntropy } from "../estimator/joint.ts";
import { asFull, matrixAxes } from "./gaussian_moments.ts";
import { triangle } from "./triangles.ts";

/** How the bound by cells is computed. */
export interface CellsOptions {
  /** Into how many cells each coordinate of a component is cut: nᵈ exponentials a pair. 8 if left out. */
  readonly cells?: number | undefined;
}

/** No logarithm of a ratio of densities counts as more: the sum of their exponentials stays finite. */
const mostExponent = 640;

/**
 * Upper bound on the entropy of a Gaussian mixture `p` in nats by cells: h = J − Σᵢ cᵢ Eᵢ ln(1 + Σⱼ exp ℓᵢⱼ) with the joint entropy J
 * and ℓᵢⱼ = ln cⱼpⱼ/(cᵢpᵢ), a quadratic function of z, x = μᵢ + Lᵢz. ln(1 + Σ exp ℓ) is convex in the ℓ, so by Jensen's inequality its
 * mean over a cell of z is at least its value at the means of the ℓᵢⱼ there. Cells are products of n intervals of each coordinate, with
 * the ends 1.6 Φ⁻¹(q/n). With finer cells it comes down to the entropy, about as n⁻²; one cell is "kl". Lazy; a scalar, or [b] for a
 * batch. Costs a sweep over pairs with nᵈ exponentials: for d ≤ 3.
 *
 * Throws `TypeError` for boxes, `DomainError` for cells that are not an integer ≥ 1 or more than 4096 of them.
 *
 * @example
 * ```ts
 * import { cellsBound, evaluate, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0, 0], [2, 0]], variance: 1 });
 * console.log((await evaluate(cellsBound(p))).toFixed(2)); // 3.18: the entropy is 3.1747
 * ```
 */
export function cellsBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: CellsOptions = {},
): Expr<PerBatch<B>> {
  const read = checkNames(options, ["cells"], "bound by cells");
  const most = Math.floor(4096 ** (1 / p.dimension) + 1e-9);
  const cells = checkInteger(read.cells ?? Math.min(8, most), "cells", 1, most);
  const [i, j] = componentsOfFamily(p, "gaussian");
  const axes = Array.from(
    { length: p.dimension },
    (_, a) => axisOf(sharedIndexSet("coordinate", "z", cells), a),
  );
  const logRatio = logRatios(i, j, axes.map(momentsOfCell));
  const isSelf = nodes.equal(coord(i.component), coord(j.component));
  const ratio = nodes.exp(nodes.min(logRatio, constant(mostExponent)));
  // what overflowed on its way counts as nothing
  const isSure = nodes.mul(
    nodes.less(ratio, constant(Infinity)),
    nodes.sub(constant(1), isSelf),
  );
  const others = sumOver(
    j.component,
    nodes.weigh(j.weight, nodes.select(isSure, ratio, constant(0))),
  );
  const gain = axes.reduceRight(
    (sum, axis) => sumOver(axis, nodes.mul(massOfCell(axis), sum)),
    nodes.log1p(others),
  );
  const gained = sumOver(i.component, nodes.weigh(i.weight, gain));
  return alongBatch(p, nodes.sub(nodeOf(jointEntropy(p)), gained));
}

/** The moments of a standard normal in the cells along an axis. */
export interface CellMoments {
  readonly first: Node;
  readonly second: Node;
}

/** ln pⱼ/pᵢ as a quadratic function of z, x = μᵢ + Lᵢz: it is const + zᵀWᵀy + ½ zᵀ(I − WᵀW)z. */
export interface RatioForm {
  /** y */
  readonly offset: Node;
  /** The columns of W = Lⱼ⁻¹Lᵢ. */
  readonly columns: readonly Node[];
  /** uᵀv */
  readonly dot: (u: Node, v: Node) => Node;
  /** ln|Σⱼ| − ln|Σᵢ| */
  readonly ends: Node;
}

/** The form of two components: W = Lⱼ⁻¹Lᵢ, y = Lⱼ⁻¹(μⱼ − μᵢ) and const = −½(yᵀy + ln|Σⱼ| − ln|Σᵢ|). */
export function ratioForm(i: GaussianComponent<Node>, j: GaussianComponent<Node>): RatioForm {
  const axes = matrixAxes(i), { row, column } = axes;
  const own = asFull(i.covariance, axes), other = asFull(j.covariance, axes);
  if (own.kind !== "full" || other.kind !== "full") throw new TypeError("Expected full matrices");
  const free = freshAxis(row.set, [row, column]);
  const lower = triangle({ ...axes, matrix: own.matrix, factor: own.factor });
  const turned = rename(lower, new Map([[column, free]]));
  const w = dense("forward", row, column, [other.factor, turned]);
  const offset = dense("forward", row, column, [other.factor, nodes.sub(j.mean, i.mean)]);
  const column_ = (a: number) => sumOver(free, nodes.mul(nodes.equal(coord(free), constant(a)), w));
  const columns = Array.from({ length: row.set.extent }, (_, a) => column_(a));
  const dot = (u: Node, v: Node) => sumOver(row, nodes.mul(u, v));
  return { offset, columns, dot, ends: nodes.sub(logDet(other, row), logDet(own, row)) };
}

/** E[ln pⱼ/(cᵢpᵢ) | cell]. */
function logRatios(
  i: GaussianComponent<Node>,
  j: GaussianComponent<Node>,
  moments: readonly CellMoments[],
): Node {
  const form = ratioForm(i, j);
  return meanOfRatio(form, moments, nodes.sub(logAtMean(form), nodes.log(i.weight)));
}

/** ln pⱼ/pᵢ at μᵢ. */
export function logAtMean({ offset: y, dot, ends }: RatioForm): Node {
  return nodes.mul(constant(-0.5), nodes.add(dot(y, y), ends));
}

/** The mean in a cell of a quadratic function that is `start` where z is 0. */
export function meanOfRatio(
  { offset: y, columns, dot }: RatioForm,
  moments: readonly CellMoments[],
  start: Node,
): Node {
  const half = constant(0.5);
  let sum = start;
  moments.forEach(({ first, second }, a) => {
    sum = nodes.add(sum, nodes.mul(dot(columns[a]!, y), first));
    const bend = nodes.sub(constant(1), dot(columns[a]!, columns[a]!));
    sum = nodes.add(sum, nodes.mul(nodes.mul(half, bend), second));
    moments.slice(0, a).forEach((before, b) => {
      const twist = nodes.mul(dot(columns[a]!, columns[b]!), nodes.mul(first, before.first));
      sum = nodes.sub(sum, twist);
    });
  });
  return sum;
}

/** The ends of a cell: 1.6 Φ⁻¹(q/n) and 1.6 Φ⁻¹((q + 1)/n). */
function endsOfCell(cell: Axis): readonly [Node, Node] {
  const end = (q: Node) =>
    nodes.mul(constant(1.6), nodes.normalQuantile(nodes.div(q, constant(cell.set.extent))));
  return [end(coord(cell)), end(nodes.add(coord(cell), constant(1)))];
}

/** The probability of a cell. */
function massOfCell(cell: Axis): Node {
  const [left, right] = endsOfCell(cell);
  return nodes.sub(normalCdf(right), normalCdf(left));
}

/** E[t | cell] = (φ(r) − φ(s))/P and E[t² | cell] = 1 + (rφ(r) − sφ(s))/P for the cell (r, s). */
function momentsOfCell(cell: Axis): CellMoments {
  const [left, right] = endsOfCell(cell), mass = massOfCell(cell);
  const first = nodes.sub(normalDensity(left), normalDensity(right));
  // φ is 0 at the ends ±∞, and tφ(t) with it
  const second = nodes.sub(
    nodes.weigh(normalDensity(left), left),
    nodes.weigh(normalDensity(right), right),
  );
  return {
    first: nodes.div(first, mass),
    second: nodes.add(constant(1), nodes.div(second, mass)),
  };
}
