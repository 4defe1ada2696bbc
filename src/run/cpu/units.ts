import type { ArgumentValues, Rounding } from "../../../kernels/wasm/frame/argument_block.ts";
import type { Buffer, Sizes } from "../../plan/types.ts";
import type { Heap } from "../memory/heap.ts";
import type { Piece, PoolKernel } from "../threads/pool.ts";
import type { Slices } from "../conduct/slices.ts";
import type { Compiled } from "./modules.ts";

export type { Extent } from "../conduct/extent.ts";

/** How much one call of a module computes. */
export interface CallSize {
  readonly rowsAtOnce: number;
  /** Undefined where a call has all lanes of its rows. */
  readonly lanesAtOnce: number | undefined;
}

/** A module, the parts of its work that threads share out, and how much one call computes. */
export interface Unit extends CallSize {
  readonly compiled: PoolKernel & Partial<Pick<Compiled, "scratchBytes">>;
  readonly pieces: readonly Piece[];
  /** Scratch memory of the main thread. */
  readonly scratch: number;
  /** How much of it a thread needs, if not what its kernel says. */
  readonly scratchBytes?: number;
  /** What part of its step it is, for those who look at progress: all of it if left out. */
  readonly share?: number;
}

/** A unit that runs the module of one kernel. */
export interface KernelUnit extends Unit {
  readonly compiled: Compiled;
}

/** A kernel whose rows are independent, and the flags it sets where it is in doubt. */
export interface Plain extends KernelUnit {
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
