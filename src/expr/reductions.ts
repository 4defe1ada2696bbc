import { align } from "./align.ts";
import { shapeText } from "./array.ts";
import { type Axis, compareAxes, isLong } from "./axes.ts";
import { extent, reduce, sumOver, sumTo } from "./build.ts";
import type { ComponentAxis } from "./component_axis.ts";
import { checkCoordinate, metCoordinates } from "./coordinates.ts";
import { describe, isPlain } from "./describe.ts";
import { ShapeError, unknownName, UnknownNameError } from "./errors.ts";
import type { Expr } from "./expression.ts";
import { axisMeant, type AxisOption } from "./named_axis.ts";
import type { Node } from "./node.ts";
import { expression, withAxesOf } from "./operand.ts";
import type { Operand, Together, ValueOf, WithoutAxes, WithoutAxis } from "./shape_types.ts";
import { nodes } from "./simplify.ts";

/** What is left of an operand when it is reduced along the axis that options name, or along all but a batch axis. */
export type Reduced<X, O> = O extends { readonly axis: string | number | ComponentAxis }
  ? WithoutAxis<ValueOf<X>>
  : WithoutAxes<ValueOf<X>>;

/** A value, reduced along the axis that is named, or along all axes but a batch axis, short ones first. */
function reducedBy(
  x: Operand,
  options: AxisOption,
  over: (axis: Axis, body: Node) => Node,
): Node {
  const value = expression(x), axis = checked(options).axis;
  if (axis !== undefined) {
    const meant = axisMeant(value, axis);
    return over(meant, meant.set.role === "coordinate" ? metCoordinates(value, meant) : value);
  }
  const all = value.axes.filter(({ set }) => set.role !== "batch").sort(compareAxes).reverse();
  return all.reduce((body, one) => over(one, body), value);
}

function checked(options: AxisOption): AxisOption {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `Expected the options of a reduction as { axis }, got ${describe(options)}`,
    );
  }
  for (const name of Object.keys(options)) {
    if (name !== "axis") {
      throw new UnknownNameError(unknownName("option of a reduction", name, ["axis"]));
    }
  }
  return options;
}

/**
 * The sum along an axis, `{ axis: "batch" }`; without one, over all axes but a batch axis: a scalar, or [b].
 *
 * Throws `UnknownNameError` for an axis that the value does not have.
 *
 * @example
 * ```ts
 * import { evaluate, input } from "@mixtropy/mixtropy";
 * import { sum } from "@mixtropy/mixtropy/ops";
 * const x = input([[1, 2, 3], [4, 5, 6]], { axes: ["row", "column"] });
 * console.log((await evaluate(sum(x, { axis: "row" }))).toString()); // 5 7 9
 * console.log(await evaluate(sum(x))); // 21
 * ```
 */
export function sum<
  const X extends Operand,
  const O extends AxisOption = { readonly axis?: never },
>(
  x: X,
  options?: O,
): Expr<Reduced<X, O>> {
  return reducedBy(x, options ?? {}, sumOver);
}

/**
 * The mean along an axis, or over all axes but a batch axis.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, jointEntropy } from "@mixtropy/mixtropy";
 * import { mean, square, sub } from "@mixtropy/mixtropy/ops";
 * const p = gaussianMixture({ means: [[0], [5]], variance: [1, 4] }); // two mixtures
 * const loss = square(sub(mean(jointEntropy(p), { axis: "batch" }), 3));
 * console.log((await evaluate(loss)).toFixed(4)); // 0.2945
 * ```
 */
export function mean<
  const X extends Operand,
  const O extends AxisOption = { readonly axis?: never },
>(
  x: X,
  options?: O,
): Expr<Reduced<X, O>> {
  return reducedBy(
    x,
    options ?? {},
    (axis, body) => nodes.div(sumOver(axis, body), extent(axis.set)),
  );
}

/** ln Σ exp x along an axis, or over all axes but a batch axis, without overflow. */
export function logSumExp<
  const X extends Operand,
  const O extends AxisOption = { readonly axis?: never },
>(x: X, options?: O): Expr<Reduced<X, O>> {
  return reducedBy(x, options ?? {}, (axis, body) => reduce("logSumExp", axis, body));
}

/** The larger of x and y, elementwise; the gradient is shared where they are equal. */
export function max<const X extends Operand, const Y extends Operand>(
  x: X,
  y: Y,
): Expr<Together<X, Y>>;
/** The largest value along an axis, or along all axes but a batch axis; equal ones share the gradient. */
export function max<
  const X extends Operand,
  const O extends AxisOption = { readonly axis?: never },
>(
  x: X,
  options?: O,
): Expr<Reduced<X, O>>;
export function max(x: Operand, y: Operand | AxisOption = {}): Expr {
  if (isOption(y)) return reducedBy(x, y, (axis, body) => reduce("max", axis, body));
  const [a, b] = align(expression(x), expression(y));
  return withAxesOf(nodes.max(a, b), a, b);
}

/** Whether the second argument of `max` says along what it goes: a record without numbers. */
function isOption(y: Operand | AxisOption): y is AxisOption {
  return typeof y === "object" && y !== null && isPlain(y) &&
    Object.keys(y).every((name) => name === "axis");
}

/**
 * The sum over coordinates: what turns a value for each coordinate of two components into a distance. With a component
 * `of` a mixture, a value that is the same for all its d coordinates (a shared variance) counts d times, and the last axis of an
 * array [d] is that of the coordinates.
 *
 * Throws `ShapeError` for an array that has met no component: `sum` adds up its numbers.
 */
export function sumOverCoordinates(x: Operand, of?: { readonly coordinate: ComponentAxis }): Expr {
  const a = expression(x);
  if (of === undefined) return sumTo(along(a), [], a.axes.filter(isLong));
  const coordinate = checkCoordinate(of?.coordinate), met = metCoordinates(a, coordinate);
  return sumTo(met, [coordinate], met.axes.filter(isLong));
}

/** A value that no sum over coordinates would pass over in silence. */
function along(value: Node): Node {
  const { axes } = value;
  if (axes.some((axis) => !isLong(axis)) || axes.every(({ set }) => set.role !== "free")) {
    return value;
  }
  throw new ShapeError(
    `Expected values along the coordinates of a component, got an array of shape ${
      shapeText(axes.map(({ set }) => set.extent))
    } that has met none: give the component as second argument, or use sum`,
  );
}
