import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { logAddExp } from "../../expr/log_add_exp.ts";
import { logScaledTail } from "../../expr/normal_cdf.ts";
import type { Marginal } from "./by_coordinate.ts";
import { halfOf, logCosh, logSinh, meanExponential } from "./elementary.ts";
import { halfSquare, logNormalCdf, logNormalInterval } from "./normal_interval.ts";

/** Powers of two densities: α and 1 − α for an affinity, 1 and 1 for an overlap. */
export interface Powers {
  readonly alpha: number;
  readonly beta: number;
}

type Of<F extends Marginal["family"]> = Extract<Marginal, { readonly family: F }>;

/**
 * ln ∫ p^α q^β along each coordinate, in closed form and without overflow however far components are apart; undefined for a pair of
 * families that has none for these powers. Two Gaussians and two boxes have their own files.
 */
export function logPowerIntegral(p: Marginal, q: Marginal, powers: Powers): Node | undefined {
  const { alpha, beta } = powers, swapped = { alpha: beta, beta: alpha };
  if (p.family === "uniform") {
    return q.family === "uniform" ? undefined : ofBox(p, q, powers);
  }
  if (q.family === "uniform") return ofBox(q, p, swapped);
  if (p.family === "gaussian" && q.family === "laplace") return ofNormalAndLaplace(p, q, powers);
  if (p.family === "laplace" && q.family === "gaussian") return ofNormalAndLaplace(q, p, swapped);
  if (p.family === "laplace" && q.family === "laplace") return ofLaplaces(p, q, powers);
  return undefined;
}

/** G^α is a Gaussian of variance s²/α, and L^β a two-sided exponential of rate λ = β/b: E exp(−λ|x|) by two tails. */
function ofNormalAndLaplace(
  p: Of<"gaussian">,
  q: Of<"laplace">,
  { alpha, beta }: Powers,
): Node {
  const s = p.scale, wide = nodes.mul(constant(1 / Math.sqrt(alpha)), s);
  const rate = nodes.div(constant(beta), q.scale), delta = nodes.sub(p.place, q.place);
  const logSpread = nodes.add(constant(0.5 * Math.log(2 * Math.PI)), nodes.log(s));
  const before = nodes.sub(
    nodes.sub(nodes.mul(constant(1 - alpha), logSpread), constant(0.5 * Math.log(alpha))),
    nodes.mul(constant(beta), nodes.add(constant(Math.LN2), nodes.log(q.scale))),
  );
  return nodes.add(before, logMeanExponential(delta, wide, rate));
}

/** ln E exp(−λ|x|) for x ~ N(m, s²): one tail for each sign of x. */
export function logMeanExponential(m: Node, s: Node, rate: Node): Node {
  return logAddExp(ofSide(m, s, rate), ofSide(nodes.neg(m), s, rate));
}

/**
 * ½λ²s² − λm + ln Φ(m/s − λs), of x > 0. Where λs > m/s it is −½(m/s)² and a tail without its exponential, which would cancel λ²s².
 */
function ofSide(m: Node, s: Node, rate: Node): Node {
  const steps = nodes.mul(rate, s), z = nodes.div(m, s), zero = constant(0);
  const apart = nodes.sub(steps, z);
  const far = nodes.sub(logScaledTail(nodes.max(apart, zero)), halfSquare(z));
  const plain = nodes.sub(halfSquare(steps), nodes.mul(rate, m));
  const near = nodes.add(plain, logNormalCdf(nodes.max(nodes.neg(apart), zero)));
  return nodes.select(nodes.less(zero, apart), far, near);
}

/**
 * With rates a = α/b, c = β/b′, d = |δ|: beyond both places (e^(−cd) + e^(−ad))/(a + c), between them e^(−ld) d (1 − e^(−gd))/gd, l the smaller
 * rate and g the difference.
 */
