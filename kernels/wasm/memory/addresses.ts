import type { Axis } from "../../../src/expr/axes.ts";
import type { Level, Memory } from "../../ir/kernel.ts";
import type { Argument } from "../frame/argument_block.ts";
import type { Code } from "../bytes/assembler.ts";
import type { Cell, Loop, Stride, Tile } from "../frame/frame.ts";
import { movingAddress, outermostFirst } from "./loop.ts";
import { atDepth, remembered } from "../frame/sections.ts";
import { addMultiple, strideAlong, word } from "../frame/byte_strides.ts";

/** An address: an i32 local and what is added to it in the instruction. */
export interface Address {
  readonly local: number;
  readonly offset: number;
}

/** The cells of a value in memory. */
export interface Addresses {
  /** The address of row `r` of the tile at some cells. */
  readonly of: (r: number, cells: readonly (readonly [Axis, Cell])[]) => Address;
  readonly stride: (axis: Axis) => Stride | undefined;
}

/** What is addressed: where it starts, how wide a number is, the level of the code, and whether the lane counts. */
export interface Target {
  readonly value: Pick<Memory, "buffer" | "dims">;
  readonly pointer: Argument;
  readonly bytes: number;
  readonly level: Level;
  readonly withLane: boolean;
}

/** Addresses of the cells of a value. Neighbouring cells are one step apart, so that each address costs one addition. */
export function addressesOf(tile: Tile, target: Target): Addresses {
  const { frame, rowIndex, lane, levels } = tile;
  const { value, pointer, bytes, level, withLane } = target;
  const dims = value.dims.map((dim) => dim.key).join(",");
  const name = `address ${frame.args.offset(pointer)} ${bytes} ${dims} ${withLane}`;
  const stride = (axis: Axis) => strideAlong(frame, value, axis, bytes);

  const atStart = (key: string, push: (code: Code) => void) =>
    atDepth(
      tile,
      level,
      0,
      () => remembered(tile, level, `${name} ${key}`, "i32", () => push(levels[level].code)),
    );
  const base = () =>
    atStart("base", (code) => {
      code.get(word(frame, pointer));
      for (const [axis, index] of rowIndex) addMultiple(code, index, stride(axis));
      const along = frame.kernel.lane;
      if (along !== null && withLane) addMultiple(code, lane, stride(along));
    });
  const step = (from: number, key: string, by: Stride, count: number) =>
    remembered(tile, level, `${name} ${key}`, "i32", () => {
      const { code } = levels[level];
      code.get(from);
      if (typeof by === "number") code.i32(by * count);
      else {
        code.get(by.word);
        if (count !== 1) {
          code.i32(count);
          code.op("i32.mul");
        }
      }
      code.op("i32.add");
    });

  const of = (r: number, cells: readonly (readonly [Axis, Cell])[]): Address => {
    let offset = 0, local = base(), key = "";
    const rowStride = frame.inner === null ? undefined : stride(frame.inner);
    if (typeof rowStride === "number") offset += rowStride * r;
    else if (rowStride !== undefined && r > 0) {
      key = `row ${r}`;
      local = atDepth(tile, level, 0, () => step(local, key, rowStride, r));
    }
    const loops = new Map<Loop, { readonly axis: Axis; readonly by: Stride; plus: number }[]>();
    for (const [axis, cell] of cells) {
      const by = stride(axis);
      if (by === undefined || cell === 0) continue;
      if (typeof cell !== "number") {
        const move = { axis, by, plus: cell.plus }, known = loops.get(cell.loop);
        if (known === undefined) loops.set(cell.loop, [move]);
        else known.push(move);
      } else if (typeof by === "number") offset += by * cell;
      else if (frame.schedule.rolled) {
        key += ` ${axis.key} ${cell}`;
        local = atDepth(tile, level, 0, () => step(local, key, by, cell));
      } else {
        for (let t = 1; t <= cell; t++) local = step(local, `${key} ${axis.key} ${t}`, by, 1);
        key += ` ${axis.key} ${cell}`;
      }
    }
    for (const [loop, moves] of outermostFirst(loops)) {
      key += ` ${moves.map(({ axis }) => axis.key).join("=")} loop ${loop.counter}`;
      const by = moves.map(({ by }) => by).reduce((x, y) => sumOf(x, y));
      local = movingAddress(tile, level, loop, { name: `${name} ${key}`, from: local, by });
      for (const { axis, by, plus } of moves) {
        if (typeof by === "number") {
          offset += by * plus;
          continue;
        }
        for (let t = 1; t <= plus; t++) {
          local = atDepth(
            tile,
            level,
            loop.depth,
            () => step(local, `${key} ${axis.key} + ${t}`, by, 1),
          );
        }
        key += ` ${axis.key} + ${plus}`;
      }
    }
    return { local, offset };
  };

  const sumOf = (x: Stride, y: Stride): Stride => {
    if (typeof x === "number" && typeof y === "number") return x + y;
    const push = (code: Code, z: Stride) => typeof z === "number" ? code.i32(z) : code.get(z.word);
    const key = `stride ${[x, y].map((z) => typeof z === "number" ? z : `word ${z.word}`)}`;
    return {
      word: atStart(key, (code) => {
        push(code, x);
        push(code, y);
        code.op("i32.add");
      }),
    };
  };
  return { of, stride };
}
