import type { Axis } from "../../../src/expr/axes.ts";
import type { Level, Memory } from "../../ir/kernel.ts";
import { addressesOf, type Target } from "./addresses.ts";
import type { Code } from "../bytes/assembler.ts";
import { laneBytes, lanesOf } from "../bytes/emitter.ts";
import { type Cell, type Cells, parameters, type Stride, type Tile } from "../frame/frame.ts";
import { addMultiple, strideAlong } from "../frame/byte_strides.ts";

/** Loads a cell of a value: splats of what the rows decide, vectors of what differs along the lanes. */
export function load(tile: Tile, value: Memory, cells: Cells, level: Level): number[] {
  const { frame } = tile, { shape, kernel } = frame;
  const { code } = tile.levels[level];
  const bytes = laneBytes[shape], bits = shape === "f64x2" ? 64 : 32;
  const { row, lane } = frame.dependence(value);
  const along = lane && kernel.lane !== null
    ? strideAlong(frame, value, kernel.lane, bytes)
    : undefined;
  const target: Target = {
    value,
    pointer: { kind: "pointer", buffer: value.buffer, rounding: frame.rounding(value) },
    bytes,
    level,
    withLane: along === bytes,
  };
  const addresses = addressesOf(tile, target);
  const at = value.cells.map((axis): [Axis, Cell] => [axis, cells.get(axis) ?? 0]);
  const held: number[] = [];
  for (let r = 0; r < (row ? tile.rows : 1); r++) {
    const { local, offset } = addresses.of(r, at);
    for (let v = 0; v < (lane ? tile.vectors : 1); v++) {
      if (along === undefined) {
        code.get(local);
        code.access(`v128.load${bits}_splat`, offset);
      } else if (along === bytes) {
        code.get(local);
        code.access("v128.load", offset + v * 16);
      } else {
        loadApart(tile, code, { local, offset, stride: along, first: v * lanesOf[shape] });
      }
      const vector = frame.locals.fresh("v128");
      code.set(vector);
      held.push(vector);
    }
  }
  return held;
}

/** Pushes a vector whose lanes lie `stride` bytes apart. */
function loadApart(
  tile: Tile,
  code: Code,
  { local, offset, stride, first }: {
    readonly local: number;
    readonly offset: number;
    readonly stride: Stride;
    readonly first: number;
  },
): void {
  const { shape, locals } = tile.frame;
  const bits = shape === "f64x2" ? 64 : 32;
  const vector = locals.fresh("v128"), index = locals.fresh("i32");
  for (let w = 0; w < lanesOf[shape]; w++) {
    pushLane(tile, code, first + w);
    code.set(index);
    code.get(local);
    addMultiple(code, index, stride);
    if (w === 0) code.access(`v128.load${bits}_zero`, offset);
    else {
      code.get(vector);
      code.laneAccess(`v128.load${bits}_lane`, w, offset);
    }
    code.set(vector);
  }
  code.get(vector);
}

/** Pushes the index of lane `t` of the tile; where the tile may run past the end, at most that of the last lane. */
export function pushLane({ frame, lane, masked }: Tile, code: Code, t: number): void {
  code.get(lane);
  code.i32(t);
  code.op("i32.add");
  if (!masked) return;
  const index = frame.locals.fresh("i32"), last = frame.locals.fresh("i32");
  code.tee(index);
  code.get(parameters.laneEnd);
  code.i32(1);
  code.op("i32.sub");
  code.tee(last);
  code.get(index, last);
  code.op("i32.lt_s", "select");
}
