import { type Axis, isLong } from "../expr/axes.ts";
import { rename } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, isOp, nodes } from "../expr/simplify.ts";

/** The axes of pairs: i of the rows, j of the columns that are summed over. */
export interface Sides {
  readonly row: Axis;
  readonly column: Axis;
}

/** Points of rows and columns that are compared coordinate by coordinate. */
export interface PointPair {
  /** The points of the rows and of the columns, each with the coordinate axis. */
  readonly x: Node;
  readonly y: Node;
  readonly coordinate: Axis;
}

/** aᵢⱼ = −½ P Σₐ (xᵢₐ − yⱼₐ)² + rᵢ + cⱼ, all parts being one-sided. */
export interface GaussExponent extends PointPair {
  /** P: a number for all pairs. */
  readonly precision: Node;
  readonly rowTerm: Node;
  readonly columnTerm: Node;
}

/** The most coordinates of points whose sums are worth a grid. */
const mostDimensions = 3;

/** A term of an exponent, with a factor that is one for all pairs. */
interface Term {
  readonly factor: Node;
  readonly node: Node;
}

/** An exponent as one squared distance and one-sided terms; undefined if it is none of this form. */
export function gaussExponentOf(exponent: Node, sides: Sides): GaussExponent | undefined {
  let square: { readonly factor: Node; readonly points: PointPair } | undefined;
  let rowTerm = constant(0), columnTerm = constant(0);
  const open: Term[] = [{ factor: constant(1), node: exponent }];
  while (open.length > 0) {
    const { factor, node } = open.pop()!;
    if (isOneSided(node, sides)) {
      const term = nodes.mul(factor, node);
      if (node.axes.includes(sides.column)) columnTerm = nodes.add(columnTerm, term);
      else rowTerm = nodes.add(rowTerm, term);
      continue;
    }
    const points = squaredDistance(node, sides), terms = linearTerms(factor, node);
    if (points !== undefined && square === undefined) square = { factor, points };
    else if (points === undefined && terms !== undefined) open.push(...terms);
    else return undefined;
  }
  if (square === undefined) return undefined;
  const precision = nodes.mul(constant(-2), square.factor);
  return { ...square.points, precision, rowTerm, columnTerm };
}

/** Whether a value does not depend on both sides. */
export function isOneSided({ axes }: Node, { row, column }: Sides): boolean {
  return !(axes.includes(row) && axes.includes(column));
}

/** What a value is a linear combination of, with factors that are one for all pairs. */
function linearTerms(factor: Node, node: Node): readonly Term[] | undefined {
  if (isOp(node, "add")) return node.args.map((part) => ({ factor, node: part }));
  if (isOp(node, "sub")) {
    return [{ factor, node: node.args[0] }, { factor: nodes.neg(factor), node: node.args[1] }];
  }
  if (isOp(node, "neg")) return [{ factor: nodes.neg(factor), node: node.args[0] }];
  if (isOp(node, "mul")) {
    const [x, y] = node.args;
    if (isNumber(x)) return [{ factor: nodes.mul(factor, x), node: y }];
    if (isNumber(y)) return [{ factor: nodes.mul(factor, y), node: x }];
  }
  if (isOp(node, "div") && isNumber(node.args[1])) {
    return [{ factor: nodes.div(factor, node.args[1]), node: node.args[0] }];
  }
  return undefined;
}

function isNumber(node: Node): boolean {
  return node.axes.length === 0;
}

/** The points of Σₐ (xₐ − yₐ)². */
export function squaredDistance(node: Node, sides: Sides): PointPair | undefined {
  const home = node.kind === "rename" ? node.home : node;
  if (home.kind !== "reduce" || home.op !== "sum" || isLong(home.axis)) return undefined;
  const [body] = home.args;
  const own = node.kind === "rename"
    ? rename(body, new Map(home.axes.map((axis, t) => [axis, node.to[t]!])))
    : body;
  if (!isOp(own, "square") || home.axis.set.extent > mostDimensions) return undefined;
  return differenceOf(own.args[0], home.axis, sides)?.points;
}

/** x and y of a difference x − y of points, or of y − x, which is its negative; a sum is the difference of a negative. */
export function differenceOf(
  node: Node,
  coordinate: Axis,
  { row, column }: Sides,
): { readonly points: PointPair; readonly negative: boolean } | undefined {
  if (!isOp(node, "sub") && !isOp(node, "add")) return undefined;
  const isSide = (side: Axis) => ({ axes }: Node) =>
    axes.length === 2 && axes.includes(side) && axes.includes(coordinate);
  const x = node.args.find(isSide(row)), other = node.args.find(isSide(column));
  if (x === undefined || other === undefined) return undefined;
  const isSum = isOp(node, "add"), y = isSum ? nodes.neg(other) : other;
  return { points: { x, y, coordinate }, negative: !isSum && node.args[0] === y };
}

/** Whether two pairs of points are the same but for the name of the coordinate. */
export function samePoints(one: PointPair, other: PointPair): boolean {
  const names = new Map([[other.coordinate, one.coordinate]]);
  return rename(other.x, names) === one.x && rename(other.y, names) === one.y;
}
