import { dense, freshAxis, inverse, rename, sumTo } from "../expr/build.ts";
import { withoutAxes } from "../expr/axes.ts";
import { DomainError } from "../expr/errors.ts";
import type { Dense, Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";

/** The matrix S = Σ cₘ Sₘ that a factor was made of. */
export function matrixOf(factor: Node): Node {
  const home = factor.kind === "rename" ? factor.home : factor;
  if (home.kind !== "dense" || home.op !== "factor") {
    throw new TypeError(`Expected a factor, got ${factor}`);
  }
  let matrix: Node | undefined;
  for (let t = 0; t < home.args.length; t += 2) {
    const term = nodes.mul(home.args[t]!, home.args[t + 1]!);
    matrix = matrix === undefined ? term : nodes.add(matrix, term);
  }
  if (matrix === undefined) throw new TypeError("Expected a factor of at least one matrix");
  if (factor.kind !== "rename") return matrix;
  return rename(matrix, new Map(home.axes.map((axis, t) => [axis, factor.to[t]!])));
}

/**
 * The adjoints of the arguments of a matrix operation. The adjoint of a factor is the symmetric gradient with respect
 * to the matrix S that it factors: ∂ ln|S| = S⁻¹, ∂ vᵀS⁻¹v = (−uuᵀ, 2u), ∂ S⁻¹v = (−½(wuᵀ + uwᵀ), w).
 */
export function denseRule(node: Dense, g: Node): readonly (Node | null)[] {
  const { row, column, args } = node;
  const across = (v: Node) => rename(v, new Map([[row, column]]));
  switch (node.op) {
    case "factor":
      return args.map((_arg, t) => nodes.mul(g, args[t % 2 === 0 ? t + 1 : t - 1]!));
    case "lower":
      throw new DomainError(
        "The entries of a Cholesky factor have no gradient here: differentiate the matrix instead",
      );
    case "logDet":
      return [nodes.mul(g, inverse(args[0]!, row, column))];
    case "quadratic": {
      const u = dense("solve", row, column, args);
      return [
        nodes.neg(nodes.weigh(g, nodes.mul(u, across(u)))),
        nodes.weigh(g, nodes.mul(constant(2), u)),
      ];
    }
    case "trace": {
      // tr S⁻¹T: S̄ = −S⁻¹TS⁻¹, T̄ = S⁻¹
      const transpose = new Map([[row, column], [column, row]]);
      const factor = args[0]!, ofOther = args[1]!;
      const other = freshAxis(row.set, [row, column, ...factor.axes, ...ofOther.axes]);
      const solved = (m: Node) => {
        const right = rename(m, new Map([[column, other]]));
        return rename(dense("solve", row, column, [factor, right]), new Map([[other, column]]));
      };
      const sandwich = solved(rename(solved(matrixOf(ofOther)), transpose));
      return [nodes.neg(nodes.weigh(g, sandwich)), nodes.weigh(g, inverse(factor, row, column))];
    }
    case "divergence":
      // it stands in a surrogate only, which is differentiated another way
      throw new DomainError("A divergence is differentiated as a trace and a quadratic form");
    case "solve": {
      const u: Node = node;
      const factor = args[0]!;
      const w = dense("solve", row, column, [factor, g]);
      // −½(P + Pᵀ) with P = Σ wuᵀ over what the matrix does not depend on: the sum comes first, and is one product
      const product = nodes.weigh(w, across(u));
      const extra = withoutAxes(product.axes, factor.axes).filter((axis) =>
        axis.set.role !== "batch"
      );
      const sum = sumTo(product, [], withoutAxes(product.axes, extra));
      const symmetric = nodes.add(sum, rename(sum, new Map([[row, column], [column, row]])));
      return [nodes.mul(constant(-0.5), symmetric), w];
    }
    default:
      return node.op satisfies never;
  }
}
