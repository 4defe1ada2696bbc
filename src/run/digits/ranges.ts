import { bufferStrides } from "../../../kernels/ir/strides.ts";
import { type Axis, isLong } from "../../expr/axes.ts";
import { errorGrowth } from "../../expr/cholesky.ts";
import { type Buffer, extentOf, type Sizes } from "../../plan/types.ts";
import { numbersAtOnce } from "../conduct/slices.ts";

/** Numbers by buffer. */
export type ArrayOf = (buffer: Buffer) => Float64Array;

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

/** Numbers of one cell and one batch entry, in a line of memory. */
export interface CellLine {
  /** The place of their centre. */
  readonly place: number;
  readonly start: number;
  readonly count: number;
  readonly stride: number;
}

/** The lines of a buffer; long ones in parts that are a slice of work. */
export function* linesOf(
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
