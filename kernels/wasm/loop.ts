import type { Level } from "../ir.ts";
import type { Cell, Tile } from "./frame.ts";

/** Emits `body` for each index of a short axis: written out, or once in a loop that stays a loop. */
export function eachCell(
  tile: Tile,
  level: Level,
  extent: number,
  body: (cell: Cell) => void,
): void {
  if (!tile.frame.schedule.rolled || extent === 1) {
    for (let cell = 0; cell < extent; cell++) body(cell);
    return;
  }
  const { code, scopes } = tile.levels[level];
  const loop = tile.frame.locals.fresh("i32");
  const outer = tile.loopLevel;
  tile.loopLevel = level;
  code.i32(0);
  code.set(loop);
  code.loop(() => {
    scopes.push(new Map());
    body({ loop });
    scopes.pop();
    code.get(loop);
    code.i32(1);
    code.op("i32.add");
    code.tee(loop);
    code.i32(extent);
    code.op("i32.lt_s");
    code.brIf(0);
  });
  tile.loopLevel = outer;
}
