import type { Lowered } from "../../../kernels/lower/fit.ts";
import type { Buffer, Sizes } from "../../plan/types.ts";
import type { DeviceRunner } from "../conduct/runners.ts";
import type { ArrayOf } from "../digits/ranges.ts";
import type { GpuDevice } from "./gpu_device.ts";
import { placement } from "./placement.ts";
import { type Bounds, boundsOf } from "./row_chunks.ts";
import type { SweepWatch } from "./sweep_setup.ts";
import { sweepsOn } from "./sweeps.ts";

/** What a GPU does of a plan at given sizes. */
export interface GpuSide {
  /** Whether a step is a sweep for the GPU. */
  readonly takes: (step: number) => boolean;
  /** Its part in a run, over the host's memory. */
  readonly over: (arrayOf: ArrayOf, watch: SweepWatch) => DeviceRunner;
  /** Runs with the GPU, and says so where it was lost: then any call fails. */
  readonly guarding: <T>(run: () => Promise<T>, signal: AbortSignal | undefined) => Promise<T>;
}

/** What tests and tuning may set. */
export interface GpuSideOptions {
  /** Smaller bounds than those of the device. */
  readonly bounds?: Partial<Bounds> | undefined;
}

/**
 * The sweeps over pairs of a plan on a GPU. Running them throws `DeviceError` where the device fails.
 */
export function gpuSideOf(
  { plan, kernels }: Lowered,
  sizes: Sizes,
  gpu: GpuDevice,
  { bounds }: GpuSideOptions = {},
): GpuSide {
  const places = placement(plan, kernels, sizes);
  const takes = (step: number) => places[step]!.device === "gpu";
  const about = { plan, kernels, sizes, gpu, takes };
  return {
    takes,
    over: (arrayOf: (buffer: Buffer) => Float64Array, watch) =>
      sweepsOn({ ...about, bounds: { ...boundsOf(gpu), ...bounds }, arrayOf, watch }),
    guarding: async (run, signal) => {
      signal?.throwIfAborted();
      gpu.checkAlive();
      try {
        return await run();
      } catch (error) {
        if (signal?.aborted !== true) gpu.checkAlive();
        throw error;
      }
    },
  };
}
