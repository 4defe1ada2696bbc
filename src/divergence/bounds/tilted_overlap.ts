import type { Axis } from "../../expr/axes.ts";
import { dense, freshAxis, rename, sumOver } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { type Covariance, logDet, quadratic } from "../../mixture/covariance.ts";
import { named } from "../../bound/reference.ts";
import { across, type Whole } from "./matched_gaussian.ts";

/** An integral ln ∫ f g/ν and whether there is one. */
export interface TiltedOverlap {
  readonly value: Node;
  /** 1 where the integral exists, by a margin, else 0; then the value is another one. */
  readonly holds: Node;
}

/** T must be larger than K by this much of T: nearer to where the integral ends digits are lost, and bounds are bad. */
const margin = 1 / 64;

/**
 * ln ∫ f g/ν for f = N(a, A), g = N(b, B) and ν = exp(−½(x−t)ᵀT⁻¹(x−t)). f g = N(a; b, A+B) N(x; c, K) with K = B − B(A+B)⁻¹B and
 * c = b + B(A+B)⁻¹(a−b), so it is ln N(a; b, A+B) + ½[ln|T| − ln|T−K| + (c−t)ᵀ(T−K)⁻¹(c−t)] where T − K is positive definite.
 */
export function tiltedOverlap(
  f: Whole,
  g: Whole,
  nu: Whole,
  coordinate: Axis,
): TiltedOverlap {
  const apart = nodes.sub(f.mean, g.mean), half = constant(0.5);
  const product = productOf(f.covariance, g.covariance, apart, coordinate);
  const u = nodes.add(nodes.sub(g.mean, nu.mean), product.shift);
  const { holds, logDetRest, square } = restOf(nu.covariance, product.covariance, u, coordinate);
  const d = coordinate.set.extent;
  const overlap = nodes.add(
    constant(d * Math.log(2 * Math.PI)),
    nodes.add(product.logDetSum, product.square),
  );
  const tilt = nodes.add(nodes.sub(logDet(nu.covariance, coordinate), logDetRest), square);
  return { value: nodes.mul(half, nodes.sub(tilt, overlap)), holds };
}

/** What the product of two Gaussians is. */
interface Product {
  /** K */
  readonly covariance: Covariance<Node>;
  /** B(A+B)⁻¹(a−b) */
  readonly shift: Node;
  /** ln|A+B| */
  readonly logDetSum: Node;
  /** (a−b)ᵀ(A+B)⁻¹(a−b) */
  readonly square: Node;
}

function productOf(
  a: Covariance<Node>,
  b: Covariance<Node>,
  apart: Node,
  coordinate: Axis,
): Product {
  if (a.kind === "full" && b.kind === "full") {
    const { row, column } = b, one = constant(1);
    const factor = dense("factor", row, column, [one, a.matrix, one, b.matrix]);
    const sum: Covariance<Node> = { kind: "full", row, column, matrix: b.matrix, factor };
    const other = freshAxis(row.set, [row, column]);
    const last = freshAxis(row.set, [row, column, other]);
    const y = dense("forward", row, column, [factor, rename(b.matrix, new Map([[column, other]]))]);
    const gram = rename(
      sumOver(row, nodes.mul(y, rename(y, new Map([[other, last]])))),
      new Map([[other, row], [last, column]]),
    );
    const solved = dense("solve", row, column, [factor, apart]);
    return {
      covariance: named(nodes.sub(b.matrix, gram), b),
      shift: sumOver(column, nodes.mul(b.matrix, across(solved, b))),
      logDetSum: logDet(sum, coordinate),
      square: dense("quadratic", row, column, [factor, apart]),
    };
  }
  if (a.kind === "full" || b.kind === "full") throw new TypeError("Expected one structure");
  const variance = nodes.add(a.variance, b.variance), share = nodes.div(b.variance, variance);
  const sum: Covariance<Node> = { kind: "diagonal", variance };
  return {
    covariance: { kind: "diagonal", variance: nodes.mul(a.variance, share) },
    shift: nodes.mul(share, apart),
    logDetSum: logDet(sum, coordinate),
    square: quadratic(sum, apart, coordinate),
  };
}

/** T − K: whether it is positive definite, and ln|T−K| and uᵀ(T−K)⁻¹u, those of T where it is not. */
function restOf(
  t: Covariance<Node>,
  k: Covariance<Node>,
  u: Node,
  coordinate: Axis,
): { readonly holds: Node; readonly logDetRest: Node; readonly square: Node } {
  const one = constant(1);
  if (t.kind === "full" && k.kind === "full") {
    const { row, column } = t;
    const holds = dense("definite", row, column, [
      constant(1 - margin),
      t.matrix,
      constant(-1),
      k.matrix,
    ]);
    const factor = dense("factor", row, column, [one, t.matrix, nodes.neg(holds), k.matrix]);
    return {
      holds,
      logDetRest: logDet({ kind: "full", row, column, matrix: t.matrix, factor }, coordinate),
      square: dense("quadratic", row, column, [factor, u]),
    };
  }
  if (t.kind === "full" || k.kind === "full") throw new TypeError("Expected one structure");
  const bare = nodes.sub(t.variance, k.variance);
  const isSafe = nodes.less(nodes.mul(constant(margin), t.variance), bare);
  const variance = nodes.select(isSafe, bare, t.variance);
  const rest: Covariance<Node> = { kind: "diagonal", variance };
  return {
    holds: nodes.equal(sumOver(coordinate, nodes.sub(one, isSafe)), constant(0)),
    logDetRest: logDet(rest, coordinate),
    square: quadratic(rest, u, coordinate),
  };
}
