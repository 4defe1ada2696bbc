import { describe, freeInput, inputOver, shapeText, toDense } from "./array.ts";
import type { ArrayInput } from "./array_types.ts";
import { DomainError, ShapeError } from "./errors.ts";
import type { Expr, Value } from "./expression.ts";
import { axisWords } from "./named_axis.ts";
import { quoted, shown } from "./quote.ts";
import type { ValueOf } from "./shape_types.ts";
import { nodeOf } from "./node_of.ts";

/** How an array is called. */
export interface InputOptions {
  /** Its name in formulas and messages; "x" if left out. */
  readonly name?: string | undefined;
  /** Names of its axes, outermost first: what `sum`, `mean` and others can then reduce. */
  readonly axes?: readonly string[] | undefined;
}

/**
 * An array as a leaf of expressions: gradients with respect to it can be asked for, and a compiled plan can be run with
 * other numbers in its place. The numbers are copied. With `like`, its axes are those of that expression.
 *
 * Throws `ShapeError` for ragged arrays or a shape other than that of `like`, `DomainError` for non-finite numbers.
 *
 * @example
 * ```ts
 * import { evaluate, gradient, input } from "@mixtropy/mixtropy";
 * import { square, sum } from "@mixtropy/mixtropy/ops";
 * const x = input([1, 2, 3], { name: "x" });
 * const slope = await evaluate(gradient(sum(square(x)), x)); // 2x
 * console.log(slope.data);
 * ```
 */
export function input<const A extends ArrayInput>(
  array: A,
  options?: InputOptions & { readonly like?: undefined },
): Expr<ValueOf<A>>;
/** An array with the axes of another expression. */
export function input<T extends Value>(
  array: ArrayInput,
  options: { readonly name?: string | undefined; readonly like: Expr<T> },
): Expr<T>;
export function input(
  array: ArrayInput,
  options: InputOptions & { readonly like?: Expr | undefined } = {},
): Expr {
  const name = nameOf(options.name ?? "x");
  const dense = toDense(array, name);
  if (options.like === undefined) {
    return freeInput(dense, name, axisNames(options.axes, dense.shape));
  }
  const like = nodeOf(options.like, `like as an expression, to give ${name} its axes`);
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

/** The names of the axes of an array, checked; undefined where none are given. */
function axisNames(names: unknown, shape: readonly number[]): readonly string[] | undefined {
  if (names === undefined) return undefined;
  if (!Array.isArray(names) || names.length !== shape.length) {
    throw new ShapeError(
      `Expected axes as ${shape.length} names, one for each axis of ${shapeText(shape)}, got ${
        describe(names)
      }`,
    );
  }
  // unlike map(), from() looks at holes too
  return Array.from(names, (name: unknown, t) => {
    if (typeof name !== "string" || name === "") {
      throw new TypeError(`Expected a text as the name axes[${t}], got ${describe(name)}`);
    }
    if (axisWords.includes(name) || names.indexOf(name) !== t) {
      throw new DomainError(
        `Expected names of axes that are each used once, and none of ${
          axisWords.map((word) => quoted(word)).join(", ")
        }, got ${quoted(name)} at axes[${t}]`,
      );
    }
    return shown(name);
  });
}
