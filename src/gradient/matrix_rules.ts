import { dense, inverse, rename } from "../expr/build.ts";
import { DomainError } from "../expr/errors.ts";
import type { Dense, Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { divergenceRule } from "./divergence.ts";
import { onBothSides, plusTranspose, sumFirst } from "./matrix_products.ts";

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
 *
 * For forward and backward substitution W = L⁻¹ counts as the root of S⁻¹ that turns with S by dW = −½ W dS WᵀW. It differs
 * from the derivative of a triangle by a rotation, so it is for values that do not change when all vectors that were
 * solved forward are turned together: distances and angles between them, and what is solved backward again.
 */
export function denseRule(node: Dense, g: Node): readonly (Node | null)[] {
  const { row, column, args } = node;
  const across = (v: Node) => rename(v, new Map([[row, column]]));
  switch (node.op) {
    case "factor":
      return args.map((_arg, t) => nodes.mul(g, args[t % 2 === 0 ? t + 1 : t - 1]!));
    case "definite":
      return args.map(() => null);
    case "lower":
      throw new DomainError(
        "The entries of a Cholesky factor have no gradient here: differentiate the matrix instead",
      );
    case "eigenvectors":
      throw new DomainError(
        "Eigenvectors have no gradient here: seal them, and let gradients flow through what is made of them",
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
      const factor = args[0]!;
      const sandwich = onBothSides("solve", factor, matrixOf(args[1]!), row, column);
      return [nodes.neg(nodes.weigh(g, sandwich)), nodes.weigh(g, inverse(factor, row, column))];
    }
    case "divergence":
      return divergenceRule(node, g);
    case "solve": {
      const w = dense("solve", row, column, [args[0]!, g]);
      const sum = sumFirst(nodes.weigh(w, across(node)), args[0]!);
      return [nodes.mul(constant(-0.5), plusTranspose(sum, row, column)), w];
    }
    case "forward":
    case "backward": {
      // ∂ Wv = (−½ WᵀḡyᵀW, Wᵀḡ) with y = Wv, and the same for Wᵀ: see above
      const isForward = node.op === "forward";
      const own = dense(isForward ? "backward" : "forward", row, column, [args[0]!, g]);
      const [left, right] = isForward ? [g, node as Node] : [own, args[1]!];
      const sum = sumFirst(nodes.weigh(left, across(right)), args[0]!);
      const both = onBothSides("backward", args[0]!, sum, row, column);
      return [nodes.mul(constant(-0.25), plusTranspose(both, row, column)), own];
    }
    default:
      return node.op satisfies never;
  }
}
