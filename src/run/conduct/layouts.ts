import { bufferStrides } from "../../../kernels/ir/strides.ts";
import { DeviceError } from "../../expr/errors.ts";
import { type Buffer, cellCount, extentOf, type Sizes } from "../../plan/types.ts";
import type { DenseArray } from "./dense_array.ts";
import { atOnce, numbersAtOnce, type Slices } from "./slices.ts";

/** Copies row-major numbers to the order of a buffer in memory. */
export function copyIn(buffer: Buffer, sizes: Sizes, from: Float64Array, to: Float64Array): void {
  atOnce(copyingIn(buffer, sizes, from, () => to));
}

/** The numbers of a buffer, row-major. */
export function copyOut(buffer: Buffer, sizes: Sizes, from: Float64Array): DenseArray {
  return atOnce(copyingOut(buffer, sizes, () => from));
}

/** `copyIn` in slices; `to` is asked for anew in each. */
export function* copyingIn(
  buffer: Buffer,
  sizes: Sizes,
  from: Float64Array,
  to: () => Float64Array,
): Slices {
  if (isRowMajor(buffer)) return yield* copying(from, to);
  const turned = turnedOver(buffer, sizes);
  if (turned !== undefined) return yield* turning(from, to, turned);
  for (const block of blocks(buffer, sizes)) {
    copyBlockIn(block, from, to());
    yield undefined;
  }
}

/** `copyOut` in slices; `from` is asked for anew in each. */
export function* copyingOut(
  buffer: Buffer,
  sizes: Sizes,
  from: () => Float64Array,
): Slices<DenseArray> {
  const shape = buffer.dims.map((axis) => extentOf(axis, sizes));
  const data = roomFor(shape);
  if (isRowMajor(buffer)) {
    for (let t = 0; t < data.length; t += numbersAtOnce) {
      if (t > 0) yield undefined;
      data.set(from().subarray(t, t + numbersAtOnce), t);
    }
    return { data, shape };
  }
  const turned = turnedOver(buffer, sizes);
  if (turned !== undefined) {
    yield* turningBack(from, data, turned);
    return { data, shape };
  }
  for (const block of blocks(buffer, sizes)) {
    copyBlockOut(block, from(), data);
    yield undefined;
  }
  return { data, shape };
}

/** Copies numbers as they lie, in slices. */
export function* copying(from: Float64Array, to: () => Float64Array): Slices {
  for (let t = 0; t < from.length; t += numbersAtOnce) {
    if (t > 0) yield undefined;
    to().set(from.subarray(t, t + numbersAtOnce), t);
  }
}

function roomFor(shape: readonly number[]): Float64Array {
  try {
    return new Float64Array(shape.reduce((product, extent) => product * extent, 1));
  } catch {
    // the engine says no more than that
    throw new DeviceError(
      `Expected a result of shape [${
        shape.join(", ")
      }] to fit into memory beside what it was computed from; evaluate less at once`,
    );
  }
}

function isRowMajor(buffer: Buffer): boolean {
  return buffer.order.every((t, position) => t === position);
}

/** A matrix in row-major order that lies in memory turned over. */
interface Turned {
  readonly rows: number;
  readonly columns: number;
}

/** A buffer whose first dimensions are its last ones in memory, as [k, d, d] lies as [d, d, k]: a matrix turned over. */
function turnedOver({ dims, order }: Buffer, sizes: Sizes): Turned | undefined {
  const rank = order.length, first = order.indexOf(0);
  if (!order.every((t, position) => t === (position + rank - first) % rank)) return undefined;
  return {
    rows: cellCount(dims.slice(0, rank - first), sizes),
    columns: cellCount(dims.slice(rank - first), sizes),
  };
}

/** So many rows and columns are turned over together, that both sides stay in the cache. */
const rowsTogether = 256, columnsTogether = 64;

/** The parts of a matrix that are turned over together, each a slice of work or less. */
function* tiles({ rows, columns }: Turned): Generator<TurnedTile, void, unknown> {
  for (let row = 0; row < rows; row += rowsTogether) {
    for (let column = 0; column < columns; column += columnsTogether) {
      const rowEnd = Math.min(rows, row + rowsTogether);
      yield { row, rowEnd, column, columnEnd: Math.min(columns, column + columnsTogether) };
    }
  }
}

interface TurnedTile {
  readonly row: number;
  readonly rowEnd: number;
  readonly column: number;
  readonly columnEnd: number;
}

/** to[c, r] = from[r, c]. */
function* turning(from: Float64Array, to: () => Float64Array, shape: Turned): Slices {
  let done = 0, into = to();
  for (const tile of tiles(shape)) {
    turnTile(tile, from, into, shape);
    done += rowsTogether * columnsTogether;
    if (done < numbersAtOnce) continue;
    yield undefined;
    done = 0;
    into = to();
  }
}

