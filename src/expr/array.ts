import { type Axis, axisOf, indexSet } from "./axes.ts";
import { inputAt } from "./build.ts";
import { checkDomain } from "./domain.ts";
import { DomainError, ShapeError } from "./errors.ts";
import type { Domain, Node, Source } from "./node.ts";

/** Numbers in nested arrays, all rows of one length; the innermost rows may be typed arrays. */
export type NestedArray = readonly number[] | readonly NumericTypedArray[] | readonly NestedArray[];

/** Anything that holds numbers along strides: an ndarray of any library, a view included. */
export interface NdarrayLike {
  /** The numbers. */
  readonly data: ArrayLike<number>;
  /** Extents, outermost first. */
  readonly shape: ArrayLike<number>;
  /** Distance in `data` between neighbours along each dimension; row-major where absent. */
  readonly strides?: ArrayLike<number> | undefined;
  /** The same under the name that scijs ndarrays use. */
  readonly stride?: ArrayLike<number> | undefined;
  /** Where in `data` the array starts. */
  readonly offset?: number | undefined;
}

/** A one-dimensional typed array. */
export type NumericTypedArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** What is accepted where numbers are expected. */
export type ArrayInput = number | NestedArray | NumericTypedArray | NdarrayLike;

/** A dense row-major copy of an array. */
export interface DenseArray {
  /** The numbers, row-major. */
  readonly data: Float64Array;
  /** Extents, outermost first. */
  readonly shape: readonly number[];
}

/** Copies any array-like value into a dense one; `name` is the argument's name for messages. */
export function toDense(value: unknown, name: string): DenseArray {
  if (typeof value === "number") return { data: Float64Array.of(value), shape: [] };
  if (Array.isArray(value)) return fromNested(value, name);
  if (
    ArrayBuffer.isView(value) && "length" in value && !(value instanceof BigInt64Array) &&
    !(value instanceof BigUint64Array)
  ) {
    const data = Float64Array.from(value as unknown as ArrayLike<number>);
    return { data, shape: nonEmpty([data.length], name) };
  }
  if (isNdarrayLike(value)) return fromStrided(value, name);
  throw new ShapeError(
    `Expected ${name} as a number, a nested array, a typed array or an object with data and shape, got ${
      describe(value)
    }`,
  );
}

function isNdarrayLike(value: unknown): value is NdarrayLike {
  return typeof value === "object" && value !== null && "data" in value && "shape" in value &&
    typeof value.data === "object" && value.data !== null && typeof value.shape === "object" &&
    value.shape !== null;
}

function fromNested(value: readonly unknown[], name: string): DenseArray {
  const shape: number[] = [];
  for (let level: unknown = value; isList(level); level = level[0]) shape.push(level.length);
  nonEmpty(shape, name);
  const data = new Float64Array(shape.reduce((product, extent) => product * extent, 1));
  let at = 0;
  const walk = (part: unknown, depth: number, path: string) => {
    if (depth === shape.length) {
      if (typeof part !== "number") {
        throw new ShapeError(`Expected a number at ${path}, got ${describe(part)}`);
      }
      data[at++] = part;
      return;
    }
    if (!isList(part) || part.length !== shape[depth]) {
      const got = isList(part) ? `${part.length}` : describe(part);
      throw new ShapeError(
        `Expected ${shape[depth]} entries at ${path}, as in the first row, got ${got}`,
      );
    }
    for (let t = 0; t < part.length; t++) walk(part[t], depth + 1, `${path}[${t}]`);
  };
  walk(value, 0, name);
  return { data, shape };
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function fromStrided(value: NdarrayLike, name: string): DenseArray {
  const shape = nonEmpty(Array.from(value.shape), name);
  const given = value.strides ?? value.stride;
  const strides = given === undefined ? rowMajor(shape) : Array.from(given);
  if (strides.length !== shape.length) {
    throw new ShapeError(`Expected ${shape.length} strides for ${name}, got ${strides.length}`);
  }
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (given === undefined && value.offset === undefined && value.data.length !== size) {
    throw new ShapeError(
      `Expected ${size} numbers in ${name} for shape [${
        shape.join(", ")
      }], got ${value.data.length}`,
    );
  }
  const data = new Float64Array(size);
  const index = new Int32Array(shape.length);
  let at = value.offset ?? 0;
  for (let flat = 0; flat < size; flat++) {
    const number: unknown = value.data[at];
    if (typeof number !== "number") {
      const within = at >= 0 && at < value.data.length && Number.isInteger(at);
      throw new ShapeError(
        within
          ? `Expected numbers in ${name}, got ${describe(number)} at data[${at}]`
          : `Expected ${name} to lie within its ${value.data.length} numbers, got an index of ${at}`,
      );
    }
    data[flat] = number;
    for (let t = shape.length - 1; t >= 0; t--) {
      at += strides[t]!;
      if (++index[t]! < shape[t]!) break;
      at -= shape[t]! * strides[t]!;
      index[t] = 0;
    }
  }
  return { data, shape };
}

function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let t = shape.length - 2; t >= 0; t--) strides[t] = strides[t + 1]! * shape[t + 1]!;
  return strides;
}

function nonEmpty(shape: number[], name: string): number[] {
  const bad = shape.find((extent) => !(Number.isInteger(extent) && extent > 0));
  if (bad !== undefined) {
    throw new ShapeError(
      `Expected ${name} to have at least one entry along each dimension, got shape [${
        shape.join(", ")
      }]`,
    );
  }
  return shape;
}

/** `[2, 3]`, or `a number` for a shape without dimensions, for messages. */
export function shapeText(shape: readonly (number | string)[]): string {
  return shape.length === 0 ? "a number" : `[${shape.join(", ")}]`;
}

/** Whether an object is a record, `{ … }`, and not an instance of some class: a promise, a map, a date. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A short description of a value for messages. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `the bigint ${value}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object") {
    if (!isPlain(value)) return `an instance of ${value.constructor.name}`;
    return `an object with ${Object.keys(value).slice(0, 4).join(", ") || "no keys"}`;
  }
  return String(value);
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

/** An input array over axes of its own, one a dimension. */
export function freeInput(array: DenseArray, name: string): Node {
  checkDomain("finite", name, array.data, array.shape);
  const axes = array.shape.map((extent, t) => axisOf(indexSet("free", "xyzuvw"[t] ?? "x", extent)));
  return inputAt(source(array, name), axes, "finite");
}
