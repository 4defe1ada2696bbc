import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { Marginal } from "./by_coordinate.ts";
import { halfOf, logSinh, meanExponential } from "./elementary.ts";

/** A logistic distribution along a coordinate. */
type Logistic = Extract<Marginal, { readonly family: "logistic" }>;

/** ln (½D/sinh ½D), D = |δ|/s, of two logistic distributions of one scale: sinh x = x eˣ (1 − e⁻²ˣ)/2x. */
export function ofLogistics(p: Logistic, q: Logistic): Node {
  const distance = nodes.div(nodes.abs(nodes.sub(p.place, q.place)), p.scale);
  return nodes.neg(nodes.add(halfOf(distance), nodes.log(meanExponential(distance))));
}

/** ln ((x coth x − 1)/(2s sinh² x)), x = ½|δ|/s: the overlap of two logistic distributions of one scale. */
export function logOverlapOfLogistics(p: Logistic, q: Logistic): Node {
  const apart = nodes.abs(nodes.sub(p.place, q.place));
  const x = halfOf(nodes.div(apart, p.scale));
  const near = nodes.min(x, constant(small)), far = nodes.max(x, constant(small));
  const square = nodes.square(near);
  const [first, ...rest] = [...hyperbolic].reverse().map(constant) as [Node, ...Node[]];
  const bySeries = nodes.sub(
    nodes.log(rest.reduce((sum, c) => nodes.add(nodes.mul(sum, square), c), first)),
    nodes.mul(
      constant(2),
      nodes.add(near, nodes.log(meanExponential(nodes.mul(constant(2), near)))),
    ),
  );
  const cotangent = nodes.div(far, nodes.tanh(far));
  const plain = nodes.sub(
    nodes.log(nodes.sub(cotangent, constant(1))),
    nodes.mul(constant(2), logSinh(far)),
  );
  const value = nodes.select(nodes.less(x, constant(small)), bySeries, plain);
  return nodes.sub(value, nodes.add(constant(Math.LN2), nodes.log(p.scale)));
}

/** Below this the series serves: what is left out is below 10⁻¹⁷. */
const small = 0.5;

/** The series of (x coth x − 1)/x² in x²: 2²ⁿ B₂ₙ/(2n)! (Abramowitz & Stegun 4.5.67). */
const hyperbolic = [
  ...[1 / 3, -1 / 45, 2 / 945, -1 / 4725, 2 / 93555, -1382 / 638512875, 4 / 18243225],
  ...[-3617 / 162820783125, 87734 / 38979295480125, -349222 / 1531329465290625],
  310732 / 13447856940643125,
];
