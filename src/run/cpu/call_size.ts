import { lanesOf } from "../../../kernels/wasm/bytes/emitter.ts";
import { flagLanes } from "../../../kernels/wasm/tiles/tiles.ts";
import type { Compiled } from "./modules.ts";
import { type CallSize, callWork, type Extent } from "./units.ts";

/**
 * How many rows of a kernel one call computes: whole tiles, and whole eights unless so few are as much work as a call may be.
 * Where a tile of rows is too much, it is one tile and some of its lanes; one row where tiles do not end with each batch.
 */
export function callSize(
  { rows, lanes, work }: Extent,
  { schedule, shape }: Compiled,
  { lane, longest, inner }: {
    /** Nanoseconds that a lane takes. */
    readonly lane: number;
    readonly longest: number;
    /** The extent of the inner row axis. */
    readonly inner: number;
  },
): CallSize {
  const each = work / rows, wanted = callWork / each, tile = schedule.rows;
  const unit = wanted > 4 ? Math.ceil(8 / tile) * tile : tile;
  const rowsAtOnce = Math.max(1, Math.ceil(wanted / unit)) * unit;
  const fitting = longest / (lane * tile);
  if (fitting >= lanes) return { rowsAtOnce, lanesAtOnce: undefined };
  const isWhole = inner === rows || inner % tile === 0;
  return {
    rowsAtOnce: isWhole ? tile : 1,
    lanesAtOnce: windowOf(fitting, schedule.vectors * lanesOf[shape]),
  };
}

/** Up to `fitting` lanes, whole tiles of them, which lie in one block of flags or make up some. */
function windowOf(fitting: number, tile: number): number {
  if (fitting >= flagLanes) return Math.floor(fitting / flagLanes) * flagLanes;
  return Math.max(tile, 2 ** Math.floor(Math.log2(fitting)));
}