function turnTile(
  { row, rowEnd, column, columnEnd }: TurnedTile,
  from: Float64Array,
  to: Float64Array,
  { rows, columns }: Turned,
): void {
  // said to be whole, as `| 0` does: for all that an engine knows extents are fractions
  const last = rowEnd | 0, step = columns | 0;
  for (let c = column | 0; c < columnEnd; c = (c + 1) | 0) {
    let at = (Math.imul(c, rows) + row) | 0, source = (Math.imul(row, columns) + c) | 0;
    for (let r = row | 0; r < last; r = (r + 1) | 0) {
      to[at] = from[source]!;
      at = (at + 1) | 0;
      source = (source + step) | 0;
    }
  }
}

/** to[r, c] = from[c, r]. */
function* turningBack(from: () => Float64Array, to: Float64Array, shape: Turned): Slices {
  let done = 0, out = from();
  for (const tile of tiles(shape)) {
    turnTileBack(tile, out, to, shape);
    done += rowsTogether * columnsTogether;
    if (done < numbersAtOnce) continue;
    yield undefined;
    done = 0;
    out = from();
  }
}

function turnTileBack(
  { row, rowEnd, column, columnEnd }: TurnedTile,
  from: Float64Array,
  to: Float64Array,
  { rows, columns }: Turned,
): void {
  const last = rowEnd | 0, step = columns | 0;
  for (let c = column | 0; c < columnEnd; c = (c + 1) | 0) {
    let at = (Math.imul(c, rows) + row) | 0, target = (Math.imul(row, columns) + c) | 0;
    for (let r = row | 0; r < last; r = (r + 1) | 0) {
      to[target] = from[at]!;
      at = (at + 1) | 0;
      target = (target + step) | 0;
    }
  }
}

/** Runs along the last dimension that are copied together, so that neither side is read or written far apart. */
const runsTogether = 512;

/** Some neighbouring runs along the last dimension, and the part of each that is copied. */
interface Block {
  /** Where the first run begins in row-major order; the others follow. */
  readonly flat: number;
  /** Where the runs begin in memory, and how many there are. */
  readonly starts: Int32Array;
  readonly runs: number;
  readonly length: number;
  /** From one number of a run to the next in memory. */
  readonly stride: number;
  readonly first: number;
  readonly end: number;
}

/** Copies the numbers of a block from row-major order to their places in memory. */
function copyBlockIn(
  { flat, starts, runs, length, stride, first, end }: Block,
  from: Float64Array,
  to: Float64Array,
): void {
  for (let t = first; t < end; t++) {
    for (let r = 0, k = flat + t; r < runs; r++, k += length) {
      to[starts[r]! + t * stride] = from[k]!;
    }
  }
}

/** Copies the numbers of a block from their places in memory to row-major order. */
function copyBlockOut(
  { flat, starts, runs, length, stride, first, end }: Block,
  from: Float64Array,
  to: Float64Array,
): void {
  for (let t = first; t < end; t++) {
    for (let r = 0, k = flat + t; r < runs; r++, k += length) {
      to[k] = from[starts[r]! + t * stride]!;
    }
  }
}

/**
 * Blocks that are a slice of work each. What they count with is said to be whole, as `| 0` does: for all that an engine knows
 * the extents of a shape are fractions, and copying by these takes three times as long. No memory has 2³¹ numbers.
 */
function* blocks(buffer: Buffer, sizes: Sizes): Generator<Block, void, unknown> {
  const extents = buffer.dims.map((axis) => extentOf(axis, sizes));
  const strides = bufferStrides(buffer, sizes);
  const last = extents.length - 1, length = extents[last]! | 0, stride = strides[last]! | 0;
  const index = new Int32Array(last);
  const count = extents.slice(0, last).reduce((product, extent) => product * extent, 1);
  const starts = new Int32Array(Math.min(count, runsTogether));
  const part = Math.max(1, numbersAtOnce / Math.max(1, starts.length) | 0);
  for (let run = 0, at = 0; run < count;) {
    const flat = Math.imul(run, length);
    let runs = 0;
    for (; runs < starts.length && run < count; runs++, run++) {
      starts[runs] = at;
      for (let t = last - 1; t >= 0; t--) {
        at += strides[t]!;
        if (++index[t]! < extents[t]!) break;
        at -= extents[t]! * strides[t]!;
        index[t] = 0;
      }
    }
    for (let first = 0; first < length; first += part) {
      const end = Math.min(length, first + part);
      yield { flat, starts, runs, length, stride, first, end };
    }
  }
}
