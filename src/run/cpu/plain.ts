import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { flagLanes } from "../../../kernels/wasm/tiles/tiles.ts";
import { laneTime } from "../../../kernels/program/cost.ts";
import { extentOf } from "../../plan/types.ts";
import type { Piece } from "../threads/pool.ts";
import { callSize } from "./call_size.ts";
import type { Compiled } from "./modules.ts";
import { draftStrips } from "./strips.ts";
import { callWork, type DraftOptions, type Extent, type Plain, type UnitDraft } from "./units.ts";
import { writeArguments } from "./write_arguments.ts";

/** Lays out a kernel whose rows are independent. */
export function draftPlain(
  kernel: Kernel,
  compiled: Compiled,
  extent: Extent,
  { heap, place, sizes, longest }: DraftOptions,
): UnitDraft<Plain> {
  const { rows, lanes } = extent, tile = compiled.schedule.rows;
  const innerAxis = kernel.rows.at(-1);
  const inner = innerAxis === undefined ? 1 : extentOf(innerAxis, sizes);
  const flagsPerRow = kernel.accumulators.length > 0 ? 1 : Math.ceil(lanes / flagLanes);
  const args = place(4 * compiled.args.length);
  const flags = place(rows * flagsPerRow);
  const scratch = place(compiled.scratchBytes);
  const draft = draftStrips(kernel, compiled, extent, { heap, place, sizes });
  return {
    settle: (start, values) => {
      const own = { ...values, flags: start + flags, flagsPerRow };
      writeArguments(heap, start + args, compiled, own);
      const strips = draft?.(start, own);
      heap.u8(start + flags, rows * flagsPerRow).fill(0);
      return {
        compiled,
        args: start + args,
        flags: start + flags,
        flagsPerRow,
        scratch: start + scratch,
        pieces: strips?.pieces ?? piecesOf(kernel, extent, { args: start + args, tile }),
        merge: strips?.merge,
        ...callSize(extent, compiled, { lane: laneTime(kernel), longest, inner }),
      };
    },
  };
}

/** The parts of a kernel that threads share out: rows of a sweep, lanes of a map. They depend on the sizes alone. */
function piecesOf(
  kernel: Kernel,
  { rows, lanes, work }: Extent,
  { args, tile }: { readonly args: number; readonly tile: number },
): Piece[] {
  const parts = Math.max(1, Math.min(256, Math.ceil(work / callWork)));
  const isMap = kernel.accumulators.length === 0;
  if (isMap && rows < parts && kernel.lane !== null) {
    const size = Math.ceil(lanes / parts / flagLanes) * flagLanes;
    return ranges(lanes, size).map(([laneFirst, laneEnd]) => ({
      args,
      rowFirst: 0,
      rowEnd: rows,
      laneFirst,
      laneEnd,
    }));
  }
  const unit = Math.ceil(4 / tile) * tile;
  const size = Math.ceil(rows / parts / unit) * unit;
  return ranges(rows, size).map(([rowFirst, rowEnd]) => ({
    args,
    rowFirst,
    rowEnd,
    laneFirst: 0,
    laneEnd: lanes,
  }));
}

function ranges(count: number, size: number): [number, number][] {
  const list: [number, number][] = [];
  for (let first = 0; first < count; first += size) {
    list.push([first, Math.min(count, first + size)]);
  }
  return list;
}
