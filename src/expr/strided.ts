import { describe } from "./describe.ts";
import { ShapeError } from "./errors.ts";
import { isNumbers } from "./nested.ts";
import { mostDimensions, roomFor, tooDeep } from "./room.ts";

/** An array along strides, as ndarrays of any library are; nothing about it is known to hold. */
export interface Strided {
  readonly data: ArrayLike<unknown>;
  readonly shape: ArrayLike<number>;
  readonly strides?: ArrayLike<number> | undefined;
  readonly stride?: ArrayLike<number> | undefined;
  readonly offset?: number | undefined;
}

/** A row-major copy of an array along strides. */
export function copyStrided(
  value: Strided,
  name: string,
): { readonly data: Float64Array; readonly shape: readonly number[] } {
  const { data, offset = 0 } = value, given = value.strides ?? value.stride;
  const shape = listOf(value.shape, name);
  const to = roomFor(shape, name);
  const strides = given === undefined ? rowMajor(shape) : listOf(given, name);
  if (strides.length !== shape.length) {
    throw new ShapeError(`Expected ${shape.length} strides for ${name}, got ${strides.length}`);
  }
  const length: unknown = data.length;
  if (typeof length !== "number") {
    throw new ShapeError(`Expected the data of ${name} as an array, got ${describe(data)}`);
  }
  if (given === undefined && value.offset === undefined && length !== to.length) {
    throw new ShapeError(
      `Expected ${to.length} numbers in ${name} for shape [${shape.join(", ")}], got ${length}`,
    );
  }
  for (const [what, step] of [["offset", offset], ...strides.map((s) => ["stride", s] as const)]) {
    if (!Number.isSafeInteger(step)) {
      throw new ShapeError(`Expected an integer as ${what} of ${name}, got ${describe(step)}`);
    }
  }
  if (!isNumbers(data) || !liesWithin(length, { shape, strides, offset })) {
    copyChecked(data, to, { shape, strides, offset }, name);
  } else if (isContiguous(shape, strides)) {
    to.set(offset === 0 && length === to.length ? data : part(data, offset, to.length));
  } else {
    copyPlanes(data, to, { shape, strides, offset });
  }
  return { data: to, shape };
}

/** Where the entries of an array lie. */
interface StridedLayout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

function listOf(value: ArrayLike<number>, name: string): number[] {
  if (!(value.length <= mostDimensions)) throw tooDeep(name);
  return Array.from(value);
}

function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let t = shape.length - 2; t >= 0; t--) strides[t] = strides[t + 1]! * shape[t + 1]!;
  return strides;
}

function liesWithin(length: number, { shape, strides, offset }: StridedLayout): boolean {
  let first = offset, last = offset;
  for (const [t, extent] of shape.entries()) {
    const reach = (extent - 1) * strides[t]!;
    if (reach < 0) first += reach;
    else last += reach;
  }
  return first >= 0 && last < length;
}

/** Whether entries follow each other as in the copy; the stride along a single entry is never taken. */
function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  const expected = rowMajor(shape);
  return shape.every((extent, t) => extent === 1 || strides[t] === expected[t]);
}

/** Part of a typed array as a view on the same memory. */
function part(data: ArrayLike<number>, start: number, count: number): ArrayLike<number> {
  // every typed array has it, whatever its numbers
  return (data as Float64Array).subarray(start, start + count);
}

/** Planes of the two last dimensions are copied in blocks of this side, so that neither array is walked through far apart. */
const side = 32;

/** Copies numbers that are known to lie within `from`, a plane of the two last dimensions after the other. */
function copyPlanes(
  from: ArrayLike<number>,
  to: Float64Array,
  { shape, strides, offset }: StridedLayout,
): void {
  const outer = shape.length - 2;
  const rows = shape[outer] ?? 1, rowStep = strides[outer] ?? 0;
  const columns = shape[outer + 1]!, step = strides[outer + 1]!;
  // a row along which numbers are neighbours is best read to its end
  const width = Math.abs(step) <= Math.abs(rowStep) || columns <= side ? columns : side;
  const index = new Int32Array(Math.max(0, outer));
  let at = offset;
  for (let plane = 0; plane < to.length; plane += rows * columns) {
    for (let row = 0; row < rows; row += side) {
      const rowEnd = Math.min(rows, row + side);
      for (let column = 0; column < columns; column += width) {
        const columnEnd = Math.min(columns, column + width);
        for (let r = row; r < rowEnd; r++) {
          const end = plane + r * columns + columnEnd;
          for (
            let k = plane + r * columns + column, p = at + r * rowStep + column * step;
            k < end;
            k++, p += step
          ) to[k] = from[p]!;
        }
      }
    }
    for (let t = outer - 1; t >= 0; t--) {
      at += strides[t]!;
      if (++index[t]! < shape[t]!) break;
      at -= shape[t]! * strides[t]!;
      index[t] = 0;
    }
  }
}

/** Copies entries one by one, each of which may be missing or no number. */
function copyChecked(
  from: ArrayLike<unknown>,
  to: Float64Array,
  { shape, strides, offset }: StridedLayout,
  name: string,
): void {
  const last = shape.length - 1;
  const columns = shape[last] ?? 1, step = strides[last] ?? 0;
  const index = new Int32Array(Math.max(0, last));
  let at = offset;
  for (let flat = 0; flat < to.length;) {
    for (let end = flat + columns, p = at; flat < end; flat++, p += step) {
      const entry = from[p];
      if (typeof entry !== "number") throw missing(from, p, name);
      to[flat] = entry;
    }
    for (let t = last - 1; t >= 0; t--) {
      at += strides[t]!;
      if (++index[t]! < shape[t]!) break;
      at -= shape[t]! * strides[t]!;
      index[t] = 0;
    }
  }
}

function missing(from: ArrayLike<unknown>, at: number, name: string): ShapeError {
  return new ShapeError(
    at >= 0 && at < from.length
      ? `Expected numbers in ${name}, got ${describe(from[at])} at data[${at}]`
      : `Expected ${name} to lie within its ${from.length} numbers, got an index of ${at}`,
  );
}
