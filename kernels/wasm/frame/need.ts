import type { Value } from "../../ir/kernel.ts";
import { splat } from "../bytes/emitter.ts";
import { type Cells, type Dependence, emitterOf, type Held, spread, type Tile } from "./frame.ts";
import { atDepth, recall } from "./sections.ts";
import { depthOf, levelOf, valueName } from "./cells.ts";

/** The locals of a value at some cells; emits what is not yet there. */
export function need(tile: Tile, value: Value, cells: Cells): Held {
  const level = levelOf(tile, value.level, value.cells, cells);
  const name = valueName(value, cells);
  const known = recall(tile, level, name);
  if (known !== undefined) return known;
  return atDepth(
    tile,
    level,
    depthOf(value.cells, cells),
    () => tile.frame.make(tile, value, cells, level),
  );
}

/** The locals of a value, arranged as `to` asks. */
export function needSpread(tile: Tile, value: Value, cells: Cells, to: Dependence): number[] {
  return spread(tile, need(tile, value, cells), tile.frame.dependence(value), to);
}

/** The local that holds a constant. */
export function constantLocal(tile: Tile, value: number): number {
  const e = { ...emitterOf(tile, 0), code: tile.frame.constants.code };
  splat(e, value);
  e.code.op("drop");
  const key = `${e.shape} ${Object.is(value, -0) ? "-0" : value}`;
  return tile.frame.constants.locals.get(key) as number;
}
