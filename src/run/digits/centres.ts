import type { Group } from "../../../kernels/wgsl/slots.ts";
import type { Axis } from "../../expr/axes.ts";
import { type Buffer, extentOf, type Sizes } from "../../plan/types.ts";
import { atOnce, numbersAtOnce, type Slices } from "../conduct/slices.ts";
import { type ArrayOf, type Grid, gridOf, visit } from "./ranges.ts";

/** A centre for every batch entry and short cell of a group, and how far from it the numbers lie. */
export interface Centre {
  /** [batch entry][cell], half-way between the least and the largest number. */
  readonly values: Float64Array;
  readonly cells: number;
  /** The largest distance of a number from its centre, by cell. */
  readonly reach: Float64Array;
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
