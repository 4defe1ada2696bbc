import type { Axis } from "../../../src/expr/axes.ts";
import type { Accumulator } from "../../ir/kernel.ts";
import { runningSums } from "../sums/accumulate.ts";
import type { Code } from "../bytes/assembler.ts";
import { type Emitter, lanesOf } from "../bytes/emitter.ts";
import { emitterOf, type Frame, parameters, type Tile } from "../frame/frame.ts";
import { feedLogs, runningLogSumExp } from "../sums/log_sum_exp.ts";
import { rolledLogs } from "../sums/rolled_logs.ts";
import { computeLevel } from "../values/rolled.ts";
import { hasMaskedTilesOnly } from "../frame/schedule.ts";
import { newSection } from "../frame/sections.ts";
import { writeStores } from "./store.ts";
import { blockLanes } from "../sums/sums.ts";
import { word } from "../frame/byte_strides.ts";
import { eachRange } from "./ranges.ts";

/** How many lanes of a map share a flag. */
export const flagLanes = 64;

/** Where the loops stand: i32 locals. */
export interface Position {
  /** The flat index of the first row of the tile. */
  readonly row: number;
  readonly rowIndex: ReadonlyMap<Axis, number>;
  readonly lane: number;
}

/** A tile of so many rows whose code is still empty, and the section of its rows. */
export function newTile(frame: Frame, { rowIndex, lane }: Position, rows: number): Tile {
  const { kernel, locals, schedule } = frame;
  return {
    frame,
    rows,
    vectors: kernel.lane === null ? 1 : schedule.vectors,
    masked: false,
    levels: [frame.level0, newSection(), newSection()],
    rowIndex,
    lane,
    doubt: locals.fresh("v128", "doubt"),
    rowDoubt: locals.fresh("v128", "rowDoubt"),
    resumed: parameters.resumed,
    mask: [],
    loopLevel: 1,
  };
}

/** The same rows, cut off at the end of the lanes, with a vector for each of these locals, which hold its mask. */
export function maskedTile(main: Tile, mask: number[]): Tile {
  const [level0, level1] = main.levels;
  const levels = [level0, level1, newSection()] as const;
  return { ...main, vectors: mask.length, masked: true, levels, mask };
}

/** The code of one tile of rows along its lanes, from `laneFirst` to `laneEnd`; in slices. */
export function* tileCode(
  frame: Frame,
  position: Position,
  rows: number,
): Generator<undefined, Code, unknown> {
  const { kernel, locals, schedule } = frame;
  const main = newTile(frame, position, rows);
  const { code } = main.levels[1];
  code.get(frame.doubt);
  code.set(main.doubt);
  if (schedule.rolled) {
    if (frame.level0.stored.size === 0) computeLevel(main, 0);
    computeLevel(main, 1);
    yield undefined;
  }
  if (kernel.lane === null) {
    writeStores(main);
    flagDoubt(main, position, code);
    return code;
  }
  const isAlone = hasMaskedTilesOnly(kernel, schedule);
  const masks = Array.from(
    { length: isAlone ? main.vectors : 1 },
    () => locals.fresh("v128", "mask"),
  );
  const tail = maskedTile(main, masks), tiles = isAlone ? [tail] : [main, tail];
  pushMask(tail);
  if (schedule.rolled) {
    for (const tile of tiles) {
      computeLevel(tile, 2);
      yield undefined;
    }
  }
  if (kernel.accumulators.length === 0) {
    tiles.forEach(writeStores);
    laneLoop(main, { whole: isAlone ? undefined : main, tail }, flagLanes, () => {
      flagDoubt(main, position, code, () => {
        // the block that ends here
        code.get(position.lane);
        code.i32(1);
        code.op("i32.sub");
        code.i32(flagLanes);
        code.op("i32.div_u");
      });
    });
    return code;
  }
  const { accumulators } = kernel;
  const inLoops = ({ cells }: Accumulator) => schedule.rolled && cells.length > 0;
  const logSumExps = accumulators.filter(({ op }) => op === "logSumExp");
  const logs = logSumExps.filter((one) => !inLoops(one))
    .map((accumulator) => runningLogSumExp(main, accumulator));
  const sums = [
    ...rolledLogs(main, logSumExps.filter(inLoops)),
    ...runningSums(main, accumulators.filter(({ op }) => op !== "logSumExp")),
  ];
  for (const tile of [main, tail]) {
    feedLogs(tile, logs);
    sums.forEach((sum) => sum.feed(tile));
    yield undefined;
  }
  laneLoop(
    main,
    { whole: main, tail },
    blockLanes[frame.shape],
    () => [...logs, ...sums].forEach((one) => one.flush()),
  );
  [...logs, ...sums].forEach((one) => one.finish());
  flagDoubt(main, position, code);
  return code;
}

