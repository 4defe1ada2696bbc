import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { normalCdf, normalDensity } from "../expr/normal_cdf.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logAtMean, meanOfRatio, type RatioForm, ratioForm } from "../bound/cells.ts";
import type { Bracket } from "./bracket.ts";
import { type GroupedPair, logSumOver } from "./grouped_pair.ts";

/** Cells end at so many quantiles of N(0, 2²), and at ±5.5: 4·10⁻⁸ of a component's mass along a coordinate lie beyond. */
const spread = 2, reach = 5.5;

/** One coordinate z of a component, cut into cells. */
interface Cells {
  readonly axis: Axis;
  /** P, the probability of a cell. */
  readonly mass: Node;
  /** E[z | cell] and E[z² | cell]. */
  readonly first: Node;
  readonly second: Node;
  /** Half the width of a cell. */
  readonly half: Node;
  /** The middle of a cell, and E[z − middle | cell], E[(z − middle)² | cell]. */
  readonly middle: Node;
  readonly offset: Node;
  readonly square: Node;
}

/**
 * Bounds on −H(G|X) of Gaussians by cells of each component: H(G|X) = Σᵢ cᵢ Eᵢ[ln P − ln P_own], and in a cell of z, x = μᵢ + Lᵢz,
 * where ln pⱼ/pᵢ is a quadratic function of z, by Jensen's inequality for a convex and for a concave function
 *
 * ln Σⱼ cⱼ exp E[ln pⱼ/pᵢ | cell] ≤ E[ln Σⱼ cⱼ pⱼ/pᵢ | cell] ≤ ln Σⱼ cⱼ E[pⱼ/pᵢ | cell].
 *
 * The last expectation is at most 1/P(cell), and at most that of the exponential of a linear function above the quadratic one
 * (`logMostOf`). Both errors fall like the square of the width of cells. Outside of all cells ln P/P_own is between 0 and, by
 * Jensen's inequality, −ln(cᵢ P(outside)). Costs a sweep over pairs with (d + 4) nᵈ exponentials: for d ≤ 3.
 */
export function pairCells(pair: GroupedPair, cells: number): Bracket {
  const { i, j } = pair;
  if (i.family !== "gaussian" || j.family !== "gaussian") {
    throw new TypeError(
      `Expected a mixture of Gaussians for cells, got one of the family ${i.family}`,
    );
  }
  const d = i.coordinate.set.extent;
  const coordinates = Array.from({ length: d }, (_, a) => cellsAlong(a, cells));
  const mass = coordinates.map(({ mass }) => mass).reduce((product, each) =>
    nodes.mul(product, each)
  );
  const form = ratioForm(i, j), atMean = logAtMean(form);
  const least = meanOfRatio(form, coordinates, atMean);
  const most = nodes.min(logMostOf(form, atMean, coordinates), nodes.neg(nodes.log(mass)));
  const over = (open: Node) => {
    const clipped = nodes.weigh(mass, nodes.max(open, constant(0)));
    const inCells = coordinates.reduceRight((sum, { axis }) => sumOver(axis, sum), clipped);
    return sumOver(i.component, nodes.weigh(i.weight, inCells));
  };
  const open = (total: Node, own: Node) =>
    over(nodes.sub(logSumOver("all", pair, total), logSumOver("own", pair, own)));
  return {
    lower: nodes.neg(nodes.add(open(most, least), openOutside(i.weight, i.component, d))),
    upper: nodes.neg(open(least, most)),
  };
}

/** Σᵢ cᵢ P ln(1/(cᵢP)) for the probability P outside of all cells. */
function openOutside(weight: Node, component: Axis, d: number): Node {
  // 1 − Φ(5.5), from a table of the distribution, rounded upward
  const outside = 2 * d * 1.8990e-8;
  const ofWeights = nodes.neg(sumOver(component, nodes.xLogX(weight)));
  return nodes.mul(constant(outside), nodes.add(ofWeights, constant(-Math.log(outside))));
}

