import type { Kernel } from "../../../kernels/ir/kernel.ts";
import {
  argumentNumbers,
  type ArgumentValues,
  type Rounding,
} from "../../../kernels/wasm/frame/argument_block.ts";
import { lanesOf } from "../../../kernels/wasm/bytes/emitter.ts";
import { flagLanes } from "../../../kernels/wasm/tiles/tiles.ts";
import { laneTime } from "../../../kernels/program/cost.ts";
import { type Buffer, extentOf, type Sizes } from "../../plan/types.ts";
import type { Heap } from "../memory/heap.ts";
import type { Piece } from "../threads/pool.ts";
import type { Slices } from "../conduct/slices.ts";
import type { Extent } from "../conduct/extent.ts";
import type { Compiled } from "./modules.ts";
import { draftStrips } from "./strips.ts";

export type { Extent } from "../conduct/extent.ts";

/** How much one call of a module computes. */
export interface CallSize {
  readonly rowsAtOnce: number;
  /** Undefined where a call has all lanes of its rows. */
  readonly lanesAtOnce: number | undefined;
}

/** A module, the parts of its work that threads share out, and how much one call computes. */
export interface Unit extends CallSize {
  readonly compiled: Compiled;
  readonly pieces: readonly Piece[];
  /** Scratch memory of the main thread. */
  readonly scratch: number;
}

/** A kernel whose rows are independent, and the flags it sets where it is in doubt. */
export interface Plain extends Unit {
  readonly args: number;
  readonly flags: number;
  readonly flagsPerRow: number;
  /** Puts results together whose lanes were shared out; to be called when all pieces are done. */
  readonly merge: ((array: (buffer: Buffer) => Float64Array) => Slices) | undefined;
}

/** Where a kernel leaves its doubts. */
export type Flags = Pick<ArgumentValues, "flags" | "flagsPerRow">;

/** Reserves bytes in the block of memory that is being laid out; gives their offset. */
export type Place = (bytes: number) => number;

/** What every kernel of a step is told: the sizes, and where a module finds a buffer or its rounded copy. */
export interface StepValues {
  readonly sizes: ArgumentValues["sizes"];
  readonly pointer: (buffer: Buffer, rounding: Rounding, compiled: Compiled) => number;
}

/** What is filled in once the block has its address. */
export interface UnitDraft<T> {
  readonly settle: (start: number, values: StepValues) => T;
}

/** About how many additions one call of a kernel holds: a quarter of a millisecond. */
export const callWork = 4e6;
/** Nanoseconds, as they are estimated, from which on a call is cut along its lanes. */
export const longestCall = 24e6;

/** What memory is reserved with. */
export interface DraftOptions {
  readonly heap: Heap;
  readonly place: Place;
  readonly sizes: Sizes;
  /** Calls that take longer are cut along their lanes: nanoseconds, as they are estimated. */
  readonly longest: number;
}

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

/** Writes the arguments of a kernel to memory. */
export function writeArguments(
  heap: Heap,
  at: number,
  compiled: Compiled,
  values: StepValues & Omit<ArgumentValues, "pointer" | "sizes">,
): void {
  const { args } = compiled;
  const pointer = (buffer: Buffer, rounding: Rounding) =>
    values.pointer(buffer, rounding, compiled);
  heap.i32(at, args.length).set(argumentNumbers(args, { ...values, pointer }));
}

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
