/** Numbers against the definition of the expression that they are the value of. */
import { assert } from "@std/assert";
import type { Axis } from "../../src/expr/axes.ts";
import { type Node, topological } from "../../src/expr/node.ts";
import { forget, valueAt } from "./naive.ts";
import { randomNumbers } from "../support/random_numbers.ts";
import { batch } from "./random_expressions.ts";

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

/** By how much inputs are shaken to see how steep an expression is there, and how often. */
const shaking = 2 ** -49, shakes = 24;

/**
 * Where numbers differ from the definition of a value, as a sentence; undefined if they equal it at every point, up to
 * `tolerance` of 1 or of themselves. Where an expression jumps or is steep they may differ by as much as its definition
 * changes when its inputs change in their last digits.
 */
export function departure(
  node: Node,
  data: ArrayLike<number>,
  tolerance: number,
): string | undefined {
  const expected = definitionOf(node);
  let steepness: Float64Array | undefined;
  const at = expected.findIndex((x, flat) => {
    const got = data[flat]!, off = Math.abs(got - x);
    if (got === x || off <= tolerance * Math.max(1, Math.abs(x))) return false;
    return !(off <= 4 * (steepness ??= steepnessOf(node, expected))[flat]!);
  });
  return at < 0 ? undefined : `Expected ${expected[at]} at ${at} of ${node}, got ${data[at]}`;
}

/** By how much the definition changes with the last digits of its inputs. */
function steepnessOf(node: Node, expected: Float64Array): Float64Array {
  const random = randomNumbers(1);
  const inputs = topological([node]).filter((one) => one.kind === "input");
  const sources = [...new Set(inputs.map(({ source }) => source.data))];
  const kept = sources.map((data) => data.slice());
  const most = new Float64Array(expected.length);
  for (let shake = 0; shake < shakes; shake++) {
    sources.forEach((data, t) =>
      data.forEach((_, e) => data[e] = kept[t]![e]! * (1 + shaking * (2 * random() - 1)))
    );
    definitionOf(node).forEach((x, e) => most[e] = Math.max(most[e]!, Math.abs(x - expected[e]!)));
  }
  sources.forEach((data, t) => data.set(kept[t]!));
  return most;
}

/** Asserts that numbers equal the definition of a value at every point. */
export function isDefinition(node: Node, data: ArrayLike<number>, tolerance: number): void {
  const wrong = departure(node, data, tolerance);
  assert(wrong === undefined, wrong);
}

/** Steps of differences, the most useful first: some step is neither too long nor too short. */
const steps = [1e-5, 1e-4, 1e-6, 1e-3];

/**
 * Where `slope` is not the derivative of the sum over the batch of `total` in a number of a leaf, as a sentence; undefined if
 * central differences of some step agree.
 */
export function offDifferences(total: Node, of: Node, slope: Float64Array): string | undefined {
  const wrong = steps.map((h) => () => offDifferencesOf(h, { total, of, slope }));
  const first = wrong[0]!();
  return first === undefined || wrong.slice(1).some((other) => other() === undefined)
    ? undefined
    : first;
}

/** Asserts that a slope agrees with differences. */
export function agreesWithDifferences(total: Node, of: Node, slope: Float64Array): void {
  const wrong = offDifferences(total, of, slope);
  assert(wrong === undefined, wrong);
}

/** The same for one step. */
function offDifferencesOf(h: number, { total, of, slope }: {
  readonly total: Node;
  readonly of: Node;
  readonly slope: Float64Array;
}): string | undefined {
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
  for (const [t, got] of slope.entries()) {
    const expected = (valueWith(t, data[t]! + h) - valueWith(t, data[t]! - h)) / (2 * h);
    if (!(Math.abs(got - expected) <= 1e-6 * Math.max(1, Math.abs(expected)))) {
      return `Expected ${expected}, the slope in ${of}, number ${t}, of ${total}, got ${got}`;
    }
  }
  return undefined;
}
