import type { Axis } from "../../../src/expr/axes.ts";
import type { Accumulator, Value } from "../../ir/kernel.ts";
import { lanesOf } from "../bytes/emitter.ts";
import { type Cells, type Dependence, emitterOf, type Tile } from "../frame/frame.ts";
import { eachPoint } from "../memory/loop.ts";
import { remembered } from "../frame/sections.ts";
import { pushDoubles } from "./sums.ts";
import { word } from "../frame/byte_strides.ts";
import { cellOf } from "../frame/cells.ts";
import { needSpread } from "../frame/need.ts";

const everywhere: Dependence = { row: true, lane: true };

/** How many cells the accumulators before `index` have together: where its own columns start. */
export function firstCell(accumulators: readonly Accumulator[], index: number): number {
  return accumulators.slice(0, index).reduce((sum, { cells }) => sum + cellCount(cells), 0);
}

/** How many cells these axes have. */
export function cellCount(cells: readonly Axis[]): number {
  return cells.reduce((product, axis) => product * axis.set.extent, 1);
}

/**
 * Adds what the pairs (i, i′) of a tile mean for i′ to the sums by columns: for each cell of an accumulator a double for each
 * lane, in memory of the piece. Pieces are put together in a fixed order when all are done.
 */
export function addColumns(
  tile: Tile,
  accumulator: Accumulator,
  { first, mirror, terms }: {
    readonly first: number;
    readonly mirror: readonly Value[];
    /** The exponentials of a log-sum-exp at some cells: they are the same both ways round. */
    readonly terms: (point: Cells) => readonly number[] | undefined;
  },
): void {
  const { cells, op } = accumulator;
  const { rows, vectors, frame } = tile;
  const { shape, locals } = frame;
  const width = lanesOf[shape];
  const [value, factor] = mirror;
  eachPoint(tile, 2, cells, (point) => {
    const x = terms(point) ?? needSpread(tile, value!, point, everywhere);
    const y = factor && needSpread(tile, factor, point, everywhere);
    const { code } = emitterOf(tile, 2);
    const address = columnAddress(tile, cells, first, point);
    for (let v = 0; v < vectors; v++) {
      const sum = locals.fresh("v128");
      for (let r = 0; r < rows; r++) {
        const at = r * vectors + v;
        const isProduct = y !== undefined && (op === "dot" || op === "logSumExp");
        if (r > 0 && isProduct && frame.relaxed) {
          code.get(x[at]!, y[at]!, sum);
          code.op(`${shape}.relaxed_madd`);
        } else {
          code.get(x[at]!);
          if (isProduct) {
            code.get(y[at]!);
            code.op(`${shape}.mul`);
          }
          if (r > 0) {
            code.get(sum);
            code.op(`${shape}.add`);
          }
        }
        code.set(sum);
      }
      for (let half = 0; half < width / 2; half++) {
        const offset = v * width * 8 + half * 16;
        code.get(address, address);
        code.access("v128.load", offset);
        if (shape === "f64x2") code.get(sum);
        else pushDoubles(emitterOf(tile, 2), sum, half);
        code.op("f64x2.add");
        code.access("v128.store", offset);
      }
    }
  });
}

/** The address of the column sums of one cell at the first lane of the tile. */
function columnAddress(
  tile: Tile,
  cells: readonly Axis[],
  first: number,
  point: Cells,
): number {
  const { frame } = tile;
  const stride = word(frame, { kind: "columnStride" });
  const { code } = emitterOf(tile, 2);
  const start = remembered(tile, 2, "columns", "i32", () => {
    code.get(word(frame, { kind: "columns" }), tile.lane);
    code.i32(8);
    code.op("i32.mul", "i32.add");
  });
  // the flat index of the cell, of which loops count a part
  let fixed = first;
  const counted: { readonly counter: number; readonly times: number }[] = [];
  cells.forEach((axis, t) => {
    const times = cellCount(cells.slice(t + 1));
    const cell = cellOf(point, axis);
    if (typeof cell === "number") fixed += cell * times;
    else {
      fixed += cell.plus * times;
      counted.push({ counter: cell.loop.counter, times });
    }
  });
  const address = frame.locals.fresh("i32");
  code.i32(fixed);
  for (const { counter, times } of counted) {
    code.get(counter);
    code.i32(times);
    code.op("i32.mul", "i32.add");
  }
  code.get(stride);
  code.op("i32.mul");
  code.get(start);
  code.op("i32.add");
  code.set(address);
  return address;
}
