import type { Instruction, Level } from "../../ir/kernel.ts";
import { type Cells, emitterOf, type Held, type Tile } from "../frame/frame.ts";
import { lanewise } from "../functions/lanes.ts";
import { needSpread } from "../frame/need.ts";

/** Emits an elementwise operation. */
export function mapValue(
  tile: Tile,
  { op, args, out, sure }: Extract<Instruction, { kind: "map" }>,
  cells: Cells,
  level: Level,
): Held {
  const { frame } = tile;
  const held = args.map((arg) => needSpread(tile, arg, cells, frame.dependence(out)));
  const e = emitterOf(tile, level);
  if (sure !== undefined && (op === "min" || op === "max")) {
    // one instruction instead of seven, which keeps a NaN in its first argument
    return lanewise(e, `p${op}`, held[1 - sure]!, held[sure]!);
  }
  return frame.maps[op](e, held);
}
