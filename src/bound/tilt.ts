import type { Axis } from "../expr/axes.ts";
import { dense, freshAxis, rename, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { type Covariance, logDet } from "../mixture/covariance.ts";
import { named, symmetric } from "./reference.ts";

/**
 * The Gaussian p^s R^(−½) of a component p = N(μ, Σ) and R = exp(−½ (x−t)ᵀS⁻¹(x−t)), with e = μ − t and G = sS − ½Σ:
 * covariance V = (Σ + ½ΣG⁻¹Σ)/s, mean μ + ½ΣG⁻¹e. It is a Gaussian where its precision sΣ⁻¹ − ½S⁻¹ = Σ⁻¹GS⁻¹ is positive
 * definite, which is where G is. By G nothing cancels, however narrow the component and wherever it lies.
 */
export interface Tilt {
  /** 1 where it is a Gaussian, by a margin; else 0, and all else is that of S in the place of G. */
  readonly holds: Node;
  readonly covariance: Covariance<Node>;
  /** ½ΣG⁻¹e */
  readonly shift: Node;
  /** eᵀG⁻¹e */
  readonly square: Node;
  /** ln|G| */
  readonly logDet: Node;
}

/** G must be as positive definite as this, beside sS: what is nearer to singular is no bound worth having, and loses digits. */
const margin = 1e-9;

/** The tilt of p by R with the power s; `e` has the coordinate axis. */
export function tilt(
  sigma: Covariance<Node>,
  reference: Covariance<Node>,
  { power, apart, coordinate }: {
    readonly power: number;
    readonly apart: Node;
    readonly coordinate: Axis;
  },
): Tilt {
  if (sigma.kind === "full" && reference.kind === "full") {
    return fullTilt(sigma, reference.matrix, power, apart);
  }
  if (sigma.kind === "full" || reference.kind === "full") {
    throw new TypeError("Expected two covariances of one structure");
  }
  const s = reference.variance, v = sigma.variance;
  const least = nodes.mul(constant(power * margin), s);
  const bare = nodes.sub(nodes.mul(constant(power), s), nodes.mul(constant(0.5), v));
  const isSafe = nodes.less(least, bare);
  const g = nodes.select(isSafe, bare, s);
  const covariance = scaled(
    1 / power,
    nodes.add(v, nodes.div(nodes.mul(constant(0.5), nodes.square(v)), g)),
  );
  return {
    holds: nodes.equal(sumOver(coordinate, nodes.sub(constant(1), isSafe)), constant(0)),
    covariance: { kind: "diagonal", variance: covariance },
    shift: nodes.mul(constant(0.5), nodes.mul(v, nodes.div(apart, g))),
    square: sumOver(coordinate, nodes.div(nodes.square(apart), g)),
    logDet: sumOver(coordinate, nodes.log(g)),
  };
}

function scaled(c: number, x: Node): Node {
  return nodes.mul(constant(c), x);
}

function fullTilt(
  own: Extract<Covariance<Node>, { kind: "full" }>,
  reference: Node,
  power: number,
  apart: Node,
): Tilt {
  const { row, column, matrix: sigma } = own;
  const holds = dense("definite", row, column, [
    constant(power * (1 - margin)),
    reference,
    constant(-0.5),
    sigma,
  ]);
  const sign = nodes.mul(constant(-0.5), holds);
  const factor = dense("factor", row, column, [constant(power), reference, sign, sigma]);
  const solved = dense("solve", row, column, [factor, apart]);
  const plain = symmetric(sigma, own);
  // ΣG⁻¹Σ = YᵀY with Y = L⁻¹Σ, column by column
  const other = freshAxis(row.set, [row, column]);
  const y = dense("forward", row, column, [factor, rename(plain, new Map([[column, other]]))]);
  const last = freshAxis(row.set, [row, column, other]);
  const gram = sumOver(row, nodes.mul(y, rename(y, new Map([[other, last]]))));
  const inPlace = rename(gram, new Map([[other, row], [last, column]]));
  const covariance = scaled(1 / power, nodes.add(plain, nodes.mul(constant(0.5), inPlace)));
  const across = (v: Node) => rename(v, new Map([[row, column]]));
  return {
    holds,
    covariance: named(covariance, own),
    shift: nodes.mul(constant(0.5), sumOver(column, nodes.mul(plain, across(solved)))),
    square: dense("quadratic", row, column, [factor, apart]),
    logDet: logDet({ kind: "full", row, column, matrix: sigma, factor }, row),
  };
}
