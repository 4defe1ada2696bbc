import type { NdarrayLike } from "./array_types.ts";
import { type Axis, axisOf, indexSet } from "./axes.ts";
import { inputAt } from "./build.ts";
import { describe, isPlain, reasonOf } from "./describe.ts";
import { checkDomain } from "./domain.ts";
import { DomainError, ShapeError } from "./errors.ts";
import { copyNested, isNumbers } from "./nested.ts";
import type { Domain, Node, Source } from "./node.ts";
import { copyStrided } from "./strided.ts";

export type { ArrayInput } from "./array_types.ts";
export { describe, isPlain };

/** A dense row-major copy of an array. */
export interface DenseArray {
  /** The numbers, row-major. */
  readonly data: Float64Array;
  /** Extents, outermost first. */
  readonly shape: readonly number[];
}

/**
 * Copies any array-like value into a dense one; `name` is the argument's name for messages.
 *
 * Throws `ShapeError` also where the value throws when it is read (a getter, a proxy).
 */
export function toDense(value: unknown, name: string): DenseArray {
  try {
    return copyOf(value, name);
  } catch (error) {
    if (error instanceof ShapeError) throw error;
    throw new ShapeError(`Expected ${name} to be readable, got an error: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

function copyOf(value: unknown, name: string): DenseArray {
  if (typeof value === "number") return { data: Float64Array.of(value), shape: [] };
  if (Array.isArray(value)) return copyNested(value, name);
  if (isNumbers(value)) return copyStrided({ data: value, shape: [value.length] }, name);
  if (isNdarrayLike(value)) return copyStrided(value, name);
  const array = givenAway(value);
  if (Array.isArray(array)) return copyNested(array, name);
  if (typeof array === "number") return { data: Float64Array.of(array), shape: [] };
  throw new ShapeError(
    `Expected ${name} as a number, a nested array, a typed array or an object with data and shape, got ${
      describe(value)
    }`,
  );
}

/** How arrays of other libraries give their numbers away: tfjs, ml-matrix, mathjs and others. */
const givers = ["arraySync", "to2DArray", "toArray"] as const;

/** What an array of another library says that it holds; undefined where nothing is asked for. */
function givenAway(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const object = value as { readonly [name: string]: unknown };
  for (const giver of givers) {
    const give = object[giver];
    if (typeof give === "function") return give.call(value);
  }
  return undefined;
}

function isNdarrayLike(value: unknown): value is NdarrayLike {
  return typeof value === "object" && value !== null && "data" in value && "shape" in value &&
    typeof value.data === "object" && value.data !== null && typeof value.shape === "object" &&
    value.shape !== null;
}

/** `[2, 3]`, or `a number` for a shape without dimensions, for messages. */
export function shapeText(shape: readonly (number | string)[]): string {
  return shape.length === 0 ? "a number" : `[${shape.join(", ")}]`;
}

let created = 0;

/** A new input array, with its numbers copied. */
export function source(array: DenseArray, name: string, fill?: Source["fill"]): Source {
  return { id: created++, name, shape: array.shape, data: array.data, fill };
}

/** Checks that a value is an integer in [least, most]. */
export function checkInteger(
  value: unknown,
  name: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) {
    return value;
  }
  const range = most === Number.MAX_SAFE_INTEGER ? `≥ ${least}` : `from ${least} to ${most}`;
  throw new DomainError(`Expected ${name} to be an integer ${range}, got ${describe(value)}`);
}

/** An input array over given axes, checked against its shape and domain. */
export function inputOver(
  array: DenseArray,
  name: string,
  axes: readonly Axis[],
  domain: Domain = "finite",
): Node {
  checkDomain(domain, name, array.data, array.shape);
  return inputAt(source(array, name), axes, domain);
}

/** What the axes of an input are called that have no name. */
const ownLetters = "xyzuvw";

/** An input array over axes of its own, one a dimension. */
export function freeInput(
  array: DenseArray,
  name: string,
  letters: readonly string[] = [...ownLetters],
): Node {
  checkDomain("finite", name, array.data, array.shape);
  const axes = array.shape.map((extent, t) => axisOf(indexSet("free", letters[t] ?? "x", extent)));
  return inputAt(source(array, name), axes, "finite");
}
