import type { Axis } from "../../../src/expr/axes.ts";
import type { Level, Register, Value } from "../../ir/kernel.ts";
import type { Cell, Cells, Tile } from "./frame.ts";

/** The name under which the locals of a value at some cells are remembered. */
export function valueName(value: Value, cells: Cells): string {
  switch (value.kind) {
    case "register":
      return registerName(value, cells);
    case "view":
      return `view ${value.of.id} ${keysOf(value.dims)} ${cellNames(value.cells, cells)}`;
    case "memory":
      return `memory ${value.buffer.id} ${keysOf(value.dims)} ${cellNames(value.cells, cells)}`;
    default:
      return value satisfies never;
  }
}

/** A name of a register at some cells. */
export function registerName(register: Register, cells: Cells): string {
  return `register ${register.id} ${cellNames(register.cells, cells)}`;
}

/** The index along an axis: every cell of a value that is asked for has one. */
export function cellOf(cells: Cells, axis: Axis): Cell {
  const cell = cells.get(axis);
  if (cell === undefined) throw new Error(`No index along ${axis.key}`);
  return cell;
}

/** The cells with one more index. */
export function withCell(cells: Cells, axis: Axis, cell: Cell): Cells {
  return new Map(cells).set(axis, cell);
}

/** The level whose code computes a value: that of the open loop if an index runs in it. */
export function levelOf(tile: Tile, level: Level, axes: readonly Axis[], cells: Cells): Level {
  return axes.some((axis) => typeof cells.get(axis) === "object") ? tile.loopLevel : level;
}

/** How many loops are around the code of a value at some cells. */
export function depthOf(axes: readonly Axis[], cells: Cells): number {
  return axes.reduce((depth, axis) => {
    const cell = cells.get(axis);
    return typeof cell === "object" ? Math.max(depth, cell.loop.depth) : depth;
  }, 0);
}

function cellNames(axes: readonly Axis[], cells: Cells): string {
  return axes.map((axis) => {
    const cell = cellOf(cells, axis);
    return typeof cell === "number" ? cell : `loop ${cell.loop.counter} + ${cell.plus}`;
  }).join(",");
}

function keysOf(axes: readonly Axis[]): string {
  return axes.map((axis) => axis.key).join(",");
}
