import type { Buffer, Sizes } from "../../src/plan/types.ts";
import type { Kernel, Value } from "../ir/kernel.ts";
import type { Place } from "./spans.ts";

/** Where a running kernel is. */
export interface LanePosition {
  /** How many lanes the current block has (1 outside the lanes). */
  n: number;
  /** The first lane of the block. */
  lane: number;
  /** The index along each row axis. */
  readonly row: Int32Array;
}

/** What an instruction needs to know to become code. */
export interface Context {
  readonly kernel: Kernel;
  readonly sizes: Sizes;
  readonly frame: LanePosition;
  readonly place: (value: Value) => Place;
  readonly arrayOf: (buffer: Buffer) => Float64Array;
}
