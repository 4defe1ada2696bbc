import { align } from "./align.ts";
import type { Expr } from "./expression.ts";
import { markers } from "./mark.ts";
import { expression, withAxesOf } from "./operand.ts";
import type { Operand, Together, ValueOf } from "./shape_types.ts";
import { nodes } from "./simplify.ts";

/** An operation on two operands on common axes. */
function between(op: "add" | "sub" | "mul" | "div" | "pow" | "min", x: Operand, y: Operand) {
  const [a, b] = align(expression(x), expression(y));
  return withAxesOf(nodes[op](a, b), a, b);
}

/** x + y, elementwise; a side of fewer axes is repeated along those that it lacks. */
export function add<const X extends Operand, const Y extends Operand>(
  x: X,
  y: Y,
): Expr<Together<X, Y>> {
  return between("add", x, y);
}

/** x − y, elementwise. */
export function sub<const X extends Operand, const Y extends Operand>(
  x: X,
  y: Y,
): Expr<Together<X, Y>> {
  return between("sub", x, y);
}

/** x · y, elementwise. */
export function mul<const X extends Operand, const Y extends Operand>(
  x: X,
  y: Y,
): Expr<Together<X, Y>> {
  return between("mul", x, y);
}

/** x / y, elementwise. */
export function div<const X extends Operand, const Y extends Operand>(
  x: X,
  y: Y,
): Expr<Together<X, Y>> {
  return between("div", x, y);
}

/** x to the power y, elementwise. */
export function pow<const X extends Operand, const Y extends Operand>(
  x: X,
  y: Y,
): Expr<Together<X, Y>> {
  return between("pow", x, y);
}

/** The smaller of x and y, elementwise; the gradient is shared where they are equal. */
export function min<const X extends Operand, const Y extends Operand>(
  x: X,
  y: Y,
): Expr<Together<X, Y>> {
  return between("min", x, y);
}

/** −x. */
export function neg<const X extends Operand>(x: X): Expr<ValueOf<X>> {
  return nodes.neg(expression(x));
}

/** |x|; its gradient at 0 is 0. */
export function abs<const X extends Operand>(x: X): Expr<ValueOf<X>> {
  return nodes.abs(expression(x));
}

/** x². */
export function square<const X extends Operand>(x: X): Expr<ValueOf<X>> {
  return nodes.square(expression(x));
}

/** √x; its gradient at 0 is 0, so that a Euclidean distance √Σδ² has slope 0 where the points coincide. */
export function sqrt<const X extends Operand>(x: X): Expr<ValueOf<X>> {
  return nodes.sqrt(expression(x));
}

/** exp x: turns log-variances or log-widths into variances or widths. */
export function exp<const X extends Operand>(x: X): Expr<ValueOf<X>> {
  return nodes.exp(expression(x));
}

/** ln x; −∞ at 0. */
export function log<const X extends Operand>(x: X): Expr<ValueOf<X>> {
  return nodes.log(expression(x));
}

/** tanh x. */
export function tanh<const X extends Operand>(x: X): Expr<ValueOf<X>> {
  return nodes.tanh(expression(x));
}

/** x as a constant: gradients do not flow through it. */
export function stopGradient<const X extends Operand>(x: X): Expr<ValueOf<X>> {
  return markers.stop(expression(x));
}
