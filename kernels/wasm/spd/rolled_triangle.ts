import type { Axis } from "../../../src/expr/axes.ts";
import { argumentsOf, type Level, type Register, type Value, whole } from "../../ir/kernel.ts";
import type { Triangle } from "../../spd/substitution.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import {
  type Cell,
  type Cells,
  type Dependence,
  emitterOf,
  type Loop,
  replicas,
  spread,
  type Stored,
  type Tile,
} from "../frame/frame.ts";
import type { TriangleUse } from "./operation_code.ts";
import { eachCell, eachIn } from "../memory/loop.ts";
import { note, recall } from "../frame/sections.ts";
import { loadFrom, placeFor, storeTo } from "../memory/stored.ts";
import { cellOf, levelOf, valueName } from "../frame/cells.ts";
import { need, needSpread } from "../frame/need.ts";

/** Where a triangle is read. */
export interface Reading extends TriangleUse {
  readonly row: Axis;
  readonly column: Axis;
  readonly cells: Cells;
  readonly level: Level;
  /** How the copies are arranged. */
  readonly to: Dependence;
}

/**
 * A triangle as an operation reads it. One in the buffers is copied to scratch memory first, where entries lie side by
 * side, if it is read often: neighbours in a buffer are as far apart as there are lanes.
 */
export function triangleOf(tile: Tile, value: Value, reading: Reading): Triangle<Copies, Cell> {
  const { row, column, cells, level, to, isHeavy, isSolved } = reading;
  const { frame } = tile;
  const at = (i: Cell, j: Cell) => new Map([...cells, [row, i], [column, j]] as [Axis, Cell][]);
  const own = levelOf(tile, value.level, value.cells, cells);
  const copied = value.kind === "memory" && value.cells.length === 2 &&
      (isHeavy || own < level || timesRead(tile, value) > 1)
    ? copyTriangle(tile, value, reading, own)
    : undefined;
  const inverse = isSolved ? reciprocalPlace(tile, value, reading, own) : undefined;
  return {
    at: (i, j) =>
      copied === undefined
        ? needSpread(tile, value, at(i, j), to)
        : spread(tile, loadFrom(tile, level, copied, [i, j]), frame.dependence(value), to),
    divisorAt: (i) => {
      if (inverse === undefined) {
        throw new Error("Reciprocals of a diagonal that were not asked for");
      }
      return spread(tile, inverse(i), frame.dependence(value), to);
    },
  };
}

/** How many operations of a kernel read a matrix. */
function timesRead({ frame }: Tile, value: Value): number {
  const name = (value: Value) => valueName(value, new Map(value.cells.map((axis) => [axis, 0])));
  return frame.kernel.levels.flat().filter((instruction) =>
    (instruction.kind === "dense" || instruction.kind === "inverse") &&
    argumentsOf(instruction).some((arg) => arg.cells.length === 2 && name(arg) === name(value))
  ).length;
}

/** The lower triangle of a matrix in scratch memory, copied there once where its level runs. */
function copyTriangle(
  tile: Tile,
  value: Value,
  { row, column }: Reading,
  level: Level,
): Stored {
  const d = row.set.extent;
  const name = `triangle ${valueName(value, new Map([[row, 0], [column, 0]]))}`;
  const place = placeFor(tile, name, [d, d], replicas(tile, tile.frame.dependence(value)));
  if (recall(tile, level, name) !== undefined) return place;
  eachCell(tile, level, d, (i) => {
    const end: Cell = typeof i === "number" ? i + 1 : { loop: i.loop, plus: i.plus + 1 };
    eachIn(tile, level, { start: 0, end, by: 1 }, (loop: Loop) => {
      const j = { loop, plus: 0 };
      storeTo(tile, level, place, [i, j], need(tile, value, new Map([[row, i], [column, j]])));
    });
  });
  note(tile, level, name, []);
  return place;
}

/** Where the reciprocals of the diagonal of a factor that this kernel computes are kept, and their indices from its cells. */
export function reciprocalsOf(tile: Tile, register: Register) {
  const { frame } = tile, definition = frame.definition(register);
  const column = definition.kind === "dense" ? definition.column : undefined;
  const axes = register.cells.filter((axis) => axis !== column);
  const extents = axes.map(({ set }) => set.extent);
  const copies = replicas(tile, frame.dependence(register));
  const place = placeFor(tile, `reciprocals ${register.id}`, extents, copies);
  return { place, indices: (cells: Cells) => axes.map((axis) => cellOf(cells, axis)) };
}

/** The reciprocals of the diagonal of a triangle: those of its factor, or computed once where its level runs. */
function reciprocalPlace(
  tile: Tile,
  value: Value,
  { row, column, cells, level }: Reading,
  own: Level,
): (i: Cell) => readonly number[] {
  const at = (i: Cell): Cells => new Map([...cells, [row, i], [column, i]] as [Axis, Cell][]);
  const register = whole(value);
  if (register.kind === "register") {
    const definition = tile.frame.definition(register);
    if (definition.kind === "dense" && definition.op === "factor") {
      const { place, indices } = reciprocalsOf(tile, register);
      const names = value.kind === "view" ? value.dims : register.cells;
      return (i) => {
        const known = at(i);
        const inside = new Map(register.cells.map((axis, t) => [axis, cellOf(known, names[t]!)]));
        return loadFrom(tile, level, place, indices(inside));
      };
    }
  }
  const d = row.set.extent;
  const start = new Map([...cells, [row, 0], [column, 0]] as [Axis, Cell][]);
  const name = `reciprocals ${valueName(value, start)}`;
  const place = placeFor(tile, name, [d], replicas(tile, tile.frame.dependence(value)));
  if (recall(tile, own, name) === undefined) {
    eachCell(tile, own, d, (i) => {
      const diagonal = need(tile, value, at(i));
      storeTo(tile, own, place, [i], arithmetic(emitterOf(tile, own)).reciprocal(diagonal));
    });
    note(tile, own, name, []);
  }
  return (i) => loadFrom(tile, level, place, [i]);
}
