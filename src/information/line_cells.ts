import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, reduce, sumOver, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { normalCdf, normalDensity } from "../expr/normal_cdf.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { endsOf, type Line } from "../bound/marginals.ts";
import type { Bracket } from "./bracket.ts";
import { isIn } from "./groups.ts";

/** What rounding may make of a cell: masses are wrong by 2⁻⁵², logarithms of their ratios are below 2⁷. */
const lossOfCell = 2 ** -44;

/** The groups of a mixture on the line. */
export interface GroupedLine extends Line {
  /** The group of each component. */
  readonly label: Node;
  /** The axis of groups. */
  readonly group: Axis;
}

/** The cells of a line, between neighbouring edges. */
interface Cells {
  readonly edge: Axis;
  readonly left: Node;
  readonly right: Node;
}

/**
 * Bounds on −H(G|X) of Gaussians on the line by cells that all components share. What x tells of the group is at least what its cell
 * tells, Σ M_g ln(M_g/M) with the masses M_g of groups in cells and M of all. And it is at most
 *
 * Σ M_g ln Q_g(x̄_g) − M ln(M/w) in a cell of width w, or 0 if that is less:
 *
 * −∫ P ln P ≤ −M ln(M/w), as the uniform density has the largest entropy; and P_g ≤ Q_g, a concave function on the cell, as
 * is its logarithm, so that E ln P_g ≤ ln Q_g(x̄_g) at the mean x̄_g of the group in the cell (`logAbove`). Both errors fall like w². Costs k·G numbers
 * a cell; first derivatives only.
 */
export function lineCells(line: GroupedLine, pieces: number): Bracket {
  const edge = axisOf(sharedIndexSet("row", "e", pieces + 1));
  const ends = endsOf(line, edge), index = coord(edge), last = constant(pieces);
  const next = nodes.min(nodes.add(index, constant(1)), last);
  const cells = { edge, left: ends, right: take(ends, edge, next) };
  const { component, weight, label, group } = line;
  const member = nodes.mul(isIn(label, group), weight);
  const perGroup = (x: Node) => sumOver(component, nodes.mul(member, x));
  const mass = perGroup(massBetween(line, cells.left, cells.right));
  const tails = [take(ends, edge, constant(0)), take(ends, edge, last)] as const;
  const told = [
    sumOver(edge, toldBy(mass, group)),
    toldBy(perGroup(normalCdf(standard(line, tails[0]))), group),
    toldBy(perGroup(normalCdf(nodes.neg(standard(line, tails[1])))), group),
  ].reduce((sum, x) => nodes.add(sum, x));
  const most = mostTold(line, cells, { member, mass });
  const lost = constant(pieces * lossOfCell);
  return {
    lower: nodes.sub(told, lost),
    upper: nodes.add(sumOver(edge, most.told), nodes.add(lost, markers.stop(most.lost))),
  };
}

/** Σ M_g ln(M_g/M) */
function toldBy(mass: Node, group: Axis): Node {
  const counted = nodes.max(mass, constant(0));
  return nodes.sub(
    sumOver(group, nodes.xLogX(counted)),
    nodes.xLogX(sumOver(group, counted)),
  );
}

function standard({ mean, deviation }: Line, x: Node): Node {
  return nodes.div(nodes.sub(x, mean), deviation);
}

/** The mass of each component between two points, by the tails that are beside them, so that no digits are lost in these. */
function massBetween(line: Line, left: Node, right: Node): Node {
  const [t, s] = [standard(line, left), standard(line, right)];
  const isRight = nodes.less(constant(0), t);
  const below = (z: Node) => normalCdf(nodes.select(isRight, nodes.neg(z), z));
  const difference = nodes.sub(below(s), below(t));
  return nodes.select(isRight, nodes.neg(difference), difference);
}

/** What is told in each cell at most, and what rounding may have made of all cells together. */
function mostTold(
  line: GroupedLine,
  { edge, left, right }: Cells,
  { member, mass }: { readonly member: Node; readonly mass: Node },
): { readonly told: Node; readonly lost: Node } {
  const { component, group, mean, deviation, weight } = line, zero = constant(0);
  const width = nodes.sub(right, left), isCell = nodes.less(zero, width);
  const half = nodes.select(isCell, nodes.mul(constant(0.5), width), constant(1));
  const middle = nodes.add(left, nodes.mul(constant(0.5), width));
  // E[x − middle; cell] of each component
  const [t, s] = [standard(line, left), standard(line, right)];
  const apart = nodes.sub(mean, middle);
  const moment = nodes.sub(
    nodes.mul(apart, massBetween(line, left, right)),
    nodes.mul(deviation, nodes.sub(normalDensity(s), normalDensity(t))),
  );
  const place = nodes.ratio(
    sumOver(component, nodes.mul(member, moment)),
    nodes.mul(half, mass),
  );
  const at = nodes.max(constant(-1), nodes.min(constant(1), place));
  const logMost = reduce("logSumExp", component, logAbove(line, { middle, half, at }), member);
  const counted = nodes.max(mass, zero), all = sumOver(group, counted);
  const uniform = nodes.sub(
    nodes.xLogX(all),
    nodes.weigh(all, nodes.log(nodes.mul(constant(2), half))),
  );
  const told = nodes.sub(sumOver(group, nodes.weigh(counted, logMost)), uniform);
  const reach = nodes.div(nodes.add(nodes.abs(apart), deviation), half);
  const near = normalCdf(nodes.neg(nodes.min(nodes.abs(t), nodes.abs(s))));
  const ofPlace = sumOver(component, nodes.mul(weight, nodes.mul(near, reach)));
  return {
    told: nodes.select(isCell, nodes.min(told, zero), zero),
    lost: nodes.mul(constant(2 ** -49), sumOver(edge, nodes.mul(isCell, ofPlace))),
  };
}

/**
 * The logarithm at a point of the cell of a concave function above the density of each component: of the smaller of the chord of the
 * exponential that touches ln p in the middle, and of the largest density in the cell.
 */
function logAbove(
  line: Line,
  { middle, half, at }: { readonly middle: Node; readonly half: Node; readonly at: Node },
): Node {
  const { deviation } = line, z = standard(line, middle), reach = nodes.div(half, deviation);
  const scale = nodes.add(nodes.log(deviation), constant(0.5 * Math.log(2 * Math.PI)));
  const logDensity = (z: Node) =>
    nodes.neg(nodes.add(nodes.mul(constant(0.5), nodes.square(z)), scale));
  const nearest = nodes.max(nodes.sub(nodes.abs(z), reach), constant(0));
  // from the middle to the end that is nearer the mean the tangent rises by u; `at` is 1 at the right end
  const u = nodes.mul(nodes.abs(z), reach), one = constant(1), halfOf = constant(0.5);
  const near = nodes.neg(nodes.mul(at, nodes.sign(z)));
  const chord = nodes.add(
    nodes.mul(halfOf, nodes.add(one, near)),
    nodes.mul(nodes.mul(halfOf, nodes.sub(one, near)), nodes.exp(nodes.mul(constant(-2), u))),
  );
  const touching = nodes.add(nodes.add(logDensity(z), u), nodes.log(chord));
  return nodes.min(touching, logDensity(nearest));
}