/** Sets `end` to min(lane + count, laneEnd). */
export function setBlockEnd(code: Code, lane: number, count: number, end: number): void {
  code.get(lane);
  code.i32(count);
  code.op("i32.add");
  code.tee(end);
  code.get(parameters.laneEnd, end);
  code.get(parameters.laneEnd);
  code.op("i32.lt_s", "select");
  code.set(end);
}

/** Sets the masks of a tile at the end of the lanes: all ones in lanes below `laneEnd`. */
export function pushMask(tail: Tile): void {
  const e: Emitter = emitterOf(tail, 2), { code, shape } = e;
  tail.mask.forEach((mask, v) => {
    const first = v * lanesOf[shape];
    if (shape === "f64x2") code.f64x2(first, first + 1);
    else code.f32x4(first, first + 1, first + 2, first + 3);
    code.get(parameters.laneEnd, tail.lane);
    code.op("i32.sub");
    if (shape === "f64x2") code.op("f64.convert_i32_s", "f64x2.splat", "f64x2.lt");
    else code.op("f32.convert_i32_s", "f32x4.splat", "f32x4.lt");
    code.set(mask);
  });
}

/**
 * The loop along the lanes in blocks: tiles that are whole, if they have code of their own, then those of which the last may
 * be cut, then the end of the block, which whole tiles fill.
 */
function laneLoop(
  main: Tile,
  { whole, tail }: { readonly whole: Tile | undefined; readonly tail: Tile },
  block: number,
  flush: () => void,
): void {
  const { frame, lane } = main;
  const { code } = main.levels[1];
  const width = lanesOf[frame.shape];
  const blockEnd = frame.locals.fresh("i32", "blockEnd");
  const advance = (by: number) => {
    code.get(lane);
    code.i32(by);
    code.op("i32.add");
    code.set(lane);
  };
  code.get(main.doubt);
  code.set(main.rowDoubt);
  const blocks = () =>
    code.loop(() => {
      setBlockEnd(code, lane, block, blockEnd);
      if (whole !== undefined) {
        const step = whole.vectors * width;
        code.block(() => {
          code.loop(() => {
            code.get(lane);
            code.i32(step);
            code.op("i32.add");
            code.get(blockEnd);
            code.op("i32.gt_s");
            code.brIf(1);
            code.append(whole.levels[2].code);
            advance(step);
            code.br(0);
          });
        });
      }
      code.block(() => {
        code.loop(() => {
          code.get(lane, blockEnd);
          code.op("i32.ge_s");
          code.brIf(1);
          code.append(tail.levels[2].code);
          advance(tail.vectors * width);
          code.br(0);
        });
      });
      // the last tile may have gone past the end
      code.get(blockEnd);
      code.set(lane);
      flush();
      code.get(lane, parameters.laneEnd);
      code.op("i32.lt_s");
      code.brIf(0);
    });
  eachRange(frame, code, () => {
    code.get(parameters.laneFirst);
    code.set(lane);
    blocks();
  });
}

/** Sets the flags of the rows of the tile where doubt was left; `pushFlag` pushes which flag of the row it is. */
function flagDoubt(tile: Tile, { row }: Position, code: Code, pushFlag?: () => void): void {
  const { frame, doubt, rowDoubt, rows } = tile;
  code.get(doubt);
  code.op(frame.shape === "f64x2" ? "i64x2.bitmask" : "i32x4.bitmask");
  code.when(() => {
    for (let r = 0; r < rows; r++) {
      code.get(row);
      code.i32(r);
      code.op("i32.add");
      code.get(word(frame, { kind: "flagsPerRow" }));
      code.op("i32.mul");
      code.get(word(frame, { kind: "flags" }));
      code.op("i32.add");
      if (pushFlag !== undefined) {
        pushFlag();
        code.op("i32.add");
      }
      code.i32(1);
      code.access("i32.store8");
    }
    code.i32(1);
    code.set(frame.status);
    if (pushFlag !== undefined) {
      code.get(rowDoubt);
      code.set(doubt);
    }
  });
}
