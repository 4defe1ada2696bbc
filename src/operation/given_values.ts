import { freeInput, shapeText, toDense } from "../expr/array.ts";
import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { rename } from "../expr/build.ts";
import { describe } from "../expr/describe.ts";
import { DomainError, ShapeError } from "../expr/errors.ts";
import { isNode } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";
import type { Operand } from "../expr/shape_types.ts";
import { constant } from "../expr/simplify.ts";

/** What an operation was given besides mixtures: a number, an array or an expression, the batch axis of which counts apart. */
export interface GivenValue {
  /** What it is called in messages. */
  readonly name: string;
  /** Its extents without that of a batch. */
  readonly shape: readonly number[];
  /** How many mixtures it is for; undefined without a batch axis. */
  readonly batch: number | undefined;
  /** Its numbers, if it is no expression. */
  readonly numbers: Float64Array | undefined;
  /** The value with its axes, without that of a batch, called so. */
  readonly along: (axes: readonly Axis[]) => Node;
}

/**
 * Reads a value. Arrays have no batch axis; that of an expression is the axis that mixtures of a batch have.
 *
 * Throws `ShapeError` for what is no array, `DomainError` for numbers that are not finite.
 */
export function givenValue(value: Operand, name: string): GivenValue {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) {
      throw new DomainError(`Expected a finite number for ${name}, got ${value}`);
    }
    const numbers = Float64Array.of(value);
    return { name, shape: [], batch: undefined, numbers, along: () => constant(value) };
  }
  if (isNode(value)) return ofNode(value, name, undefined);
  const array = toDense(value, name);
  return ofNode(freeInput(array, name), name, array.data);
}

function ofNode(node: Node, name: string, numbers: Float64Array | undefined): GivenValue {
  const batch = node.axes.find((axis) => axis.set.role === "batch");
  const own = node.axes.filter((axis) => axis !== batch);
  return {
    name,
    shape: own.map((axis) => axis.set.extent),
    batch: batch?.set.extent,
    numbers,
    along: (axes) => rename(node, new Map(own.map((axis, t) => [axis, axes[t]!]))),
  };
}

/** The same value with its first axis as that of a batch: numbers one for each mixture. */
export function perMixture(given: GivenValue): GivenValue {
  const [batch, ...shape] = given.shape;
  if (batch === undefined || given.batch !== undefined) return given;
  const axis = axisOf(sharedIndexSet("batch", "b", batch));
  return { ...given, shape, batch, along: (axes) => given.along([axis, ...axes]) };
}

/** A batch, and what has it. */
export interface NamedBatch {
  readonly name: string;
  readonly batch: number | undefined;
}

/** The batch of what is made of several things: each has that many entries, or is the same for all. */
export function commonBatch(things: readonly NamedBatch[]): number | undefined {
  let first: NamedBatch | undefined;
  for (const thing of things) {
    if (thing.batch === undefined) continue;
    first ??= thing;
    if (thing.batch !== first.batch) {
      throw new ShapeError(
        `Expected ${thing.name} with a batch of ${first.batch}, as ${first.name} has, got ${thing.batch}`,
      );
    }
  }
  return first?.batch;
}

/** Says that a value has another shape than one of those expected. */
export function wrongShape({ name, shape, batch }: GivenValue, expected: string): ShapeError {
  const text = shapeText(batch === undefined ? shape : [batch, ...shape]);
  return new ShapeError(`Expected ${name} ${expected}, got ${text}`);
}

/** Indices, each of a coordinate or of a component and all different. */
export function distinctIndices(
  value: Iterable<number>,
  { name, one, count }: { readonly name: string; readonly one: string; readonly count: number },
): number[] {
  const iterable: unknown = value;
  if (
    typeof iterable !== "object" || iterable === null ||
    typeof (iterable as { readonly [Symbol.iterator]?: unknown })[Symbol.iterator] !== "function"
  ) {
    throw new TypeError(`Expected ${name} as an array of indices, got ${describe(value)}`);
  }
  const indices = [...value];
  if (indices.length === 0) {
    throw new ShapeError(`Expected at least one index in ${name}, got none`);
  }
  const places = new Map<number, number>();
  for (const [t, index] of indices.entries()) {
    checkIndex(index, `${name}[${t}]`, { one, count });
    const before = places.get(index);
    if (before !== undefined) {
      throw new DomainError(
        `Expected every ${one} at most once in ${name}, got ${index} at ${name}[${before}] and at ${name}[${t}]`,
      );
    }
    places.set(index, t);
  }
  return indices;
}

/** Refuses what is no index of a coordinate or of a component. */
export function checkIndex(
  index: unknown,
  name: string,
  { one, count }: { readonly one: string; readonly count: number },
): void {
  if (typeof index === "number" && Number.isInteger(index) && index >= 0 && index < count) return;
  const many = count === 1 ? "0, the only one" : `an integer from 0 to ${count - 1}`;
  throw new DomainError(`Expected a ${one} at ${name}, ${many}, got ${describe(index)}`);
}
