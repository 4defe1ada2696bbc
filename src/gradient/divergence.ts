import { dense, freshAxis, hold, reduce, rename, sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Dense, Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { onBothSides, plusTranspose, sumFirst } from "./matrix_products.ts";

/**
 * What a sum over pairs may lose: M is rounded by 2⁻⁵³ of √(Mₐₐ Mᵦᵦ) in each entry, and S⁻¹MS⁻¹ by that times sₐsᵦ with
 * s = |S⁻¹|√diag M. Up to this times the largest entry of S⁻¹MS⁻¹ it is right to 1e−11 of it.
 */
const tolerated = 2 ** 16;

/**
 * The adjoints of tr S⁻¹T + vᵀS⁻¹v. That of S is −S⁻¹MS⁻¹ with M = Σ ḡ(T + vvᵀ) over the pairs: two solves for a component,
 * after the sweep. The rounding of M may drown it where S is ill-conditioned. There each pair is whitened by itself,
 * L⁻¹(T + vvᵀ)L⁻ᵀ = (L⁻¹G)(L⁻¹G)ᵀ + (L⁻¹v)(L⁻¹v)ᵀ, in a sweep over the rows of such components alone.
 */
export function divergenceRule(node: Dense, g: Node): readonly (Node | null)[] {
  const { row, column } = node;
  const [factor, , v, precision, matrix] = node.args as [Node, Node, Node, Node, Node];
  const across = (m: Node) => rename(m, new Map([[row, column]]));
  const total = nodes.add(
    sumFirst(nodes.weigh(g, matrix), factor),
    sumFirst(nodes.weigh(g, nodes.mul(v, across(v))), factor),
  );
  const sandwich = onBothSides("solve", factor, total, row, column);
  const fast = hold("S⁻¹MS⁻¹", sandwich, "any");
  const sure = onBothSides(
    "backward",
    factor,
    sumFirst(nodes.weigh(g, whitened(node)), factor),
    row,
    column,
  );
  // M is symmetric, and so must be what is handed on to its terms
  const symmetric = nodes.mul(constant(0.5), plusTranspose(total, row, column));
  const adjoint = markers.surrogate(
    nodes.prefer(keepsDigits(node, total, fast), fast, sure),
    onBothSides("solve", factor, symmetric, row, column),
  );
  const solved = dense("solve", row, column, [factor, v]);
  return [
    nodes.neg(adjoint),
    nodes.weigh(g, precision),
    nodes.weigh(g, nodes.mul(constant(2), solved)),
    null,
    null,
  ];
}

/** (L⁻¹G)(L⁻¹G)ᵀ + (L⁻¹v)(L⁻¹v)ᵀ. */
function whitened({ row, column, args }: Dense): Node {
  const [factor, ofOther, v] = args as [Node, Node, Node];
  const across = (m: Node) => rename(m, new Map([[row, column]]));
  const other = freshAxis(row.set, [row, column, ...factor.axes, ...ofOther.axes]);
  const triangle = rename(dense("lower", row, column, [ofOther]), new Map([[column, other]]));
  const y = dense("forward", row, column, [factor, triangle]);
  const z = dense("forward", row, column, [factor, v]);
  return nodes.add(sumOver(other, nodes.mul(y, across(y))), nodes.mul(z, across(z)));
}

/** Whether S⁻¹MS⁻¹ has its digits. */
function keepsDigits({ row, column, args }: Dense, total: Node, sandwich: Node): Node {
  const precision = args[3]!;
  const diagonal = rename(total, new Map([[row, column]]));
  const scale = sumOver(column, nodes.mul(nodes.abs(precision), nodes.sqrt(nodes.abs(diagonal))));
  const largest = reduce("max", row, reduce("max", column, nodes.abs(sandwich)));
  // by roots: squares overflow for covariances of 1e−300
  const worst = reduce("max", row, scale);
  return nodes.lessEqual(worst, nodes.mul(constant(Math.sqrt(tolerated)), nodes.sqrt(largest)));
}
