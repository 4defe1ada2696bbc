import { bufferStrides } from "../../../kernels/ir/strides.ts";
import type { Axis } from "../../expr/axes.ts";
import { type Buffer, extentOf, type Sizes, type Step } from "../../plan/types.ts";

/** Rows from the first to, not including, the second. */
export type RowRange = readonly [first: number, end: number];

/** The rows of a step that are needed, in order: what decides it has been computed. */
export function neededRows(
  { rows, when }: Pick<Step, "rows" | "when">,
  sizes: Sizes,
  arrayOf: (buffer: Buffer) => Float64Array,
): readonly RowRange[] {
  const count = rowCount({ rows }, sizes);
  if (when === undefined) return [[0, count]];
  const extents = rows.map((axis) => extentOf(axis, sizes));
  const numbers = arrayOf(when.buffer), strides = bufferStrides(when.buffer, sizes);
  const steps = rows.map((axis: Axis) =>
    when.dims.reduce((sum, dim, t) => dim === axis ? sum + strides[t]! : sum, 0)
  );
  const ranges: [number, number][] = [];
  for (let row = 0; row < count; row++) {
    let at = 0;
    for (let t = extents.length - 1, rest = row; t >= 0; t--) {
      at += (rest % extents[t]!) * steps[t]!;
      rest = Math.floor(rest / extents[t]!);
    }
    if ((numbers[at] !== 0) !== when.isNot0) continue;
    extend(ranges, row);
  }
  return ranges;
}

/** Rows, given in order, as ranges. */
export function rangesOf(rows: readonly number[]): readonly RowRange[] {
  const ranges: [number, number][] = [];
  for (const row of rows) extend(ranges, row);
  return ranges;
}

function extend(ranges: [number, number][], row: number): void {
  const last = ranges.at(-1);
  if (last?.[1] === row) last[1] = row + 1;
  else ranges.push([row, row + 1]);
}

/** How many rows a step has. */
export function rowCount({ rows }: Pick<Step, "rows">, sizes: Sizes): number {
  return rows.reduce((product, axis) => product * extentOf(axis, sizes), 1);
}
