import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Buffer } from "../../plan/types.ts";
import type { Slices } from "../conduct/slices.ts";
import type { Heap } from "../memory/heap.ts";
import type { BoundPairs } from "./bound_pairs.ts";
import type { Refusal } from "./refusal.ts";
import type { RoundedCopies } from "./rounded_copies.ts";
import type { Extent, Plain } from "./units.ts";

/** A kernel at given sizes. */
export interface BoundStep extends Extent {
  readonly kernel: Kernel;
  /** How it runs in WebAssembly; undefined if it is interpreted. */
  readonly plain: Plain | undefined;
  /** The same by unordered pairs, where that is cheaper. */
  readonly pairs: BoundPairs | undefined;
  /** The rounded copies that its kernels read, if they work in single precision. */
  readonly roundedCopies: readonly RoundedCopies[] | undefined;
  /** Why it does not run in WebAssembly. */
  readonly refusal: Refusal | undefined;
}

/** A plan at given sizes over memory of a heap. */
export interface Bound {
  readonly heap: Heap;
  /** The numbers of a buffer; another view once memory that is not shared has grown. */
  readonly array: (buffer: Buffer) => Float64Array;
  readonly steps: readonly BoundStep[];
  /**
   * The same step by generated code in double precision, made on first use; by unordered pairs too where the whole of it is
   * to run. For work that is too small to be worth a module it is the step itself.
   */
  readonly inDouble: (step: BoundStep, whole: boolean) => Slices<BoundStep>;
  /** Has the operating system map its memory, once, before it is computed in. */
  readonly map: () => Slices;
  readonly free: () => void;
}
