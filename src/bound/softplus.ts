import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";

/**
 * ln(1 + eˣ) = max(x, 0) + ln(1 + t), t = e^−|x|, without overflow and with all digits where it is small. ln(1 + t) is ln u for
 * the double u next to 1 + t, and (1 + t − u)/u for what that rounds away: `log1p` itself is a call for each number in
 * generated code, which would cost more than all else that bounds over pairs do.
 */
export function softplus(x: Node): Node {
  const one = constant(1), tail = nodes.exp(nodes.neg(nodes.abs(x)));
  const near = nodes.add(one, tail), rest = nodes.sub(tail, nodes.sub(near, one));
  const logarithm = nodes.add(nodes.log(near), nodes.div(rest, near));
  const through = nodes.log1p(tail);
  return nodes.add(nodes.max(x, constant(0)), markers.surrogate(logarithm, through));
}
