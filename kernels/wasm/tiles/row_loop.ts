import { tileCode } from "./tiles.ts";
import { type Code, newCode } from "../bytes/assembler.ts";
import { word } from "../frame/byte_strides.ts";
import { type Frame, parameters } from "../frame/frame.ts";
import { pairTileCode } from "./pair_tiles.ts";
import { type Axis, axisName } from "../../../src/expr/axes.ts";
/** The loop over rows from `rowFirst` to `rowEnd`: tiles of several rows, then single ones. */
export function* rowLoop(frame: Frame): Generator<undefined, Code, unknown> {
  const { kernel, locals, schedule } = frame;
  const code = newCode();
  const row = locals.fresh("i32", "row"), lane = locals.fresh("i32", "lane");
  const rowIndex = new Map(
    kernel.rows.map((axis) => [axis, locals.fresh("i32", axisName(axis))]),
  );
  const position = { row, rowIndex, lane };
  const tile = kernel.mirrors === undefined ? tileCode : pairTileCode;
  const single = yield* tile(frame, position, 1);
  const several = schedule.rows > 1 ? yield* tile(frame, position, schedule.rows) : undefined;
  const rest = locals.fresh("i32", "rest");
  const extentOf = (axis: Axis) => word(frame, { kind: "extent", set: axis.set });
  code.get(parameters.rowFirst);
  code.set(row);
  code.block(() => {
    code.loop(() => {
      code.get(row, parameters.rowEnd);
      code.op("i32.ge_s");
      code.brIf(1);
      code.get(row);
      code.set(rest);
      for (const axis of [...kernel.rows].reverse()) {
        const index = rowIndex.get(axis) as number;
        code.get(rest, extentOf(axis));
        code.op("i32.rem_u");
        code.set(index);
        code.get(rest, extentOf(axis));
        code.op("i32.div_u");
        code.set(rest);
      }
      const advance = (by: number) => {
        code.get(row);
        code.i32(by);
        code.op("i32.add");
        code.set(row);
      };
      if (several === undefined || frame.inner === null) {
        code.append(single);
        advance(1);
      } else {
        // several rows if they end before the range does, and before the index of the inner axis starts again
        const inner = rowIndex.get(frame.inner) as number;
        code.get(row);
        code.i32(schedule.rows);
        code.op("i32.add");
        code.get(parameters.rowEnd);
        code.op("i32.le_s");
        code.get(inner);
        code.i32(schedule.rows);
        code.op("i32.add");
        code.get(extentOf(frame.inner));
        code.op("i32.le_s", "i32.and");
        code.when(() => {
          code.append(several);
          advance(schedule.rows);
        }, () => {
          code.append(single);
          advance(1);
        });
      }
      code.br(0);
    });
  });
  return code;
}
