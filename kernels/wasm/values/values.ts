import { type Axis, isLong } from "../../../src/expr/axes.ts";
import type { Instruction, Level, Register, Value } from "../../ir/kernel.ts";
import { across, lanesOf, splat } from "../bytes/emitter.ts";
import { type Cell, type Cells, emitterOf, type Held, type Tile } from "../frame/frame.ts";
import { gather } from "../memory/gather.ts";
import { load } from "../memory/load.ts";
import { matrix } from "../spd/written_out.ts";
import { foldGroup } from "./folds.ts";
import { guardedValue } from "./guarded.ts";
import { loadStored } from "../memory/stored.ts";
import { note, recall } from "../frame/sections.ts";
import { word } from "../frame/byte_strides.ts";
import { cellOf, registerName, valueName } from "../frame/cells.ts";
import { constantLocal, need } from "../frame/need.ts";
import { mapValue } from "./map_value.ts";

/** Emits a value at some cells. */
export function make(tile: Tile, value: Value, cells: Cells, level: Level): Held {
  switch (value.kind) {
    case "register":
      return needRegister(tile, value, cells, level);
    case "view": {
      const own = value.of.cells.map((
        axis,
        t,
      ): [Axis, Cell] => [axis, cellOf(cells, value.dims[t]!)]);
      return need(tile, value.of, new Map(own));
    }
    case "memory":
      return keep(tile, level, valueName(value, cells), load(tile, value, cells, level));
    default:
      return value satisfies never;
  }
}

function keep(tile: Tile, level: Level, name: string, held: Held): Held {
  note(tile, level, name, held);
  return held;
}

function needRegister(tile: Tile, register: Register, cells: Cells, level: Level): Held {
  const name = registerName(register, cells);
  const stored = loadStored(tile, register, cells, level);
  if (stored !== undefined) return keep(tile, level, name, stored);
  const held = compute(tile, tile.frame.definition(register), cells, level);
  return recall(tile, level, name) ?? keep(tile, level, name, held);
}

/** Emits an instruction for one cell of its result. */
export function compute(tile: Tile, instruction: Instruction, cells: Cells, level: Level): Held {
  const { frame } = tile;
  switch (instruction.kind) {
    case "const":
      return [constantLocal(tile, instruction.value)];
    case "extent":
      return [splatWord(tile, level, word(frame, { kind: "extent", set: instruction.set }))];
    case "index":
      return indexValue(tile, instruction.axis, cells, level);
    case "map":
      return mapValue(tile, instruction, cells, level);
    case "fold":
    case "dot":
      return foldGroup(tile, instruction, cells, level);
    case "gather":
      return gather(tile, instruction, cells, level);
    case "inverse":
    case "dense":
      return matrix(tile, instruction, cells, level);
    case "guarded":
      return guardedValue(tile, instruction, cells, level);
    default:
      return instruction satisfies never;
  }
}

/** A vector of an i32 number. */
function splatWord(tile: Tile, level: Level, local: number): number {
  const { code, locals, shape } = emitterOf(tile, level);
  code.get(local);
  code.op("f64.convert_i32_u");
  if (shape === "f32x4") code.op("f32.demote_f64");
  code.op(`${shape}.splat`);
  const vector = locals.fresh("v128");
  code.set(vector);
  return vector;
}

function indexValue(tile: Tile, axis: Axis, cells: Cells, level: Level): Held {
  const { frame, rowIndex, lane, vectors } = tile;
  const e = emitterOf(tile, level);
  if (!isLong(axis)) {
    const cell = cellOf(cells, axis);
    if (typeof cell === "number") return [constantLocal(tile, cell)];
    const count = splatWord(tile, level, cell.loop.counter);
    return across(e, 1, () => {
      e.code.get(count);
      splat(e, cell.plus);
      e.code.op(`${e.shape}.add`);
    });
  }
  const step = (from: number, count: number, by: number) =>
    across(e, count, (t) => {
      e.code.get(from);
      splat(e, t * by);
      e.code.op(`${e.shape}.add`);
    });
  const row = rowIndex.get(axis);
  if (row !== undefined) {
    const first = splatWord(tile, level, row);
    return axis === frame.inner ? step(first, tile.rows, 1) : [first];
  }
  const start = splatWord(tile, level, lane);
  const [first] = across(e, 1, () => {
    e.code.get(start);
    if (e.shape === "f64x2") e.code.f64x2(0, 1);
    else e.code.f32x4(0, 1, 2, 3);
    e.code.op(`${e.shape}.add`);
  });
  return step(first!, vectors, lanesOf[e.shape]);
}
