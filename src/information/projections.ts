import { axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, dense, reduce, sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { alongColumns, type MatrixAxes, matrixAxes } from "../bound/gaussian_moments.ts";
import { totalMoments } from "../bound/moments.ts";
import type { Bracket } from "./bracket.ts";
import type { GaussianComponent } from "../mixture/component_types.ts";
import { groupAxis, type Groups, isIn } from "./groups.ts";
import { type GroupedLine, lineCells } from "./line_cells.ts";

/** What rounding of means and variances may make of −H(G|X), for each part of the mass that moves. */
const lossOfMass = 2 ** -41;

/** A bound that may have lost more than this is none. */
const mostLost = 2 ** -10;

/**
 * −H(G|X) from below by −H(G|vᵀX), binned (`lineCells`), for the best of some directions v: those that tell each group from all
 * others best by their means, v = S⁻¹(m_g − m) with the moments m, S of the whole (Fisher's discriminants). What vᵀX tells X tells.
 */
export function discriminantLower(
  i: GaussianComponent<Node>,
  label: Node,
  groups: Groups,
  pieces: number,
): Node {
  const axes = matrixAxes(i), { row, column } = axes, { mean, matrix } = totalMoments(i);
  // two groups have one discriminant
  const count = groups.count === 2 ? 1 : groups.count;
  const direction = axisOf(sharedIndexSet("coordinate", "v", count));
  const member = nodes.mul(isIn(label, direction), i.weight);
  const share = sumOver(i.component, member);
  const apart = nodes.sub(i.mean, mean);
  const between = nodes.ratio(sumOver(i.component, nodes.mul(member, apart)), share);
  const factor = dense("factor", row, column, [constant(1), matrix]);
  const solved = dense("solve", row, column, [factor, between]);
  // where the means are equal any direction will do
  const size = sumOver(row, nodes.abs(solved));
  const first = nodes.equal(coord(row), constant(0));
  const v = nodes.select(nodes.less(constant(0), size), solved, first);
  return reduce(
    "max",
    direction,
    projection(i, label, groups, { apart, v, axes, pieces }).lower,
  );
}

/** The same for the coordinates as directions: groups that differ in their spread have no discriminant. */
export function coordinatesLower(
  i: GaussianComponent<Node>,
  label: Node,
  groups: Groups,
  pieces: number,
): Node {
  const axes = matrixAxes(i), { mean } = totalMoments(i);
  const direction = axisOf(sharedIndexSet("coordinate", "v", i.coordinate.set.extent));
  const v = nodes.equal(coord(axes.row), coord(direction)), apart = nodes.sub(i.mean, mean);
  return reduce(
    "max",
    direction,
    projection(i, label, groups, { apart, v, axes, pieces }).lower,
  );
}

/** −H(G|X) of Gaussians on the line, between both ends. */
export function lineBracket(
  i: GaussianComponent<Node>,
  label: Node,
  groups: Groups,
  pieces: number,
): Bracket {
  const axes = matrixAxes(i), { mean } = totalMoments(i), apart = nodes.sub(i.mean, mean);
  return projection(i, label, groups, { apart, v: constant(1), axes, pieces });
}

/** −H(G|vᵀX) along each direction v: places are counted from the mean of the whole. */
function projection(
  i: GaussianComponent<Node>,
  label: Node,
  groups: Groups,
  { apart, v, axes, pieces }: {
    readonly apart: Node;
    readonly v: Node;
    readonly axes: MatrixAxes;
    readonly pieces: number;
  },
): Bracket {
  const { row } = axes, { component, weight } = i;
  const mean = sumOver(row, nodes.mul(v, apart));
  const variance = varianceAlong(v, i, axes), deviation = nodes.sqrt(variance);
  const line: GroupedLine = { component, weight, mean, deviation, label, group: groupAxis(groups) };
  const sizes = nodes.abs(v);
  const ofMean = nodes.div(sumOver(row, nodes.mul(sizes, nodes.abs(apart))), deviation);
  const s = i.covariance;
  const absolute = s.kind === "full" ? { ...s, matrix: nodes.abs(s.matrix) } : s;
  const ofVariance = nodes.div(
    varianceAlong(sizes, { ...i, covariance: absolute }, axes),
    variance,
  );
  const moved = sumOver(component, nodes.mul(weight, nodes.add(ofMean, ofVariance)));
  const lost = nodes.mul(constant(lossOfMass), moved);
  const isSure = nodes.less(lost, constant(mostLost)), less = markers.stop(lost);
  const { lower, upper } = lineCells(line, pieces);
  return {
    lower: nodes.select(isSure, nodes.sub(lower, less), constant(-Infinity)),
    upper: nodes.select(isSure, nodes.add(upper, less), constant(Infinity)),
  };
}

/** vᵀΣᵢv */
function varianceAlong(
  v: Node,
  { covariance: s }: GaussianComponent<Node>,
  axes: MatrixAxes,
): Node {
  const { row, column } = axes;
  if (s.kind !== "full") return sumOver(row, nodes.mul(nodes.square(v), s.variance));
  const applied = sumOver(column, nodes.mul(s.matrix, alongColumns(v, axes)));
  return sumOver(row, nodes.mul(v, applied));
}
