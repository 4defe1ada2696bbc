/** Numbers against the definition of the expression that they are the value of. */
import { assert } from "@std/assert";
import type { Axis } from "../../src/expr/axes.ts";
import type { Node } from "../../src/expr/node.ts";
import { planned } from "../../src/run/face/cache.ts";
import { arraysOf, sizesOf } from "../../src/run/face/numbers.ts";
import { executorFor } from "../../src/run/cpu/cpu_executor.ts";
import { forget, valueAt } from "./naive.ts";
import { batch } from "./random_expressions.ts";

/** The value by generated code, however small the work is. */
export async function generated(node: Node, unordered: boolean): Promise<Float64Array> {
  const made = planned([node]);
  const executor = executorFor(made, sizesOf(made), { least: 0, unordered });
  try {
    const [result] = await executor.execute(arraysOf(made), { threads: 1 });
    return result!.data;
  } finally {
    executor.dispose();
  }
}

/** The value of an expression at every point, row-major, by its definition. */
export function definitionOf(node: Node): Float64Array {
  const extents = node.axes.map((axis) => axis.set.extent);
  forget();
  return Float64Array.from(
    { length: extents.reduce((size, extent) => size * extent, 1) },
    (_, flat) => {
      const at = new Map<Axis, number>();
      for (let t = extents.length - 1, rest = flat; t >= 0; t--) {
        at.set(node.axes[t]!, rest % extents[t]!);
        rest = Math.floor(rest / extents[t]!);
      }
      return valueAt(node, at);
    },
  );
}

/** Asserts that numbers equal the definition of a value at every point. */
export function isDefinition(node: Node, data: ArrayLike<number>, tolerance: number) {
  definitionOf(node).forEach((expected, flat) => {
    const got = data[flat]!;
    const close = Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected));
    assert(close || got === expected, `${got} is not ${expected} at ${flat} of ${node}`);
  });
}

/** Asserts that `slope` is the derivative of the sum over the batch of `total` in each number of a leaf. */
export function agreesWithDifferences(
  total: Node,
  of: Node,
  slope: Float64Array,
  h = 1e-5,
) {
  if (of.kind !== "input") throw new Error("Expected an input");
  const { data } = of.source;
  const valueWith = (t: number, x: number) => {
    const before = data[t]!;
    data[t] = x;
    forget();
    const batches = total.axes.length === 0
      ? [new Map()]
      : [0, 1].map((b) => new Map([[batch, b]]));
    const value = batches.reduce((sum, at) => sum + valueAt(total, at), 0);
    data[t] = before;
    return value;
  };
  slope.forEach((got, t) => {
    const expected = (valueWith(t, data[t]! + h) - valueWith(t, data[t]! - h)) / (2 * h);
    const close = Math.abs(got - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
    assert(close, `${got} is not ${expected}, the slope in ${of}, number ${t}, of ${total}`);
  });
}
