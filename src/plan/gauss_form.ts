import { type Axis, isLong, isQuadratic } from "../expr/axes.ts";
import { rename } from "../expr/build.ts";
import type { Node, Reduce } from "../expr/node.ts";
import { constant, isOp, nodes } from "../expr/simplify.ts";

/**
 * A log-sum-exp ln Σⱼ wⱼ exp(aᵢⱼ) with aᵢⱼ = −½ P Σₐ (xᵢₐ − yⱼₐ)² + rᵢ + cⱼ, whatever it is the sum of: the kernel of a density
 * estimate, exp(−KL), a Chernoff or an expected-likelihood kernel of components that share their covariance, the density at
 * points. All parts are one-sided.
 */
export interface GaussForm {
  readonly node: Reduce;
  readonly row: Axis;
  readonly column: Axis;
  /** The points of the rows and of the columns, each with the coordinate axis. */
  readonly x: Node;
  readonly y: Node;
  /** P: a number for all pairs. */
  readonly precision: Node;
  readonly rowTerm: Node;
  readonly columnTerm: Node;
  readonly weight: Node;
  /** Whether row i leaves out column i. */
  readonly withoutOwn: boolean;
}

/** The most coordinates of points whose sums are worth a grid. */
const mostDimensions = 3;

/** A log-sum-exp over pairs as a sum of Gaussians, if it is one. */
export function gaussFormOf(node: Node): GaussForm | undefined {
  if (node.kind !== "reduce" || node.op !== "logSumExp" || !isQuadratic(node.axis)) {
    return undefined;
  }
  const [row, more] = node.axes, column = node.axis;
  if (row === undefined || more !== undefined || !isQuadratic(row)) return undefined;
  const [exponent, given = constant(1)] = node.args;
  const parts = exponentParts(exponent, { row, column });
  const weight = weightOf(given, { row, column });
  if (parts === undefined || weight === undefined) return undefined;
  if (weight.withoutOwn && !isOneSet(parts, { row, column })) return undefined;
  return { node, row, column, ...parts, ...weight };
}

interface Sides {
  readonly row: Axis;
  readonly column: Axis;
}

type ExponentParts = Pick<GaussForm, "x" | "y" | "precision" | "rowTerm" | "columnTerm">;

/** A term of an exponent, with a factor that is one for all pairs. */
interface Term {
  readonly factor: Node;
  readonly node: Node;
}

/** The exponent as one squared distance and one-sided terms. */
function exponentParts(exponent: Node, { row, column }: Sides): ExponentParts | undefined {
  let square: { readonly factor: Node; readonly x: Node; readonly y: Node } | undefined;
  let rowTerm = constant(0), columnTerm = constant(0);
  const open: Term[] = [{ factor: constant(1), node: exponent }];
  while (open.length > 0) {
    const { factor, node } = open.pop()!;
    if (!node.axes.includes(column)) rowTerm = nodes.add(rowTerm, nodes.mul(factor, node));
    else if (!node.axes.includes(row)) columnTerm = nodes.add(columnTerm, nodes.mul(factor, node));
    else {
      const points = squaredDistance(node, { row, column });
      if (points !== undefined) {
        if (square !== undefined) return undefined;
        square = { factor, ...points };
        continue;
      }
      const terms = linearTerms(factor, node);
      if (terms === undefined) return undefined;
      open.push(...terms);
    }
  }
  if (square === undefined) return undefined;
  const precision = nodes.mul(constant(-2), square.factor);
  return { x: square.x, y: square.y, precision, rowTerm, columnTerm };
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

/** x and y of Σₐ (xₐ − yₐ)², x on the side of the rows. */
function squaredDistance(
  node: Node,
  { row, column }: Sides,
): { readonly x: Node; readonly y: Node } | undefined {
  const home = node.kind === "rename" ? node.home : node;
  if (home.kind !== "reduce" || home.op !== "sum" || isLong(home.axis)) return undefined;
  const coordinate = home.axis, [body] = home.args;
  const names = node.kind === "rename"
    ? new Map(home.axes.map((axis, t) => [axis, node.to[t]!]))
    : new Map<Axis, Axis>();
  const own = rename(body, names);
  if (!isOp(own, "square") || coordinate.set.extent > mostDimensions) return undefined;
  const [delta] = own.args;
  if (!isOp(delta, "sub")) return undefined;
  const sides = [row, column].map((side) =>
    delta.args.find(({ axes }) =>
      axes.length === 2 && axes.includes(side) && axes.includes(coordinate)
    )
  );
  const [x, y] = sides;
  return x === undefined || y === undefined ? undefined : { x, y };
}

/** The weight of a column, which may be 0 for the row's own. */
function weightOf(
  node: Node,
  { row, column }: Sides,
): Pick<GaussForm, "weight" | "withoutOwn"> | undefined {
  if (!node.axes.includes(row)) return { weight: node, withoutOwn: false };
  if (!isOp(node, "select")) return undefined;
  const [isOwn, own, weight] = node.args;
  const isLeftOut = own.kind === "const" && own.value === 0 && isOp(isOwn, "equal") &&
    [row, column].every((side) =>
      isOwn.args.some((index) => index.kind === "coord" && index.axis === side)
    );
  return isLeftOut && !weight.axes.includes(row) ? { weight, withoutOwn: true } : undefined;
}

/** Whether rows and columns are the same points, in the same order. */
function isOneSet({ x, y }: Pick<GaussForm, "x" | "y">, { row, column }: Sides): boolean {
  return row.set === column.set && rename(y, new Map([[column, row]])) === x;
}
