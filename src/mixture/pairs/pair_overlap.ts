import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { Component } from "../component_types.ts";
import { familyOf } from "../families/family_of.ts";
import { logBetaHalf } from "../families/gamma_step.ts";
import { logUnitNorm } from "../families/student_family.ts";
import { logLargest } from "./pair_affinity.ts";
import { ownLogOverlap } from "./own_pairs.ts";
import { isProduct, type Marginal, marginalOf, overCoordinates } from "./by_coordinate.ts";
import { halfOf } from "./elementary.ts";
import { logOverlapOfLogistics } from "./logistic_pairs.ts";
import { logPowerIntegral } from "./power_integrals.ts";

/**
 * ln ∫ p q of components of different families, or of one that is neither Gaussians nor boxes, coordinate by coordinate; where it has no
 * closed form an upper bound, by Cauchy and Schwarz ½(ln ∫ p² + ln ∫ q²), or by the largest density of either.
 */
export function logOverlapOf(p: Component<Node>, q: Component<Node>): Node {
  const one = marginalOf(p), other = marginalOf(q);
  if (one === undefined || other === undefined || !isProduct(p) || !isProduct(q)) {
    return halfOf(nodes.add(ownLogSquare(p), ownLogSquare(q)));
  }
  return overCoordinates(p, along(one, other));
}

function along(p: Marginal, q: Marginal): Node {
  const closed = logPowerIntegral(p, q, { alpha: 1, beta: 1 });
  if (closed !== undefined) return closed;
  const bySquares = halfOf(nodes.add(logSquare(p), logSquare(q)));
  const bound = nodes.min(bySquares, nodes.min(logPeak(p), logPeak(q)));
  if (p.family === "uniform" && q.family === "studentT") return nodes.min(bound, logLargest(p, q));
  if (p.family === "studentT" && q.family === "uniform") return nodes.min(bound, logLargest(q, p));
  if (p.family === "logistic" && q.family === "logistic") {
    const isOneScale = nodes.equal(p.scale, q.scale);
    return nodes.select(isOneScale, logOverlapOfLogistics(p, q), bound);
  }
  if (p.family !== "studentT" || q.family !== "studentT") return bound;
  // Cauchy's distributions: g/(π(g² + d²)), g the sum of the scales
  const g = nodes.add(p.scale, q.scale), d = nodes.div(nodes.sub(p.place, q.place), g);
  const spread = nodes.mul(
    constant(Math.PI),
    nodes.mul(g, nodes.add(constant(1), nodes.square(d))),
  );
  const one = constant(1), areCauchy = nodes.mul(nodes.equal(p.nu, one), nodes.equal(q.nu, one));
  return nodes.select(areCauchy, nodes.neg(nodes.log(spread)), bound);
}

/** ln ∫ p² along a coordinate. */
function logSquare(p: Marginal): Node {
  switch (p.family) {
    case "gaussian":
      return below(0.5 * Math.log(4 * Math.PI), p.scale);
    case "laplace":
      return below(Math.log(4), p.scale);
    case "logistic":
      return below(Math.log(6), p.scale);
    case "uniform":
      return below(Math.LN2, p.half);
    case "studentT": {
      // B(ν + ½, ½)/(s √ν B(½ν, ½)²)
      const square = logBetaHalf(nodes.add(p.nu, constant(0.5)));
      const norms = nodes.add(logUnitNorm(p.p), logBetaHalf(halfOf(p.nu)));
      return nodes.sub(nodes.sub(square, norms), nodes.log(p.scale));
    }
    default:
      return p satisfies never;
  }
}

/** ln of the largest density along a coordinate. */
function logPeak(p: Marginal): Node {
  switch (p.family) {
    case "gaussian":
      return below(0.5 * Math.log(2 * Math.PI), p.scale);
    case "laplace":
      return below(Math.LN2, p.scale);
    case "logistic":
      return below(Math.log(4), p.scale);
    case "uniform":
      return below(Math.LN2, p.half);
    case "studentT":
      return nodes.neg(nodes.add(logUnitNorm(p.p), nodes.log(p.scale)));
    default:
      return p satisfies never;
  }
}

function below(level: number, scale: Node): Node {
  return nodes.neg(nodes.add(constant(level), nodes.log(scale)));
}

/** ln ∫ p². Throws `TypeError` for a family of one's own that does not know it. */
export function ownLogSquare(p: Component<Node>): Node {
  const excess = familyOf(p).squareExcess(p);
  const known = excess === undefined
    ? ownLogOverlap(p, p)
    : nodes.sub(excess, familyOf(p).entropy(p));
  if (known !== undefined) return known;
  throw new TypeError(
    "Expected components of which ∫ p² is known, got an own family without the function pairs.logOverlap",
  );
}

/** Whether ∫ p² is known, and so what bounds every overlap with p. */
export function hasLogSquare(p: Component<Node>): boolean {
  return p.family !== "own" || p.definition.pairs?.logOverlap !== undefined;
}
