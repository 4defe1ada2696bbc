import type { Axis } from "../../../src/expr/axes.ts";
import type { Level } from "../../ir/kernel.ts";
import { type Code, newCode } from "../bytes/assembler.ts";
import type { Cell, Cells, Loop, Section, Stride, Tile } from "../frame/frame.ts";
import { atDepth } from "../frame/sections.ts";
import { addMultiple } from "../frame/byte_strides.ts";

/** The indices of a loop: from `start`, by `by`, up to but not including `end`, or down to `end` if `by` is negative. */
export interface Range {
  readonly start: Cell;
  readonly end: Cell;
  readonly by: number;
}

/**
 * Emits `body` for each index of a short axis: written out, or in a loop that stays a loop, whose body is repeated
 * `unroll` times.
 */
export function eachCell(
  tile: Tile,
  level: Level,
  extent: number,
  body: (cell: Cell) => void,
  unroll = 1,
): void {
  if (!tile.frame.schedule.rolled || extent === 1) {
    for (let cell = 0; cell < extent; cell++) body(cell);
    return;
  }
  const by = Math.min(unroll, extent), rest = extent % by;
  const loop = eachIn(tile, level, { start: 0, end: extent - rest, by }, (loop) => {
    for (let plus = 0; plus < by; plus++) body({ loop, plus });
  });
  if (rest === 0) return;
  // counter and addresses stand where the loop ended
  const { code } = tile.levels[level];
  code.append(inLoop(tile, level, () => {
    for (let plus = 0; plus < rest; plus++) body({ loop, plus });
  }));
}

/** Emits `body` for each point of short axes. */
export function eachPoint(
  tile: Tile,
  level: Level,
  axes: readonly Axis[],
  body: (cells: Cells) => void,
): void {
  const nest = ([axis, ...inner]: readonly Axis[], cells: Cells) => {
    if (axis === undefined) return body(cells);
    eachCell(tile, level, axis.set.extent, (cell) => {
      nest(inner, new Map(cells).set(axis, cell));
    });
  };
  nest(axes, new Map());
}

/** Emits a loop, whose body is written once. */
export function eachIn(
  tile: Tile,
  level: Level,
  { start, end, by }: Range,
  body: (loop: Loop) => void,
): Loop {
  const section = tile.levels[level];
  const { code } = section;
  const counter = tile.frame.locals.fresh("i32", "n");
  const loop: Loop = { counter, start, depth: section.outer.length + 1, pointers: new Map() };
  pushCell(code, start);
  code.set(counter);
  const inside = inLoop(tile, level, () => body(loop));
  const goesOn = () => {
    code.get(counter);
    pushCell(code, end);
    code.op(by > 0 ? "i32.lt_s" : "i32.ge_s");
  };
  const whole = () =>
    code.loop(() => {
      code.append(inside);
      code.get(counter);
      code.i32(by);
      code.op("i32.add");
      code.set(counter);
      for (const pointer of loop.pointers.values()) {
        code.get(pointer.local);
        pushMultiple(code, pointer.by, by);
        code.op("i32.add");
        code.set(pointer.local);
      }
      goesOn();
      code.brIf(0);
    });
  if (typeof start === "number" && typeof end === "number") {
    if (by > 0 ? start < end : start >= end) whole();
  } else {
    goesOn();
    code.when(whole);
  }
  return loop;
}

/** An address that moves along with the index of a loop: it starts at `from`, which the code around the loop knows. */
export function movingAddress(
  tile: Tile,
  level: Level,
  loop: Loop,
  { name, from, by }: { readonly name: string; readonly from: number; readonly by: Stride },
): number {
  const known = loop.pointers.get(name);
  if (known !== undefined) return known.local;
  const local = tile.frame.locals.fresh("i32", name);
  atDepth(tile, level, loop.depth - 1, () => {
    const { code } = tile.levels[level], { start } = loop;
    code.get(from);
    if (typeof start !== "number") {
      addMultiple(code, start.loop.counter, by);
      if (start.plus !== 0) {
        pushMultiple(code, by, start.plus);
        code.op("i32.add");
      }
    } else if (start !== 0) {
      pushMultiple(code, by, start);
      code.op("i32.add");
    }
    code.set(local);
  });
  loop.pointers.set(name, { local, by });
  return local;
}

/** What loops have, by their depth. */
export function outermostFirst<T>(loops: ReadonlyMap<Loop, T>): Iterable<readonly [Loop, T]> {
  return loops.size < 2 ? loops : [...loops].sort(([x], [y]) => x.depth - y.depth);
}

/** Pushes an index. */
export function pushCell(code: Code, cell: Cell): void {
  if (typeof cell === "number") return code.i32(cell);
  code.get(cell.loop.counter);
  if (cell.plus === 0) return;
  code.i32(cell.plus);
  code.op("i32.add");
}

/** The code of `body`, written as one loop deeper. */
function inLoop(tile: Tile, level: Level, body: () => void): Code {
  const section: Section = tile.levels[level];
  const { code, scopes, outer } = section, { loopLevel } = tile;
  const inside = newCode();
  Object.assign(section, {
    code: inside,
    scopes: [...scopes, new Map()],
    outer: [...outer, { code, scopes }],
  });
  tile.loopLevel = level;
  body();
  tile.loopLevel = loopLevel;
  Object.assign(section, { code, scopes, outer });
  return inside;
}

/** Pushes stride · count. */
function pushMultiple(code: Code, stride: Stride, count: number): void {
  if (typeof stride === "number") return code.i32(stride * count);
  code.get(stride.word);
  if (count === 1) return;
  code.i32(count);
  code.op("i32.mul");
}
