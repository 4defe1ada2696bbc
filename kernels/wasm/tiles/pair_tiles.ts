import { runningSums } from "../sums/accumulate.ts";
import { addColumns, firstCell } from "../sums/columns.ts";
import { type Code, newCode } from "../bytes/assembler.ts";
import { lanesOf } from "../bytes/emitter.ts";
import { type Frame, parameters } from "../frame/frame.ts";
import { pairLogSumExp } from "../sums/pair_log_sum_exp.ts";
import { computeLevel } from "../values/rolled.ts";
import { blockLanes } from "../sums/sums.ts";
import { maskedTile, newTile, type Position, pushMask } from "./tiles.ts";

/** The lanes of a block on the diagonal: all its pairs are done both ways round, and rows of a tile lie in one block. */
export function blockOf({ schedule, shape }: Pick<Frame, "schedule" | "shape">): number {
  return schedule.vectors * lanesOf[shape];
}

/**
 * The code of one tile of rows of a kernel over unordered pairs: the lanes of the block on the diagonal, for the rows only;
 * then all lanes after it, for the rows and for the columns. In slices.
 */
export function* pairTileCode(
  frame: Frame,
  position: Position,
  rows: number,
): Generator<undefined, Code, unknown> {
  const { kernel, locals, schedule } = frame;
  // where the block on the diagonal starts
  const start = locals.fresh("i32", "start"), resumed = locals.fresh("i32", "resumedHere");
  const main = { ...newTile(frame, position, rows), resumed };
  const mask = locals.fresh("v128", "mask");
  const diagonal = maskedTile(main, [mask]), tail = maskedTile(main, [mask]);
  const { code } = main.levels[1];
  code.get(frame.doubt);
  code.set(main.doubt);
  if (schedule.rolled) {
    if (frame.level0.stored.size === 0) computeLevel(main, 0);
    computeLevel(main, 1);
    yield undefined;
  }
  for (const tile of [diagonal, tail]) pushMask(tile);
  if (schedule.rolled) {
    for (const tile of [main, diagonal, tail]) {
      computeLevel(tile, 2);
      yield undefined;
    }
  }

  const { accumulators, mirrors = [] } = kernel;
  const positions = accumulators.map((accumulator, t) => ({
    accumulator,
    first: firstCell(accumulators, t),
    mirror: mirrors[t]!,
  }));
  const logs = positions.filter(({ accumulator }) => accumulator.op === "logSumExp").map(
    ({ accumulator, first, mirror }, index) =>
      pairLogSumExp(main, accumulator, { index, first, mirror }),
  );
  const others = positions.filter(({ accumulator }) => accumulator.op !== "logSumExp");
  const sums = runningSums(main, others.map(({ accumulator }) => accumulator));
  for (const tile of [main, diagonal, tail]) {
    const columns = tile !== diagonal;
    for (const log of logs) log.feed(tile, columns);
    for (const sum of sums) sum.feed(tile);
    yield undefined;
    if (!columns) continue;
    for (const { accumulator, first, mirror } of others) {
      addColumns(tile, accumulator, { first, mirror, terms: () => undefined });
    }
  }

  const width = lanesOf[frame.shape], block = blockOf(frame);
  const { lane } = position;
  const end = locals.fresh("i32", "end");
  const advance = (by: number) => {
    code.get(lane);
    code.i32(by);
    code.op("i32.add");
    code.set(lane);
  };
  const whileBelow = (local: number, room: number, body: () => void) =>
    code.block(() =>
      code.loop(() => {
        code.get(lane);
        code.i32(room);
        code.op("i32.add");
        code.get(local);
        code.op("i32.gt_s");
        code.brIf(1);
        body();
        code.br(0);
      })
    );
  /** end = min(lane + count, laneEnd) */
  const setEnd = (count: number) => {
    code.get(lane);
    code.i32(count);
    code.op("i32.add");
    code.tee(end);
    code.get(parameters.laneEnd, end);
    code.get(parameters.laneEnd);
    code.op("i32.lt_s", "select");
    code.set(end);
  };
  code.get(parameters.laneFirst);
  code.set(lane);
  code.get(resumed);
  code.op("i32.eqz");
  code.when(() => {
    code.get(start);
    code.set(lane);
    setEnd(block);
    whileBelow(end, 1, () => {
      code.append(diagonal.levels[2].code);
      advance(width);
    });
    code.get(end);
    code.set(lane);
  });
  code.block(() =>
    code.loop(() => {
      code.get(lane, parameters.laneEnd);
      code.op("i32.ge_s");
      code.brIf(1);
      setEnd(blockLanes[frame.shape]);
      whileBelow(end, block, () => {
        code.append(main.levels[2].code);
        advance(block);
      });
      whileBelow(end, 1, () => {
        code.append(tail.levels[2].code);
        advance(width);
      });
      code.get(end);
      code.set(lane);
      [...logs, ...sums].forEach((one) => one.flush());
      code.br(0);
    })
  );
  // what the block on the diagonal left, where no lane follows it
  [...logs, ...sums].forEach((one) => one.flush());
  [...logs, ...sums].forEach((one) => one.finish());
  code.get(main.doubt);
  code.op(frame.shape === "f64x2" ? "i64x2.bitmask" : "i32x4.bitmask");
  code.when(() => {
    code.i32(1);
    code.set(frame.status);
  });
  return fromDiagonal(frame, position, { start, resumed, tile: code });
}

/** The code of a tile, which runs unless its block on the diagonal starts after the lanes of the call. */
function fromDiagonal(
  frame: Frame,
  { rowIndex, lane }: Position,
  { start, resumed, tile }: {
    readonly start: number;
    readonly resumed: number;
    readonly tile: Code;
  },
): Code {
  const row = frame.inner === null ? undefined : rowIndex.get(frame.inner);
  const code = newCode();
  code.block(() => {
    code.get(row ?? lane);
    code.i32(-blockOf(frame));
    code.op("i32.and");
    code.tee(start);
    code.get(parameters.laneEnd);
    code.op("i32.ge_s");
    code.brIf(0);
    code.get(start, parameters.laneFirst);
    code.op("i32.lt_s");
    code.set(resumed);
    code.append(tile);
  });
  return code;
}