function ofLaplaces(p: Of<"laplace">, q: Of<"laplace">, { alpha, beta }: Powers): Node {
  const a = nodes.div(constant(alpha), p.scale), c = nodes.div(constant(beta), q.scale);
  const d = nodes.abs(nodes.sub(p.place, q.place));
  const least = nodes.min(a, c), gap = nodes.mul(nodes.abs(nodes.sub(a, c)), d);
  const beyond = nodes.div(
    nodes.add(constant(1), nodes.exp(nodes.neg(gap))),
    nodes.add(a, c),
  );
  const sum = nodes.add(beyond, nodes.mul(d, meanExponential(gap)));
  const logTwice = (scale: Node) => nodes.add(constant(Math.LN2), nodes.log(scale));
  const before = nodes.add(
    nodes.mul(constant(alpha), logTwice(p.scale)),
    nodes.mul(constant(beta), logTwice(q.scale)),
  );
  return nodes.sub(nodes.sub(nodes.log(sum), nodes.mul(least, d)), before);
}

/** A box, p^α = w^−α in it, and what the distribution function of q^β has in it. */
function ofBox(box: Of<"uniform">, q: Marginal, { alpha, beta }: Powers): Node | undefined {
  const before = nodes.mul(constant(alpha), nodes.log(nodes.mul(constant(2), box.half)));
  const delta = nodes.sub(box.place, q.place);
  const inside = massInBox(box.half, delta, q, beta);
  return inside && nodes.sub(inside, before);
}

/** ln ∫ q^β over an interval whose middle is at the difference δ from that of q. */
function massInBox(half: Node, delta: Node, q: Marginal, beta: number): Node | undefined {
  switch (q.family) {
    case "gaussian": {
      const s = nodes.mul(constant(1 / Math.sqrt(beta)), q.scale);
      const logSpread = nodes.add(constant(0.5 * Math.log(2 * Math.PI)), nodes.log(q.scale));
      const before = nodes.sub(
        nodes.mul(constant(1 - beta), logSpread),
        constant(0.5 * Math.log(beta)),
      );
      return nodes.add(before, logNormalInterval(nodes.div(delta, s), nodes.div(half, s)));
    }
    case "laplace": {
      const rate = nodes.div(constant(beta), q.scale);
      const before = nodes.mul(
        constant(beta),
        nodes.add(constant(Math.LN2), nodes.log(q.scale)),
      );
      return nodes.sub(logExponentialInterval(nodes.abs(delta), half, rate), before);
    }
    case "logistic":
      return ofLogisticInBox(half, delta, q, beta);
    case "uniform":
    case "studentT":
      return undefined;
    default:
      return q satisfies never;
  }
}

/** ln ∫ e^(−λ|x|) over c ± r, c ≥ 0: one side of 0, or both. */
export function logExponentialInterval(c: Node, r: Node, rate: Node): Node {
  const zero = constant(0), lower = nodes.sub(c, r), upper = nodes.add(c, r);
  const upTo = (x: Node) => nodes.mul(x, meanExponential(nodes.mul(rate, x)));
  const width = nodes.mul(constant(2), r);
  const aside = nodes.sub(nodes.log(upTo(width)), nodes.mul(rate, nodes.max(lower, zero)));
  const across = nodes.log(nodes.add(upTo(upper), upTo(nodes.max(nodes.neg(lower), zero))));
  return nodes.select(nodes.less(lower, zero), across, aside);
}

/** Below this atan x = x to all digits. */
const straight = 1e-9;

/**
 * Of a logistic density itself sinh r/(cosh r + cosh c), r half the width and c the place over s; of its root 2√s atan(sinh ½r/cosh ½c); no
 * other power has a closed form.
 */
function ofLogisticInBox(
  half: Node,
  delta: Node,
  { scale }: Of<"logistic">,
  beta: number,
): Node | undefined {
  const r = nodes.div(half, scale), c = nodes.div(delta, scale);
  if (beta === 1) return nodes.sub(logSinh(r), logAddExp(logCosh(r), logCosh(c)));
  if (beta !== 0.5) return undefined;
  const logTangent = nodes.sub(logSinh(halfOf(r)), logCosh(halfOf(c)));
  // beyond e³⁵ the angle is a right one, to all digits
  const tangent = nodes.exp(nodes.min(logTangent, constant(100)));
  const logAngle = nodes.select(
    nodes.less(tangent, constant(straight)),
    logTangent,
    nodes.log(nodes.atan(nodes.max(tangent, constant(straight)))),
  );
  return nodes.add(nodes.add(constant(Math.LN2), halfOf(nodes.log(scale))), logAngle);
}
