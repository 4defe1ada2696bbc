import { type Axis, axisName, isAxis } from "./axes.ts";
import { runningSum } from "./build.ts";
import { describe, isRecord } from "./describe.ts";
import { DomainError, ShapeError, unknownName, UnknownNameError } from "./errors.ts";
import type { Expr } from "./expression.ts";
import { axisMeant, type AxisOption } from "./named_axis.ts";
import type { Node, RunningSum } from "./node.ts";
import { expression } from "./operand.ts";
import type { Operand, ValueOf } from "./shape_types.ts";

/** Along what and from where a cumulative sum runs. */
export interface CumulativeSumOptions extends AxisOption {
  /** Whether it begins at the last index; false if left out. */
  readonly reverse?: boolean | undefined;
  /** Whether the value at an index itself is left out of its sum; false if left out. */
  readonly exclusive?: boolean | undefined;
}

/**
 * The cumulative sum of `x` along an axis: at each index the sum of the values up to it, yᵢ = Σ_{t ≤ i} xₜ; with `reverse`
 * t ≥ i, with `exclusive` t < i (t > i). It has the shape of `x`, takes linear time, and adds up in twice the working
 * precision. Its gradient is the cumulative sum from the other end.
 *
 * Throws `ShapeError` for a number, which has nothing to run along, `DomainError` for a dimension that is not there and for
 * an axis that `x` does not have.
 *
 * @example
 * ```ts
 * import { evaluate, input } from "@mixtropy/mixtropy";
 * import { cumulativeSum } from "@mixtropy/mixtropy/ops";
 * const weights = input([0.5, 0.25, 0.125, 0.125], { name: "weights" });
 * console.log((await evaluate(cumulativeSum(weights))).data); // 0.5, 0.75, 0.875, 1
 * console.log((await evaluate(cumulativeSum(weights, { exclusive: true }))).data); // 0, 0.5, 0.75, 0.875
 * ```
 */
export function cumulativeSum<const X extends Operand>(
  x: X,
  options: CumulativeSumOptions = {},
): Expr<ValueOf<X>> {
  checkNames(options);
  const values = expression(x);
  const reverse = flag(options.reverse, "reverse"),
    exclusive = flag(options.exclusive, "exclusive");
  return runningSum(axisOf(values, options.axis), values, kind(reverse, exclusive));
}

function kind(reverse: boolean, exclusive: boolean): RunningSum {
  if (reverse) return exclusive ? "after" : "from";
  return exclusive ? "before" : "upTo";
}

/** The axis that is meant; the last one if none is named. */
function axisOf(values: Node, axis: CumulativeSumOptions["axis"]): Axis {
  const { axes } = values, last = axes.at(-1);
  if (last === undefined) {
    throw new ShapeError("Expected values along an axis for a cumulative sum, got a scalar");
  }
  return isAxis(axis) ? checkAmong(axis, axes) : axisMeant(values, axis ?? axes.length - 1);
}

/** Along an axis that values lack there is one of them for each index: a sum would have a dimension more. */
function checkAmong(axis: Axis, axes: readonly Axis[]): Axis {
  if (axes.includes(axis)) return axis;
  const text = (one: Axis) => `${axisName(one)} of ${one.set.extent}`;
  const own = axes.map(text), got = text(axis);
  const other = own.includes(got) ? ", which is that of another mixture" : "";
  throw new DomainError(
    `Expected axis to be one along which x has values (${own.join(", ")}), got ${got}${other}`,
  );
}

const names = ["axis", "reverse", "exclusive"];

function checkNames(options: unknown): void {
  if (!isRecord(options)) {
    throw new TypeError(
      `Expected the options of a cumulative sum as an object, got ${describe(options)}`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) {
      throw new UnknownNameError(unknownName("option of a cumulative sum", name, names));
    }
  }
}

function flag(value: unknown, name: string): boolean {
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  throw new DomainError(`Expected ${name} to be true or false, got ${describe(value)}`);
}
