import { align } from "./align.ts";
import { type ArrayInput, describe, freeInput, inputOver, shapeText, toDense } from "./array.ts";
import { type Axis, isLong } from "./axes.ts";
import { sumTo } from "./build.ts";
import { ShapeError } from "./errors.ts";
import { isNode } from "./intern.ts";
import { markers } from "./mark.ts";
import type { Node } from "./node.ts";
import { shown } from "./quote.ts";
import { constant, nodes } from "./simplify.ts";

/** An expression, a number, or an array of the shape of the expression it meets. */
export type Operand = Node | ArrayInput;

/**
 * An array as a leaf of expressions: gradients with respect to it can be asked for, and a compiled plan can be run with
 * other numbers in its place. The numbers are copied. With `like`, its axes are those of that expression.
 *
 * Throws `ShapeError` for ragged arrays or a shape other than that of `like`, `DomainError` for non-finite numbers.
 *
 * @example
 * ```ts
 * import { evaluate, gradient, input, square, sum } from "@mixtropy/mixtropy";
 * const x = input([1, 2, 3], { name: "x" });
 * const slope = await evaluate(gradient(sum(square(x)), x)); // 2x
 * console.log(slope.data);
 * ```
 */
export function input(
  array: ArrayInput,
  options: { readonly name?: string | undefined; readonly like?: Node | undefined } = {},
): Node {
  const { like } = options, name = nameOf(options.name ?? "x");
  const dense = toDense(array, name);
  if (like === undefined) return freeInput(dense, name);
  const expected = like.axes.map((axis) => axis.set.extent);
  if (expected.length !== dense.shape.length || expected.some((e, t) => e !== dense.shape[t])) {
    throw new ShapeError(
      `Expected ${name} of shape ${shapeText(expected)}, got ${shapeText(dense.shape)}`,
    );
  }
  return inputOver(dense, name, like.axes);
}

/** A name as it is shown from now on, in formulas and messages. */
function nameOf(name: unknown): string {
  if (typeof name === "string") return shown(name);
  throw new TypeError(`Expected the name of an input as a text, got ${describe(name)}`);
}

/** An operand as an expression: numbers become constants, arrays leaves. */
export function expression(operand: Operand): Node {
  if (isNode(operand)) return operand;
  return typeof operand === "number" ? constant(operand) : input(operand, { name: "operand" });
}

/** Two operands as expressions on common axes. */
function pair(x: Operand, y: Operand): [Node, Node] {
  return align(expression(x), expression(y));
}

/** x + y, elementwise; a side of fewer axes is repeated along those that it lacks. */
export function add(x: Operand, y: Operand): Node {
  const [a, b] = pair(x, y);
  return nodes.add(a, b);
}

/** x − y, elementwise. */
export function sub(x: Operand, y: Operand): Node {
  const [a, b] = pair(x, y);
  return nodes.sub(a, b);
}

/** x · y, elementwise. */
export function mul(x: Operand, y: Operand): Node {
  const [a, b] = pair(x, y);
  return nodes.mul(a, b);
}

/** x / y, elementwise. */
export function div(x: Operand, y: Operand): Node {
  const [a, b] = pair(x, y);
  return nodes.div(a, b);
}

/** x to the power y, elementwise. */
export function pow(x: Operand, y: Operand): Node {
  const [a, b] = pair(x, y);
  return nodes.pow(a, b);
}

/** The smaller of x and y, elementwise; the gradient is shared where they are equal. */
export function min(x: Operand, y: Operand): Node {
  const [a, b] = pair(x, y);
  return nodes.min(a, b);
}

/** The larger of x and y, elementwise; the gradient is shared where they are equal. */
export function max(x: Operand, y: Operand): Node {
  const [a, b] = pair(x, y);
  return nodes.max(a, b);
}

/** −x. */
export function neg(x: Operand): Node {
  return nodes.neg(expression(x));
}

/** |x|; its gradient at 0 is 0. */
export function abs(x: Operand): Node {
  return nodes.abs(expression(x));
}

/** x². */
export function square(x: Operand): Node {
  return nodes.square(expression(x));
}

/** √x; its gradient at 0 is 0, so that a Euclidean distance √Σδ² has slope 0 where the points coincide. */
export function sqrt(x: Operand): Node {
  return nodes.sqrt(expression(x));
}

/** exp x: turns log-variances or log-widths into variances or widths. */
export function exp(x: Operand): Node {
  return nodes.exp(expression(x));
}

/** ln x; −∞ at 0. */
export function log(x: Operand): Node {
  return nodes.log(expression(x));
}

/** tanh x. */
export function tanh(x: Operand): Node {
  return nodes.tanh(expression(x));
}

/** x as a constant: gradients do not flow through it. */
export function stopGradient(x: Operand): Node {
  return markers.stop(expression(x));
}

/** The sum over all axes but a batch axis: a scalar, or [b]. */
export function sum(x: Operand): Node {
  const a = expression(x);
  return sumTo(a, [], a.axes.filter((axis) => axis.set.role === "batch"));
}

/**
 * The sum over coordinates: what turns a value for each coordinate of two components into a distance. With a component
 * `of` a mixture, a value that is the same for all its d coordinates (a shared variance) counts d times.
 */
export function sumOverCoordinates(x: Operand, of?: { readonly coordinate: Axis }): Node {
  const a = expression(x);
  return sumTo(a, of === undefined ? [] : [of.coordinate], a.axes.filter(isLong));
}