/**
 * ln E[exp ℓ | cell] from above, for ℓ = ln pⱼ/pᵢ. With the middle m of the cell and its half widths h, ℓ(z) ≤ ℓ(m) + ½ Σ max(K_aa, 0) h_a²
 * + Σ_{a<b} |K_ab| h_a h_b + Σ s_a (z_a − m_a), K = I − WᵀW its curvature and s its slope at m; and e^(sδ) ≤ 1 + sδ + δ²(e^(|s|h) − 1 − |s|h)/h²
 * for |δ| ≤ h, as (eᵘ − 1 − u)/u² grows with u.
 */
function logMostOf(
  { offset, columns, dot }: RatioForm,
  atMean: Node,
  cells: readonly Cells[],
): Node {
  const half = constant(0.5), one = constant(1);
  const bend = (a: number, b: number) => {
    const product = dot(columns[a]!, columns[b]!);
    return a === b ? nodes.sub(one, product) : nodes.neg(product);
  };
  let sum = atMean;
  cells.forEach((own, a) => {
    const before = dot(columns[a]!, offset), curvature = bend(a, a);
    let slope = nodes.add(before, nodes.mul(curvature, own.middle));
    sum = nodes.add(sum, nodes.mul(before, own.middle));
    const bent = nodes.mul(curvature, nodes.square(own.middle));
    const above = nodes.mul(nodes.max(curvature, constant(0)), nodes.square(own.half));
    sum = nodes.add(sum, nodes.mul(half, nodes.add(bent, above)));
    cells.forEach((other, b) => {
      if (a === b) return;
      const twist = bend(Math.min(a, b), Math.max(a, b));
      slope = nodes.add(slope, nodes.mul(twist, other.middle));
      if (b > a) return;
      sum = nodes.add(sum, nodes.mul(twist, nodes.mul(own.middle, other.middle)));
      sum = nodes.add(sum, nodes.mul(nodes.abs(twist), nodes.mul(own.half, other.half)));
    });
    sum = nodes.add(sum, logMostOfLinear(slope, own));
  });
  return sum;
}

/** ln(1 + sE[δ] + E[δ²](eᵘ − 1 − u)/h²), u = |s|h, without overflow. */
function logMostOfLinear(slope: Node, { half, offset, square }: Cells): Node {
  const u = nodes.mul(nodes.abs(slope), half), share = nodes.div(square, nodes.square(half));
  const linear = nodes.add(constant(1), nodes.mul(slope, offset));
  const less = nodes.mul(share, nodes.add(constant(1), u));
  const rest = nodes.mul(nodes.exp(nodes.neg(u)), nodes.sub(linear, less));
  return nodes.add(u, nodes.log(nodes.add(rest, share)));
}

/** Coordinate a, cut into n cells. */
function cellsAlong(a: number, n: number): Cells {
  const axis = axisOf(sharedIndexSet("coordinate", "z", n), a);
  const end = (q: Node) => {
    const quantile = nodes.normalQuantile(nodes.div(q, constant(n)));
    const x = nodes.mul(constant(spread), quantile);
    return nodes.max(constant(-reach), nodes.min(constant(reach), x));
  };
  const left = end(coord(axis)), right = end(nodes.add(coord(axis), constant(1)));
  const half = nodes.mul(constant(0.5), nodes.sub(right, left));
  const middle = nodes.mul(constant(0.5), nodes.add(right, left));
  // of the tails that are beside the cell, so that no digits are lost in them
  const isRight = nodes.less(constant(0), middle);
  const below = (z: Node) => normalCdf(nodes.select(isRight, nodes.neg(z), z));
  const mass = nodes.abs(nodes.sub(below(right), below(left)));
  const densities = [normalDensity(left), normalDensity(right)] as const;
  const first = nodes.div(nodes.sub(densities[0], densities[1]), mass);
  const ends = nodes.sub(nodes.mul(left, densities[0]), nodes.mul(right, densities[1]));
  const second = nodes.add(constant(1), nodes.div(ends, mass));
  const offset = nodes.sub(first, middle);
  const about = nodes.sub(second, nodes.mul(middle, nodes.add(first, offset)));
  const square = nodes.max(nodes.square(offset), nodes.min(about, nodes.square(half)));
  const fixed = (x: Node) => markers.stop(x);
  return {
    axis,
    mass: fixed(mass),
    first: fixed(first),
    second: fixed(second),
    half: fixed(half),
    middle: fixed(middle),
    offset: fixed(offset),
    square: fixed(square),
  };
}
