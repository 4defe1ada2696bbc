import type { Instruction, Level } from "../../ir/kernel.ts";
import { type Cells, emitterOf, type Held, type Tile } from "../frame/frame.ts";
import { lanewise } from "../functions/lanes.ts";
import { neverNaN } from "./not_nan.ts";
import { needSpread } from "../frame/need.ts";

/** Emits an elementwise operation. */
export function mapValue(
  tile: Tile,
  { op, args, out }: Extract<Instruction, { kind: "map" }>,
  cells: Cells,
  level: Level,
): Held {
  const { frame } = tile;
  const held = args.map((arg) => needSpread(tile, arg, cells, frame.dependence(out)));
  const e = emitterOf(tile, level);
  if (op === "min" || op === "max") {
    // one instruction instead of seven, which keeps a NaN in its first argument
    const [first, second] = neverNaN(frame, args[1]!) ? held : [...held].reverse();
    if (args.some((arg) => neverNaN(frame, arg))) {
      return lanewise(e, `p${op}`, first!, second!);
    }
  }
  return frame.maps[op](e, held);
}
