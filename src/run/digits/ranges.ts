import { bufferStrides } from "../../../kernels/ir/strides.ts";
import type { Group } from "../../../kernels/wgsl/slots.ts";
import { type Axis, isLong } from "../../expr/axes.ts";
import { errorGrowth } from "../../expr/cholesky.ts";
import { type Buffer, extentOf, type Sizes } from "../../plan/types.ts";
import { atOnce, numbersAtOnce, type Slices } from "../conduct/slices.ts";

/** Numbers by buffer. */
export type ArrayOf = (buffer: Buffer) => Float64Array;

/** A centre for every batch entry and short cell of a group, and how far from it the numbers lie. */
export interface Centre {
  /** [batch entry][cell], half-way between the least and the largest number. */
  readonly values: Float64Array;
  readonly cells: number;
  /** The largest distance of a number from its centre, by cell. */
  readonly reach: Float64Array;
}

/** The short cells of a buffer, row-major, as offsets in memory, with the strides of its long dimensions. */
export interface Grid {
  readonly cells: readonly number[];
  readonly long: readonly {
    readonly axis: Axis;
    readonly stride: number;
    readonly extent: number;
  }[];
}

/** How the numbers of a buffer lie. */
export function gridOf(buffer: Buffer, sizes: Sizes): Grid {
  const strides = bufferStrides(buffer, sizes);
  let cells = [0];
  const long: { axis: Axis; stride: number; extent: number }[] = [];
  buffer.dims.forEach((axis, t) => {
    const extent = extentOf(axis, sizes);
    if (isLong(axis)) long.push({ axis, stride: strides[t]!, extent });
    else {
      cells = cells.flatMap((at) =>
        Array.from({ length: extent }, (_, index) => at + index * strides[t]!)
      );
    }
  });
  return { cells, long };
}

/** The centres of a group. Numbers that are not finite have no part in them. */
export function centreOf(group: Group, sizes: Sizes, arrayOf: ArrayOf): Centre {
  return atOnce(centring(group, sizes, arrayOf));
}

/** The same in slices. */
export function* centring(
  { buffers, batch }: Group,
  sizes: Sizes,
  arrayOf: ArrayOf,
): Slices<Centre> {
  const cells = gridOf(buffers[0]!, sizes).cells.length;
  const entries = batch === null ? 1 : extentOf(batch, sizes);
  const least = new Float64Array(entries * cells).fill(Infinity);
  const most = new Float64Array(entries * cells).fill(-Infinity);
  let done = 0;
  for (const buffer of buffers) {
    for (const { place, start, count, stride } of linesOf(buffer, { sizes, batch })) {
      if (done >= numbersAtOnce) {
        yield undefined;
        done = 0;
      }
      done += count;
      const array = arrayOf(buffer);
      let low = least[place]!, high = most[place]!;
      for (let t = 0, j = start; t < count; t++, j += stride) {
        const x = array[j]!;
        if (x < low && x > -Infinity) low = x;
        if (x > high && x < Infinity) high = x;
      }
      least[place] = low;
      most[place] = high;
    }
  }
  const values = new Float64Array(entries * cells);
  const reach = new Float64Array(cells);
  for (let t = 0; t < values.length; t++) {
    if (!(least[t]! <= most[t]!)) continue;
    values[t] = least[t]! / 2 + most[t]! / 2;
    const far = Math.max(most[t]! - values[t]!, values[t]! - least[t]!);
    reach[t % cells] = Math.max(reach[t % cells]!, far);
  }
  return { values, cells, reach };
}

/** Numbers of one cell and one batch entry, in a line of memory. */
interface CellLine {
  /** The place of their centre. */
  readonly place: number;
  readonly start: number;
  readonly count: number;
  readonly stride: number;
}

/** The lines of a buffer; long ones in parts that are a slice of work. */
function* linesOf(
  buffer: Buffer,
  { sizes, batch }: { readonly sizes: Sizes; readonly batch: Axis | null },
): Generator<CellLine, void, unknown> {
  const { cells, long } = gridOf(buffer, sizes);
  const isOuter = ({ axis }: Grid["long"][number]) => axis.set.role === "batch";
  const outer = pointsOf(long.filter(isOuter));
  const inner = long.filter((dim) => !isOuter(dim)), along = inner.at(-1);
  const rows = pointsOf(inner.slice(0, -1));
  const length = along?.extent ?? 1, stride = along?.stride ?? 0;
  for (const [cell, offset] of cells.entries()) {
    for (const [entry, at] of outer.entries()) {
      const place = (batch === null ? 0 : entry) * cells.length + cell;
      for (const row of rows) {
        for (let first = 0; first < length; first += numbersAtOnce) {
          const count = Math.min(numbersAtOnce, length - first);
          yield { place, start: offset + at + row + first * stride, count, stride };
        }
      }
    }
  }
}

/** The offsets of every point of some dimensions. */
function pointsOf(dims: Grid["long"]): number[] {
  const points: number[] = [];
  visit(dims, (at) => void points.push(at));
  return points;
}

/** Visits every point of some dimensions: the offset, and the index among the points. */
export function visit(dims: Grid["long"], each: (at: number, index: number) => void): void {
  const [first, ...rest] = dims;
  if (first === undefined) {
    each(0, 0);
    return;
  }
  if (rest.length === 0) {
    for (let t = 0, at = 0; t < first.extent; t++, at += first.stride) each(at, t);
    return;
  }
  let index = 0;
  for (let t = 0; t < first.extent; t++) {
    visit(rest, (at) => each(t * first.stride + at, index++));
  }
}

/** Visits the runs along the last of some dimensions. */
export function runsOf(
  dims: Grid["long"],
  each: (at: number, count: number, stride: number) => void,
): void {
  const last = dims.at(-1);
  visit(dims.slice(0, -1), (at) => each(at, last?.extent ?? 1, last?.stride ?? 0));
}

/** How much rounding errors grow in the factors of the matrices of a buffer [.., d, d], at most: 1 for diagonal ones. */
export function mostGrowth(
  buffer: Buffer,
  sizes: Sizes,
  array: Float64Array,
  kind: "matrix" | "factor",
): number {
  const { cells, long } = gridOf(buffer, sizes);
  const d = Math.round(Math.sqrt(cells.length));
  const l = new Float64Array(d * d), diagonal = new Float64Array(d), y = new Float64Array(d);
  const lower = (i: number, j: number) => l[i * d + j]!, own = (i: number) => diagonal[i]!;
  let most = 1;
  visit(long, (at) => {
    for (let i = 0; i < d; i++) {
      diagonal[i] = kind === "matrix" ? array[at + cells[i * d + i]!]! : 0;
      for (let j = 0; j <= i; j++) {
        let entry = array[at + cells[i * d + j]!]!;
        if (kind === "factor") {
          diagonal[i]! += entry * entry;
          l[i * d + j] = entry;
          continue;
        }
        for (let t = 0; t < j; t++) entry -= l[i * d + t]! * l[j * d + t]!;
        l[i * d + j] = i === j ? Math.sqrt(entry) : entry / l[j * d + j]!;
      }
    }
    most = Math.max(most, errorGrowth(d, lower, own, y));
  });
  return most;
}
