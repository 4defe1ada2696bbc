import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";

/** Below this the series serves, whose terms are (−t)ⁿ/(n + 1)!; what is left out is below 10⁻¹⁸. */
const small = 0.05;

/** 1/(n + 1)! (−1)ⁿ for n = 8 … 0. */
const series = [1 / 362880, -1 / 40320, 1 / 5040, -1 / 720, 1 / 120, -1 / 24, 1 / 6, -0.5, 1];

/** (1 − e⁻ᵗ)/t for t ≥ 0, 1 at 0: the mean of e⁻ˣ over (0, t). */
export function meanExponential(t: Node): Node {
  const [first, ...rest] = series.map(constant) as [Node, ...Node[]];
  const near = nodes.min(t, constant(small)), far = nodes.max(t, constant(small));
  const bySeries = rest.reduce((sum, c) => nodes.add(nodes.mul(sum, near), c), first);
  const byQuotient = nodes.div(nodes.sub(constant(1), nodes.exp(nodes.neg(far))), far);
  return nodes.select(nodes.less(t, constant(small)), bySeries, byQuotient);
}

/** ln sinh x for x > 0: sinh x = x eˣ (1 − e⁻²ˣ)/2x. */
export function logSinh(x: Node): Node {
  const mean = meanExponential(nodes.mul(constant(2), x));
  return nodes.add(x, nodes.log(nodes.mul(x, mean)));
}

/** ln cosh x. */
export function logCosh(x: Node): Node {
  const size = nodes.abs(x), rest = nodes.exp(nodes.mul(constant(-2), size));
  return nodes.sub(nodes.add(size, nodes.log1p(rest)), constant(Math.LN2));
}

/** ½x. */
export function halfOf(x: Node): Node {
  return nodes.mul(constant(0.5), x);
}
