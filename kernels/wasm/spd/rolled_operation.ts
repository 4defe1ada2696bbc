import type { Axis } from "../../../src/expr/axes.ts";
import type { Level, MatrixInstruction, Register, Value } from "../../ir/kernel.ts";
import type { Triangle } from "../../spd/substitution.ts";
import type { Copies } from "../frame/vector_arithmetic.ts";
import { type Cell, type Cells, replicas, type Tile } from "../frame/frame.ts";
import { blocksFor, type Room, type Shop } from "./rolled_blocks.ts";
import type { TriangleUse } from "./operation_code.ts";
import { triangleOf } from "./rolled_triangle.ts";
import { loadFrom, placeFor, storedFor, storeTo } from "../memory/stored.ts";
import { cellOf } from "../frame/cells.ts";
import { needSpread } from "../frame/need.ts";

/** An operation on matrices while it is written: where its code goes, and how its operands and its result are reached. */
export interface Operation extends Shop {
  /** The cells outside the matrix. */
  readonly cells: Cells;
  readonly at: (...pairs: readonly (readonly [Axis, Cell])[]) => Cells;
  readonly number: (value: Value) => Copies;
  readonly element: (value: Value) => (i: Cell) => Copies;
  readonly entry: (value: Value) => (i: Cell, j: Cell) => Copies;
  readonly triangle: (value: Value, use: TriangleUse) => Triangle<Copies, Cell>;
  /** Numbers in scratch memory that only this operation needs. */
  readonly room: (name: string, ...extents: readonly number[]) => Room<Cell[]>;
  /** The place of the result, by indices that `pairs` makes to cells. */
  readonly result: (pairs: (...indices: Cell[]) => Cells) => Room<Cell[]>;
}

/** An operation at some cells outside the matrix. */
export function operationOf(
  tile: Tile,
  { out, row, column }: MatrixInstruction,
  level: Level,
  cells: Cells,
): Operation {
  const to = tile.frame.dependence(out), copies = replicas(tile, to);
  const at = (...pairs: readonly (readonly [Axis, Cell])[]) => new Map([...cells, ...pairs]);
  return {
    tile,
    level,
    copies,
    d: row.set.extent,
    ...blocksFor(copies),
    cells,
    at,
    number: (value) => needSpread(tile, value, cells, to),
    element: (value) => (i) => needSpread(tile, value, at([row, i]), to),
    entry: (value) => (i, j) => needSpread(tile, value, at([row, i], [column, j]), to),
    triangle: (value, use) => triangleOf(tile, value, { row, column, cells, level, to, ...use }),
    room: (name, ...extents) => {
      const place = placeFor(tile, name, extents, copies);
      return {
        at: (...indices) => loadFrom(tile, level, place, indices),
        put: (held, ...indices) => storeTo(tile, level, place, indices, held),
      };
    },
    result: (pairs) => {
      const place = storedFor(tile, out);
      return {
        at: (...indices) => loadFrom(tile, level, place, indicesIn(out, pairs(...indices))),
        put: (held, ...indices) =>
          storeTo(tile, level, place, indicesIn(out, pairs(...indices)), held),
      };
    },
  };
}

/** The indices of a register's cells, in their order. */
export function indicesIn({ cells: axes }: Register, cells: Cells): Cell[] {
  return axes.map((axis) => cellOf(cells, axis));
}
