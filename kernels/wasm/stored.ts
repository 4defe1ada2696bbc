import type { Level, Register } from "../ir.ts";
import type { Tile } from "./frame.ts";
import type { Cells } from "./load.ts";

/** The locals of a value that a rolled kernel keeps in scratch memory; undefined for any other. */
export function loadStored(
  _tile: Tile,
  _register: Register,
  _cells: Cells,
  _level: Level,
): readonly number[] | undefined {
  return undefined;
}
