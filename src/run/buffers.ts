import { bufferStrides } from "../../kernels/strides.ts";
import { checkDomain, computedWeightTolerance } from "../expr/domain.ts";
import { type Buffer, cellCount, extentOf, type Sizes, type Task } from "../plan/types.ts";

/** The result of a plan's output: row-major numbers. */
export interface Result {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

/** Copies row-major numbers to a buffer, in its order. */
export function write(buffer: Buffer, sizes: Sizes, from: Float64Array, to: Float64Array): void {
  if (isRowMajor(buffer)) return to.set(from);
  const turned = turnedOver(buffer, sizes);
  if (turned !== undefined) return transpose(from, to, turned.rows, turned.columns);
  eachPlace(buffer, sizes, (flat, at) => to[at] = from[flat]);
}

/** The numbers of a buffer, row-major. */
export function read(buffer: Buffer, sizes: Sizes, from: Float64Array): Result {
  const shape = buffer.dims.map((axis) => extentOf(axis, sizes));
  if (isRowMajor(buffer)) return { data: Float64Array.from(from), shape };
  const data = new Float64Array(cellCount(buffer.dims, sizes));
  const turned = turnedOver(buffer, sizes);
  if (turned !== undefined) {
    transpose(from, data, turned.columns, turned.rows);
    return { data, shape };
  }
  eachPlace(buffer, sizes, (flat, at) => data[flat] = from[at]);
  return { data, shape };
}

/** A parameter that was computed must satisfy what given ones must. */
export function checkNamed({ node, buffer }: Task, sizes: Sizes, numbers: Float64Array): void {
  if (node.kind !== "hold") return;
  const { data, shape } = read(buffer, sizes, numbers);
  checkDomain(node.domain, node.name, data, shape, computedWeightTolerance);
}

function isRowMajor({ order }: Buffer): boolean {
  return order.every((t, position) => t === position);
}

/** A buffer whose first dimensions are its last ones in memory, as [k, d, d] lies as [d, d, k]: a matrix turned over. */
function turnedOver(
  { dims, order }: Buffer,
  sizes: Sizes,
): { readonly rows: number; readonly columns: number } | undefined {
  const first = order.indexOf(0);
  if (!order.every((t, position) => t === (position + order.length - first) % order.length)) {
    return undefined;
  }
  const split = dims.length - first;
  return {
    rows: cellCount(dims.slice(0, split), sizes),
    columns: cellCount(dims.slice(split), sizes),
  };
}

/** to[c, r] = from[r, c]. */
function transpose(from: Float64Array, to: Float64Array, rows: number, columns: number): void {
  for (let c = 0, at = 0; c < columns; c++) {
    for (let r = 0, source = c; r < rows; r++, at++, source += columns) to[at] = from[source];
  }
}

/** Calls `visit` with each row-major index and the place in memory that belongs to it. */
function eachPlace(
  buffer: Buffer,
  sizes: Sizes,
  visit: (flat: number, at: number) => void,
): void {
  const extents = buffer.dims.map((axis) => extentOf(axis, sizes));
  const strides = bufferStrides(buffer, sizes);
  const index = new Int32Array(extents.length);
  const count = cellCount(buffer.dims, sizes);
  for (let flat = 0, at = 0; flat < count; flat++) {
    visit(flat, at);
    for (let t = extents.length - 1; t >= 0; t--) {
      at += strides[t];
      if (++index[t] < extents[t]) break;
      at -= extents[t] * strides[t];
      index[t] = 0;
    }
  }
}
