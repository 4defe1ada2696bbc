import { type Axis, axisOf, isQuadratic } from "../expr/axes.ts";
import { coord, dense, extent, freshAxis, reduce, rename, sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, isOp, nodes } from "../expr/simplify.ts";

/**
 * Whitened numbers z = L⁻¹(x − c) are rounded by 2⁻⁵³ d |L⁻¹||L||z| (Higham 2002, §8.1), which their differences keep. It must
 * be less than this much of a standard deviation; on data it is a hundred times less.
 */
const leastDigits = 2 ** -37;
/** And no number may lie further from the centre than this, in standard deviations: differences much smaller have few digits. */
const mostReach = 2 ** 10;

/** Fewer products than this, for all pairs together, take less time than to whiten and to look whether it may be done. */
const leastWork = 2 ** 19;

/** A factor of a matrix that all components share. */
export interface SharedFactor {
  readonly row: Axis;
  readonly column: Axis;
  readonly factor: Node;
}

/**
 * δᵀS⁻¹δ for a difference δ = x − y of values with long axes of their own, S being shared: ‖L⁻¹x − L⁻¹y‖², d operations a
 * pair in place of d², where whitening keeps the digits. Undefined where there is nothing to gain: S depends on a component,
 * δ is no such difference, or there are too few pairs.
 */
export function whitenedSquare(shared: SharedFactor, delta: Node): Node | undefined {
  const { row, column, factor } = shared;
  if (factor.axes.some(isQuadratic)) return undefined;
  const sides = sidesOf(delta);
  if (sides === undefined) return undefined;
  const pairs = delta.axes.filter(isQuadratic).reduce((n, { set }) => n * set.extent, 1);
  if (pairs * row.set.extent ** 2 < leastWork) return undefined;
  const centre = markers.stop(middleOf(sides[1]));
  const [x, y] = sides.map((terms) =>
    dense("forward", row, column, [factor, centred(terms, centre)])
  ) as [Node, Node];
  const fast = sumOver(row, nodes.square(nodes.sub(x, y)));
  const sure = dense("quadratic", row, column, [factor, delta]);
  return nodes.prefer(markers.stop(keepsDigits(shared, [x, y])), fast, sure);
}

/** A term of a sum; the sign is that of its side. */
type SideTerms = readonly [Node, ...Node[]];

/** The terms of δ = Σ x − Σ y by the long axis that they have: two sides with an axis each. */
function sidesOf(delta: Node): readonly [SideTerms, SideTerms] | undefined {
  const terms: { node: Node; negative: boolean }[] = [];
  const collect = (node: Node, negative: boolean): void => {
    const isPair = node.axes.filter(isQuadratic).length > 1;
    if (isPair && (isOp(node, "add") || isOp(node, "sub"))) {
      collect(node.args[0], negative);
      collect(node.args[1], negative !== isOp(node, "sub"));
    } else if (isPair && isOp(node, "neg")) collect(node.args[0], !negative);
    else terms.push({ node, negative });
  };
  collect(delta, false);
  const sides = new Map<Axis, { node: Node; negative: boolean }[]>();
  for (const term of terms) {
    const [axis, more] = term.node.axes.filter(isQuadratic);
    if (axis === undefined || more !== undefined) return undefined;
    sides.set(axis, [...sides.get(axis) ?? [], term]);
  }
  const [one, other] = [...sides.values()].sort((s, t) =>
    Number(s[0]!.negative) - Number(t[0]!.negative)
  );
  if (one === undefined || other === undefined || sides.size > 2) return undefined;
  const isOpposite = one.every(({ negative }) => !negative) &&
    other.every(({ negative }) => negative);
  const nodesOf = (side: typeof one) => side.map(({ node }) => node) as unknown as SideTerms;
  return isOpposite ? [nodesOf(one), nodesOf(other)] : undefined;
}

/** The mean along the long axis: nearer to the numbers than 0, whatever their origin. */
function middleOf([first]: SideTerms): Node {
  const axis = first.axes.find(isQuadratic) as Axis;
  return nodes.div(sumOver(axis, first), extent(axis.set));
}

/** The first term less the centre, and the others. */
function centred([first, ...others]: SideTerms, centre: Node): Node {
  return others.reduce((sum, term) => nodes.add(sum, term), nodes.sub(first, centre));
}

/** Whether the rounding of whitened values is small enough. */
function keepsDigits({ row, column, factor }: SharedFactor, whitened: readonly Node[]): Node {
  const reach = [...new Set(whitened.map(reachOf))].reduce((x, y) => nodes.max(x, y));
  const across = (v: Node) => rename(v, new Map([[row, column]]));
  const applied = (matrix: Node, v: Node) =>
    sumOver(column, nodes.mul(nodes.abs(matrix), across(v)));
  const triangle = dense("lower", row, column, [factor]);
  const other = freshAxis(row.set, [row, column]);
  const identity = nodes.equal(coord(row), coord(other));
  const inverse = rename(
    dense("forward", row, column, [factor, identity]),
    new Map([[other, column]]),
  );
  const rounding = reduce("max", row, applied(inverse, applied(triangle, reach)));
  const unit = row.set.extent * 2 ** -53;
  return nodes.mul(
    nodes.lessEqual(rounding, constant(leastDigits / unit)),
    nodes.lessEqual(reduce("max", row, reach), constant(mostReach)),
  );
}

/** The largest size along the long axis of a value, by coordinate. */
function reachOf(value: Node): Node {
  const [axis] = value.axes.filter(isQuadratic);
  const home = rename(value, new Map([[axis as Axis, axisOf((axis as Axis).set)]]));
  return reduce("max", axisOf((axis as Axis).set), nodes.abs(home));
}
