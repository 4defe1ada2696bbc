import { expression, type Operand } from "./arithmetic.ts";
import { checkInteger } from "./array.ts";
import { type Axis, axisName, isAxis } from "./axes.ts";
import { runningSum } from "./build.ts";
import { describe } from "./describe.ts";
import { DomainError, ShapeError, unknownName } from "./errors.ts";
import type { Node, RunningSum } from "./node.ts";

/** Along what and from where a cumulative sum runs. */
export interface CumulativeSumOptions {
  /**
   * The dimension that it runs along, counted from 0, or the axis of a component that `x` has (`p.at(0).component`,
   * `.coordinate`); the last one if left out.
   */
  readonly axis?: number | Axis | undefined;
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
 * import { cumulativeSum, evaluate, input } from "@mixtropy/mixtropy";
 * const weights = input([0.5, 0.25, 0.125, 0.125], { name: "weights" });
 * console.log((await evaluate(cumulativeSum(weights))).data); // 0.5, 0.75, 0.875, 1
 * console.log((await evaluate(cumulativeSum(weights, { exclusive: true }))).data); // 0, 0.5, 0.75, 0.875
 * ```
 */
export function cumulativeSum(x: Operand, options: CumulativeSumOptions = {}): Node {
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

/** The axis that is meant: a dimension of the values by number, or one of their axes by itself. */
function axisOf({ axes }: Node, axis: CumulativeSumOptions["axis"]): Axis {
  const last = axes.at(-1);
  if (last === undefined) {
    throw new ShapeError("Expected values along an axis for a cumulative sum, got a scalar");
  }
  if (axis === undefined) return last;
  if (isAxis(axis)) return checkAmong(axis, axes);
  if (typeof axis !== "number") {
    throw new TypeError(
      `Expected axis as the number of a dimension or an axis of a component, got ${describe(axis)}`,
    );
  }
  return axes[checkInteger(axis, "axis", 0, axes.length - 1)]!;
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
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(
      `Expected the options of a cumulative sum as an object, got ${describe(options)}`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) {
      throw new TypeError(unknownName("option of a cumulative sum", name, names));
    }
  }
}

function flag(value: unknown, name: string): boolean {
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  throw new DomainError(`Expected ${name} to be true or false, got ${describe(value)}`);
}
