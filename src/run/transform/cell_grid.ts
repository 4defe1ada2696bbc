import type { Slices } from "../../expr/slices.ts";
import { inChunks } from "./chunks.ts";
import type { PointCells } from "./point_set.ts";

/** A box of cells, dense: cell (c₀, c₁, c₂) has the number ((c₀ − lo₀)·n₁ + c₁ − lo₁)·n₂ + c₂ − lo₂. */
export interface CellBox {
  readonly lo: readonly number[];
  readonly extents: readonly number[];
}

/** The smallest box around some points, with so many cells more to each side. */
export function* boxAround(cells: PointCells, order: Int32Array, margin: number): Slices<CellBox> {
  const lo: number[] = [], extents: number[] = [];
  for (const own of cells) {
    let least = Infinity, most = -Infinity;
    yield* inChunks(order.length, (first, end) => {
      for (let t = first; t < end; t++) {
        const cell = own[order[t]!]!;
        if (cell < least) least = cell;
        if (cell > most) most = cell;
      }
    });
    lo.push(least - margin);
    extents.push(most - least + 1 + 2 * margin);
  }
  return { lo, extents };
}

/** How many cells a box has. */
export function cellCountOf({ extents }: CellBox): number {
  return extents.reduce((product, extent) => product * extent, 1);
}

/** The number of a point's cell in a box; −1 outside. */
function cellNumber(cells: PointCells, point: number, { lo, extents }: CellBox): number {
  let number = 0;
  for (let a = 0; a < lo.length; a++) {
    const at = cells[a]![point]! - lo[a]!;
    if (at < 0 || at >= extents[a]!) return -1;
    number = number * extents[a]! + at;
  }
  return number;
}

/** Points sorted by cell: those of cell c are `order[starts[c]]` to `order[starts[c + 1] − 1]`. */
export interface SortedPoints {
  readonly order: Int32Array;
  readonly starts: Int32Array;
  /** The cell of each point of the order. */
  readonly numbers: Int32Array;
}

/** Those of some points that lie in a box, sorted by cell: neighbours in space are neighbours in memory. */
export function* sortedByCell(
  cells: PointCells,
  points: Int32Array,
  box: CellBox,
): Slices<SortedPoints> {
  const starts = new Int32Array(cellCountOf(box) + 1), own = new Int32Array(points.length);
  yield* inChunks(points.length, (first, end) => {
    for (let t = first; t < end; t++) {
      const cell = own[t] = cellNumber(cells, points[t]!, box);
      if (cell >= 0) starts[cell + 1]!++;
    }
  });
  for (let c = 1; c < starts.length; c++) starts[c]! += starts[c - 1]!;
  const next = starts.slice(), count = starts[starts.length - 1]!;
  const order = new Int32Array(count), numbers = new Int32Array(count);
  yield undefined;
  yield* inChunks(points.length, (first, end) => {
    for (let t = first; t < end; t++) {
      const cell = own[t]!;
      if (cell < 0) continue;
      const at = next[cell]!++;
      order[at] = points[t]!;
      numbers[at] = cell;
    }
  });
  return { order, starts, numbers };
}

/** Products in a slice: about a millisecond. */
const productsAtOnce = 2 ** 19;

/**
 * Σ over cells of values times a product of factors, one for each coordinate, by how many cells lie between: `kernels[a][o]`
 * for o cells along coordinate a, 0 beyond.
 */
export function* filtered(
  values: Float64Array,
  { extents }: CellBox,
  kernels: readonly Float64Array[],
): Slices<Float64Array> {
  let from = values;
  let inner = 1;
  for (let a = extents.length - 1; a >= 0; a--) {
    const kernel = kernels[a]!, extent = extents[a]!, to = new Float64Array(from.length);
    const line = inner * extent;
    let done = 0;
    for (let start = 0; start < from.length; start += line) {
      for (let c = 0; c < extent; c++) {
        for (let e = 0; e < inner; e++) {
          const value = from[start + c * inner + e]!;
          if (value === 0) continue;
          const least = Math.max(0, c - kernel.length + 1);
          const most = Math.min(extent - 1, c + kernel.length - 1);
          for (let o = least; o <= most; o++) {
            to[start + o * inner + e]! += value * kernel[Math.abs(o - c)]!;
          }
        }
        done += inner * kernel.length;
        if (done < productsAtOnce) continue;
        done = 0;
        yield undefined;
      }
    }
    from = to;
    inner = line;
  }
  return from;
}
