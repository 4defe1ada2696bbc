import { isQuadratic } from "../expr/axes.ts";
import { rename } from "../expr/build.ts";
import type { Node, Reduce } from "../expr/node.ts";
import { constant, isOp } from "../expr/simplify.ts";
import { type GaussExponent, gaussExponentOf, type Sides } from "./gauss_exponent.ts";
import { gaussProducts } from "./gauss_products.ts";

/** What is made of a sum of Gaussians: its logarithm, itself, and with (x − y)ₐ or Σₐ (x − y)ₐ² in each term. */
export type GaussKind = "log" | "sum" | "slopes" | "squares";

/** fᵢ Σⱼ wⱼ exp(aᵢⱼ), or with a polynomial of x − y in each term; for a logarithm ln Σⱼ wⱼ exp(aᵢⱼ). */
export interface GaussTerm extends GaussExponent {
  readonly kind: GaussKind;
  /** f: what depends on the row only; it may have the coordinate axis of slopes. */
  readonly rowFactor: Node;
  readonly weight: Node;
  /** Whether row i leaves out column i. */
  readonly withoutOwn: boolean;
}

/**
 * A reduction over pairs that is a sum of sums of Gaussians, whatever it is the sum of: the kernel of a density estimate,
 * exp(−KL), a Chernoff or an expected-likelihood kernel of components that share their covariance, the density at points; or
 * a gradient of these, whose terms have polynomials of the difference besides.
 */
export interface GaussForm extends Sides {
  readonly node: Reduce;
  readonly terms: readonly GaussTerm[];
}

/** A reduction over pairs as sums of Gaussians, if it is one. */
export function gaussFormOf(node: Node): GaussForm | undefined {
  if (node.kind !== "reduce" || !isQuadratic(node.axis)) return undefined;
  const [row, ...others] = node.axes, column = node.axis;
  if (row === undefined || !isQuadratic(row)) return undefined;
  const sides = { row, column };
  if (node.op === "logSumExp") {
    const term = others.length === 0 ? logTerm(node, sides) : undefined;
    return term && { node, ...sides, terms: [term] };
  }
  if (node.op !== "sum" || others.some((axis) => axis.set.role !== "coordinate")) return undefined;
  const products = others.length > 1 ? undefined : gaussProducts(node.args[0], sides, others[0]);
  const terms = products?.map((product): GaussTerm => ({ ...product, withoutOwn: false }));
  return terms && { node, ...sides, terms };
}

function logTerm(node: Reduce, sides: Sides): GaussTerm | undefined {
  const [exponent, given = constant(1)] = node.args;
  const parts = gaussExponentOf(exponent, sides), weight = weightOf(given, sides);
  if (parts === undefined || weight === undefined) return undefined;
  if (weight.withoutOwn && !isOneSet(parts, sides)) return undefined;
  return { kind: "log", rowFactor: constant(1), ...parts, ...weight };
}

/** The weight of a column, which may be 0 for the row's own. */
function weightOf(
  node: Node,
  { row, column }: Sides,
): Pick<GaussTerm, "weight" | "withoutOwn"> | undefined {
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
function isOneSet({ x, y }: GaussExponent, { row, column }: Sides): boolean {
  return row.set === column.set && rename(y, new Map([[column, row]])) === x;
}
