import { type Axis, isLong } from "../../../src/expr/axes.ts";
import type { Instruction, Level, Register, Value } from "../../ir/kernel.ts";
import { across, lanesOf, splat } from "../bytes/emitter.ts";
import { type Cell, type Dependence, emitterOf, spread, type Tile } from "../frame/frame.ts";
import { gather } from "../memory/gather.ts";
import { type Cells, load } from "../memory/load.ts";
import { matrix } from "../spd/written_out.ts";
import { foldGroup } from "./folds.ts";
import { lanewise } from "../functions/lanes.ts";
import { neverNaN } from "./not_nan.ts";
import { productsValue } from "./products.ts";
import { scaledProduct } from "./scaling.ts";
import { loadStored } from "../memory/stored.ts";
import { atDepth, note, recall } from "../frame/sections.ts";
import { word } from "../frame/byte_strides.ts";

/** The locals that hold a value at some cells: one for each row and vector of the tile on which it depends. */
export type Held = readonly number[];

/** The locals of a value at some cells; emits what is not yet there. */
export function need(tile: Tile, value: Value, cells: Cells): Held {
  const level = levelOf(tile, value.level, value.cells, cells);
  const name = valueName(value, cells);
  const known = recall(tile, level, name);
  if (known !== undefined) return known;
  return atDepth(tile, level, depthOf(value.cells, cells), () => make(tile, value, cells, level));
}

function make(tile: Tile, value: Value, cells: Cells, level: Level): Held {
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

/** The locals of a value, arranged as `to` asks. */
export function needSpread(tile: Tile, value: Value, cells: Cells, to: Dependence): number[] {
  return spread(tile, need(tile, value, cells), tile.frame.dependence(value), to);
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
function depthOf(axes: readonly Axis[], cells: Cells): number {
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

function keysOf(axes: readonly Axis[]): string {
  return axes.map((axis) => axis.key).join(",");
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
      return productsValue(tile, instruction, cells, level) ??
        scaledProduct(tile, instruction, cells, level) ??
        mapValue(tile, instruction, cells, level);
    case "fold":
    case "dot":
      return foldGroup(tile, instruction, cells, level);
    case "gather":
      return gather(tile, instruction, cells, level);
    case "inverse":
    case "dense":
      return matrix(tile, instruction, cells, level);
    default:
      return instruction satisfies never;
  }
}

/** Emits an elementwise operation. */
export function mapValue(
  tile: Tile,
  { op, args, out }: Extract<Instruction, { kind: "map" }>,
  cells: Cells,
  level: Level,
): Held {
  const { frame } = tile;
  const held = args.map((arg) => needSpread(tile, arg, cells, frame.dependence(out)));
  const e = emitterOf(tile, level);
  if (op === "min" || op === "max") {
    // one instruction instead of seven, which keeps a NaN in its first argument
    const [first, second] = neverNaN(frame, args[1]!) ? held : [...held].reverse();
    if (args.some((arg) => neverNaN(frame, arg))) {
      return lanewise(e, `p${op}`, first!, second!);
    }
  }
  return frame.maps[op](e, held);
}

/** The local that holds a constant. */
export function constantLocal(tile: Tile, value: number): number {
  const e = { ...emitterOf(tile, 0), code: tile.frame.constants.code };
  splat(e, value);
  e.code.op("drop");
  const key = `${e.shape} ${Object.is(value, -0) ? "-0" : value}`;
  return tile.frame.constants.locals.get(key) as number;
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
