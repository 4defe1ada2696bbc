import { newCode } from "../bytes/assembler.ts";
import type { Code } from "../bytes/assembler.ts";
import { lanesOf } from "../bytes/emitter.ts";
import { type Frame, parameters, type Tile } from "../frame/frame.ts";
import { need } from "../frame/need.ts";
import { spread } from "../frame/frame.ts";
import { computeLevel } from "../values/rolled.ts";
import { eachRange, rangeBytes } from "./ranges.ts";
import { maskedTile, newTile, pushMask } from "./tiles.ts";

/** What the parameters of `run` mean to a filter; the lanes come as a list of ranges. */
export const filterParameters = {
  ...parameters,
  /** Ranges end here at the latest. */
  most: parameters.rowEnd,
  /** Where the ranges go. */
  into: parameters.resumed,
  /** How many lanes of what reads the list each lane stands for. */
  scale: parameters.goesOn,
} as const;

/**
 * The code of a function that goes along the lanes of one row, blocks of a sweep, and lists those where the only value of a
 * map is not 1, as ranges; what was listed is what it leaves in the local `end`. Lanes next to each other become one range.
 */
export function* filterCode(frame: Frame, end: number): Generator<undefined, Code, unknown> {
  const { kernel, locals, schedule, shape } = frame;
  const [axis] = kernel.rows, [store] = kernel.stores;
  if (axis === undefined || store === undefined) throw new Error("A filter has rows and a value");
  const row = filterParameters.rowFirst, lane = locals.fresh("i32", "lane");
  const main = newTile(frame, { row, rowIndex: new Map([[axis, row]]), lane }, 1);
  const tail = maskedTile(main, [locals.fresh("v128", "mask")]);
  const code = newCode();
  const outside = main.levels[1];
  code.get(filterParameters.into);
  code.set(end);
  if (schedule.rolled) {
    computeLevel(main, 0);
    computeLevel(main, 1);
    yield undefined;
  }
  pushMask(tail);
  if (schedule.rolled) {
    computeLevel(main, 2);
    computeLevel(tail, 2);
    yield undefined;
  }
  const last = locals.fresh("i32", "lastEnd");
  for (const tile of [main, tail]) listKept(tile, { end, last });
  code.append(outside.code);
  // no range ends before the first
  code.i32(-1);
  code.set(last);
  eachRange(frame, code, () => {
    code.get(parameters.laneFirst);
    code.set(lane);
    const width = lanesOf[shape];
    const tiles = [[main, main.vectors * width], [tail, 1]] as const;
    for (const [tile, room] of tiles) {
      code.block(() =>
        code.loop(() => {
          code.get(lane);
          code.i32(room);
          code.op("i32.add");
          code.get(parameters.laneEnd);
          code.op("i32.gt_s");
          code.brIf(1);
          code.append(tile.levels[2].code);
          code.get(lane);
          code.i32(tile.vectors * width);
          code.op("i32.add");
          code.set(lane);
          code.br(0);
        })
      );
    }
  });
  return code;
}

/** Emits what lists the lanes of a tile that are kept. */
function listKept(tile: Tile, list: { readonly end: number; readonly last: number }): void {
  const { frame, vectors } = tile, { kernel, locals, shape } = frame, { code } = tile.levels[2];
  const { value } = kernel.stores[0]!;
  const held = spread(tile, need(tile, value, new Map()), frame.dependence(value), {
    row: true,
    lane: true,
  });
  const kept = locals.fresh("i32", "kept");
  for (let v = 0; v < vectors; v++) {
    code.get(held[v]!);
    code.f64x2(1);
    code.op(`${shape}.ne`);
    if (tile.masked) {
      code.get(tile.mask[v]!);
      code.op("v128.and");
    }
    code.op("i64x2.bitmask");
    if (v > 0) {
      code.i32(v * lanesOf[shape]);
      code.op("i32.shl");
      code.get(kept);
      code.op("i32.or");
    }
    code.set(kept);
  }
  code.get(kept);
  code.when(() => {
    for (let t = 0; t < vectors * lanesOf[shape]; t++) {
      code.get(kept);
      code.i32(1 << t);
      code.op("i32.and");
      code.when(() => listLane(tile, t, list));
    }
  });
}

/** Emits what lists lane `t` of a tile: where the last range ends, it goes on. */
function listLane(
  { frame: { locals }, lane, levels }: Tile,
  t: number,
  { end, last }: { readonly end: number; readonly last: number },
): void {
  const { code } = levels[2], { scale, most } = filterParameters;
  const first = locals.fresh("i32", "first");
  code.get(lane);
  code.i32(t);
  code.op("i32.add");
  code.get(scale);
  code.op("i32.mul");
  code.tee(first);
  code.get(last);
  code.op("i32.ne");
  code.when(() => {
    code.get(end, first);
    code.access("i32.store", 0);
    code.get(end);
    code.i32(rangeBytes);
    code.op("i32.add");
    code.set(end);
  });
  code.get(first, scale);
  code.op("i32.add");
  code.set(last);
  // min(last, most)
  code.get(end);
  code.i32(rangeBytes - 4);
  code.op("i32.sub");
  code.get(last, most, last, most);
  code.op("i32.lt_s", "select");
  code.access("i32.store", 0);
}
