import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { BoundKernel } from "../../../kernels/script/bind.ts";
import type { Buffer, Sizes } from "../../plan/types.ts";
import type { Result } from "../conduct/buffers.ts";
import type { Arrays } from "../conduct/inputs.ts";
import type { Breath } from "../conduct/slices.ts";
import type { Bounds } from "./row_chunks.ts";

/** How an evaluation is watched and stopped. */
export interface Control {
  /** Stops between two dispatches. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the share of the work that is done. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Called with sentences on what ran elsewhere than planned. */
  readonly warn?: ((message: string) => void) | undefined;
  /** When to let other tasks of the program in between; by a breath of its own if left out. */
  readonly breath?: Breath | undefined;
}

/** A plan on a GPU, for one set of sizes. */
export interface WebgpuExecutor {
  readonly execute: (arrays: Arrays, control: Control) => Promise<Result[]>;
  readonly dispose: () => void;
}

/** What tests and tuning may set. */
export interface WebgpuOptions {
  /** Smaller bounds than those of the device. */
  readonly bounds?: Partial<Bounds>;
  /** Runs a step in double precision; the typed-array executor if left out. */
  readonly bind?: (
    kernel: Kernel,
    sizes: Sizes,
    arrayOf: (buffer: Buffer) => Float64Array,
  ) => Pick<BoundKernel, "rows" | "lanes" | "run" | "runInSlices">;
}
